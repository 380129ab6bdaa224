"""The `citewise-eval` command: what it measures when told little, and how it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from corpus import Article
from eval import cli
from index import build_index

QUESTIONS = [
    {"id": "q1", "question": "How many tonnes of steel?", "answers": ["38,000"], "kind": "number"},
    {"id": "q2", "question": "Who discovered the comet?", "answers": ["Ilse Brandt"], "kind": "name"},
]


@pytest.fixture(autouse=True)
def embedder_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.asked.fast_embedder", lambda name, engine: HashingEmbedder())
    monkeypatch.setattr("index.opened.open_embedder", lambda name: HashingEmbedder())


@pytest.fixture
def questions(tmp_path: Path) -> str:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in QUESTIONS))
    return str(path)


@pytest.fixture
def fails_early(monkeypatch: pytest.MonkeyPatch) -> None:
    def measured(*_: object) -> None:
        raise AssertionError("questions were asked")

    monkeypatch.setattr(cli, "_measured", measured)


def test_the_built_in_set_is_asked_of_an_index_made_with_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CITEWISE_PASSAGE_TOKENS", "77")
    assert cli.main(["run", "--limit", "2", "--out", "run"]) == 0
    environment = json.loads((tmp_path / "run" / "environment.json").read_text())
    assert environment["settings"]["passage_tokens"] == environment["manifest"]["passage_tokens"] == 77
    assert environment["settings"]["index"] == "(sample corpus)"
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["total_questions"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]
    assert capsys.readouterr().err == ""


def test_own_questions_are_asked_of_the_default_index(
    tmp_path: Path, questions: str, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["run", "--questions", questions]) == 3
    build_index(articles, tmp_path / ".citewise", HashingEmbedder())
    assert cli.main(["run", "--questions", questions]) == 0
    assert cli.main(["validate", "--questions", questions]) == 0


def test_a_settings_file_is_used(
    tmp_path: Path, questions: str, index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = []
    for threshold in ("0.0", "1.0"):
        file = tmp_path / "mine.toml"
        file.write_text(f'index = "{index_folder}"\nthreshold = {threshold}\n')
        assert cli.main(["run", "--questions", questions, "--settings", str(file), "--json"]) == 0
        refused.append(json.loads(capsys.readouterr().out)["figures"]["refused_answerable"])
    assert refused == [0.0, 1.0]


def test_the_table_says_how_many_questions_each_figure_rests_on(
    questions: str, index_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWISE_THRESHOLD", "1")  # all are refused, so the figures are known
    assert cli.main(["run", "--questions", questions, "--index", str(index_folder)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["refused_answerable", "1.0000", "2"] in lines
    assert ["number", "-", "-", "0.000", "of", "1", "-", "1.000", "of", "1", "-"] in lines


@pytest.mark.parametrize("limit", ["0", "-3", "x"])
def test_a_limit_below_one_is_refused(
    limit: str, fails_early: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["run", "--limit", limit])
    assert stopped.value.code == 2
    assert "--limit" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_found_before_asking(
    tmp_path: Path, fails_early: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert cli.main(["run", "--out", str(tmp_path / "file")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("citewise-eval: cannot write to")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    "saved", ["", "[]", "{}", '{"figures": [1]}', '{"figures": {"a": "x"}}', '{"figures": {"a": null}}']
)
def test_a_broken_run_is_no_run(
    tmp_path: Path, saved: str, fails_early: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "summary.json").write_text(saved)
    assert cli.main(["gate", str(tmp_path)]) == 2
    assert "holds no run" in capsys.readouterr().err


@pytest.mark.parametrize(
    "flag", [("--limit", "3"), ("--index", "x"), ("--questions", "x"), ("--embedder", "x")]
)
def test_a_saved_run_is_not_asked_again(
    tmp_path: Path, flag: tuple[str, str], fails_early: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "summary.json").write_text('{"figures": {"quotes_exact": 1.0}}')
    assert cli.main(["gate", str(tmp_path), *flag]) == 2
    assert "judged as it is" in capsys.readouterr().err


def test_the_gate_measures_when_no_run_is_given(
    tmp_path: Path, questions: str, index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text("[ceilings]\nrefused_answerable = 1.0\n")
    asked = ["gate", "--questions", questions, "--index", str(index_folder), "--floors", str(floors)]
    assert cli.main(asked) == 0
    assert capsys.readouterr().out.startswith("refused_answerable is ")


def test_the_keyboard_stops_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_measured", interrupted)
    assert cli.main(["run"]) == 130
    assert capsys.readouterr().err == "citewise-eval: stopped\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows reports a closed pipe differently")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_pipe_is_quiet(unbuffered: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [sys.executable, "-m", "eval.cli", "validate"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (0, "")
