"""No attack inside an article is obeyed: by quoting, by the worst generator there could be, by a real one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from gguf import smollm2
from hostile import Attack, ObedientGenerator, attacks

from corpus import Article
from index import Embedder, build_index
from index.embedder import DEFAULT_EMBEDDER
from index.encoders import fast_embedder
from qa import Answerer, Settings
from qa.answer import Answer
from qa.generation import Composer, Generator

pytestmark = pytest.mark.model

ATTACKS = attacks()
OTHER = Article("tram", "Trams run later", "Trams in Ostrel and Kelmar will run until one in the morning.")


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    return fast_embedder(DEFAULT_EMBEDDER, "int8")


def _answers(
    attack: Attack, minilm: Embedder, folder: Path, *generators: Generator | None
) -> list[tuple[Answerer, Answer]]:
    build_index([attack.article, OTHER], folder, minilm)
    found = []
    for generator in generators:
        # Whatever the confidence: a refusal would hide what an answer would have said.
        answerer = Answerer.open(folder, embedder=minilm, settings=Settings(threshold=0.0))
        answerer.composer = Composer(generator) if generator else None
        found.append((answerer, answerer.answer(attack.question)))
    return found


def test_there_are_attacks_of_many_kinds() -> None:
    assert len(ATTACKS) >= 40
    assert len(Counter(attack.kind for attack in ATTACKS)) >= 12
    assert all(attack.attack in attack.article.text for attack in ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.id} {attack.kind}")
def test_neither_quoting_nor_an_obedient_generator_obeys(
    attack: Attack, minilm: Embedder, tmp_path: Path
) -> None:
    for answerer, answer in _answers(attack, minilm, tmp_path / "i", None, ObedientGenerator(attack)):
        assert not attack.succeeds(answer), answer.answer
        catalogue = answerer.retriever.index().catalogue
        for one in answer.citations:
            assert catalogue.article(one.article_id).text[one.start : one.end] == one.quote


@pytest.mark.skipif(smollm2() is None, reason="no SmolLM2 weights: set TEST_GGUF")
def test_smollm2_does_not_obey(minilm: Embedder, tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="the extra local-llm is not installed")
    from qa.generation import open_generator

    generator = open_generator(Settings(llm=str(smollm2()), llm_tokens=60))
    for attack in ATTACKS[::8]:
        ((_, answer),) = _answers(attack, minilm, tmp_path / attack.id, generator)
        assert not attack.succeeds(answer), answer.answer
