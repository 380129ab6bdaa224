"""The tuner looks at dev questions alone, and changes settings only for a sure gain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import QuestionError, SettingsError
from eval import Question, tune
from eval.cli import main
from eval.tuning import TUNED, as_toml, grid
from index import Hit, Index
from qa import Retriever, Settings

QUESTIONS = [
    Question(f"q{number}", f"Question {number}?", True, relevant=(f"a{number}",), split="dev")
    for number in range(24)
] + [Question("t1", "Not to be seen?", True, relevant=("a1",), split="test")]

Hits = Callable[..., list[Hit]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Hits, Callable[[Settings], bool]], list[str]]:
    """Makes retrieval find the relevant article first where the settings say so, and notes questions."""

    def fake(make: Hits, good: Callable[[Settings], bool]) -> list[str]:
        seen: list[str] = []

        def retrieve(self: Retriever, question: str, k: int = 5, filters: object = None) -> list[Hit]:
            seen.append(question)
            name = f"a{question.split()[-1].rstrip('?')}"
            places = [(name, 0, 5), ("x", 0, 5)]
            return make(*(places if good(self.settings) else reversed(places)))

        monkeypatch.setattr(Retriever, "retrieve", retrieve)
        return seen

    return fake


def test_a_better_setting_is_found_and_adopted(
    asked: Callable[..., list[str]], make_hits: Hits, opened: Index
) -> None:
    seen = asked(make_hits, lambda settings: settings.ranking == "lexical")
    found = tune(QUESTIONS, opened, Settings())
    assert found.adopted
    assert found.settings["ranking"] == "lexical"
    assert (found.default, found.held_out, found.low) == (0.5, 1.0, 0.5)
    assert found.questions == 24
    assert "Not to be seen?" not in seen


def test_without_a_gain_the_settings_stay(
    asked: Callable[..., list[str]], make_hits: Hits, opened: Index
) -> None:
    asked(make_hits, lambda settings: True)
    settings = Settings(candidates=17)
    found = tune(QUESTIONS, opened, settings)
    assert not found.adopted
    assert found.settings == {name: getattr(settings, name) for name in TUNED}


def test_too_few_questions_are_refused(opened: Index) -> None:
    with pytest.raises(
        QuestionError, match="needs 20 answerable questions of the dev split, this set has 19"
    ):
        tune(QUESTIONS[:19], opened, Settings())


def test_the_settings_that_are_there_come_first_and_none_twice() -> None:
    tried = grid(Settings(lexical_weight=0.3))
    assert tried[0] == {name: getattr(Settings(lexical_weight=0.3), name) for name in TUNED}
    assert all(one not in tried[:number] for number, one in enumerate(tried))
    assert {one["ranking"] for one in tried} == {"hybrid", "rrf", "dense", "lexical"}


def test_the_file_is_one_that_settings_read(
    asked: Callable[..., list[str]], make_hits: Hits, opened: Index, tmp_path: Path
) -> None:
    asked(make_hits, lambda settings: settings.dense_weight > 0)
    found = tune(QUESTIONS, opened, Settings())
    file = tmp_path / "tuned.toml"
    file.write_text(as_toml(found, "questions.jsonl", 0))
    read = Settings.load(file=file, environment={})
    assert {name: getattr(read, name) for name in TUNED} == found.settings
    assert "95 % interval" in file.read_text()


def test_a_value_that_is_no_setting_is_not_written(
    asked: Callable[..., list[str]], make_hits: Hits, opened: Index
) -> None:
    asked(make_hits, lambda settings: True)
    found = tune(QUESTIONS, opened, Settings())
    with pytest.raises(SettingsError, match="is not tuned"):
        as_toml(replace(found, settings={"ranking": None}), "x", 0)


def test_the_command_says_what_it_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, index_folder: Path
) -> None:
    from hashing_embedder import HashingEmbedder

    monkeypatch.setattr("index.opened.open_embedder", lambda name: HashingEmbedder())
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"id": "q", "question": "How much steel?", "relevant": ["bridge"]}\n')
    out = tmp_path / "tuned.toml"
    arguments = ["tune", "--questions", str(questions), "--index", str(index_folder), "--out", str(out)]
    assert main(arguments) == 2
    assert "tuning needs 20 answerable questions" in capsys.readouterr().err
    assert not out.exists()
