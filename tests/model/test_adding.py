"""Adding with the real encoder, which an index keeps in each generation."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Article
from index import add_articles, build_index, fast_embedder, remove_articles
from index.generation import current_generation
from qa import Answerer

pytestmark = pytest.mark.model


def test_articles_can_be_added_again_and_again_while_the_index_is_open(tmp_path: Path) -> None:
    build_index([Article("fair", "Fair", "The fair of Kelmar sold 900 pies.")], tmp_path, fast_embedder())
    answerer = Answerer.open(tmp_path)
    for steps in (211, 305, 410):
        # The encoder that is open was read from a generation that is gone by now.
        index = answerer.retriever.index()
        tower = Article(f"tower{steps}", "Tower", f"The tower of Brask has {steps} steps.")
        summary = add_articles([tower], tmp_path, index.embedder)
        assert (summary.new, summary.unchanged, summary.embedded) == (1, 1, 1)
        answer = answerer.answer("How many steps has the tower of Brask?")
        assert answer.short_answer == str(steps) or f"{steps} steps" in answer.answer
        remove_articles([tower.id], tmp_path)
    encoder = current_generation(tmp_path) / "encoder"
    assert sorted(path.name for path in encoder.iterdir()) == ["encoder.json", "model.onnx", "tokenizer.json"]
    assert Answerer.open(tmp_path).answer("How many pies did the fair of Kelmar sell?").short_answer == "900"
