from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from corpus.errors import GateError, SettingsError
from eval import Question, Run, check_floors, evaluate
from eval.cli import main
from qa import Answerer

QUESTIONS = [
    Question(
        "q1", "How many tonnes of steel did engineers use?", True, ("38,000",), ("bridge",), kind="number"
    ),
    Question("q2", "Who discovered the comet in 1949?", True, ("Ilse Brandt",), ("comet",), kind="name"),
    Question("q3", "What is the capital of the moon?", False, kind="off-topic"),
]


@pytest.fixture
def run(answerer: Answerer) -> Run:
    return evaluate(QUESTIONS, answerer)


def test_figures_are_means_over_the_questions_they_apply_to(run: Run) -> None:
    summary = run.summary()
    assert summary["figures"]["article_hit_at_1"] == 1.0
    assert summary["figures"]["answer_contains"] == 1.0
    # The fixture's threshold is 0: nothing is refused.
    assert summary["figures"]["refused_unanswerable"] == 0.0
    assert summary["figures"]["quotes_exact"] == 1.0
    assert summary["questions"]["article_hit_at_1"] == 2
    assert summary["questions"]["refused_unanswerable"] == 1
    assert "span_recall_at_5" not in summary["figures"], "no question has spans"
    assert list(summary["by_kind"]) == ["name", "number", "off-topic"]
    assert summary["total_questions"] == 3


def test_two_runs_agree_to_the_last_digit(run: Run, answerer: Answerer) -> None:
    def without_costs(summary: dict) -> dict:
        return {
            name: value for name, value in summary.items() if name not in ("latency_ms", "peak_memory_mb")
        }

    assert without_costs(evaluate(QUESTIONS, answerer).summary()) == without_costs(run.summary())


def test_a_saved_run_holds_answers_scores_and_environment(run: Run, tmp_path: Path) -> None:
    run.save(tmp_path / "run")
    answers = [json.loads(line) for line in (tmp_path / "run" / "answers.jsonl").read_text().splitlines()]
    scores = [json.loads(line) for line in (tmp_path / "run" / "scores.jsonl").read_text().splitlines()]
    assert [row["id"] for row in answers] == [row["id"] for row in scores] == ["q1", "q2", "q3"]
    assert scores[2]["answer_contains"] is None
    environment = json.loads((tmp_path / "run" / "environment.json").read_text())
    assert environment["manifest"]["embedder"]["name"] == "hashing"
    assert environment["settings"]["threshold"] == 0.0
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["citations"] >= 3


def test_a_run_that_cannot_be_saved(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot write the run"):
        run.save(tmp_path / "file" / "run")


def _floors(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "floors.toml"
    path.write_text(text)
    return path


def test_the_gate_opens_at_the_limits(tmp_path: Path) -> None:
    path = _floors(tmp_path, "[floors]\nhit = 0.8\n[ceilings]\nwrong = 0.1\n")
    assert len(check_floors({"hit": 0.8, "wrong": 0.1}, path)) == 2


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("[floors]\nhit = 0.9", GateError, r"hit is 0.8000, floor 0.9000, off by 0.1000"),
        ("[ceilings]\nhit = 0.7", GateError, r"hit is 0.8000, ceiling 0.7000, off by 0.1000"),
        ("[floors]\ncolour = 0.9", SettingsError, "no figure 'colour'"),
        ("[walls]\nhit = 0.9", SettingsError, "unknown table 'walls'"),
        ("[floors", SettingsError, "floors file"),
    ],
)
def test_the_gate_closes(tmp_path: Path, text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        check_floors({"hit": 0.8}, _floors(tmp_path, text))


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, index_folder: Path, tmp_path: Path) -> Callable[..., int]:
    monkeypatch.setattr("index.opened.open_embedder", lambda name: HashingEmbedder())
    path = tmp_path / "questions.jsonl"
    row = {"id": "q1", "question": "How many tonnes of steel?", "answers": ["38,000"], "relevant": ["bridge"]}
    path.write_text(json.dumps(row) + "\n")

    def call(name: str, *more: str) -> int:
        return main([name, "--questions", str(path), "--index", str(index_folder), *more])

    return call


def test_run_shows_saves_and_passes_the_gate(
    command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("run", "--out", str(tmp_path / "run")) == 0
    assert "article_hit_at_1" in capsys.readouterr().out
    floors = _floors(tmp_path, "[floors]\narticle_hit_at_1 = 1.0")
    assert main(["gate", str(tmp_path / "run"), "--floors", str(floors)]) == 0
    assert (
        main(["gate", str(tmp_path / "run"), "--floors", str(_floors(tmp_path, "[ceilings]\naurc = -1"))])
        == 4
    )
    captured = capsys.readouterr()
    assert captured.err.startswith("citewise-eval: aurc is ")


def test_json_is_all_there_is_on_stdout(
    command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["total_questions"] == 1


def test_validate(command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("validate") == 0
    row = {"id": "q1", "question": "?", "answerable": False, "answers": ["x"]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(row))
    assert command("validate") == 4
    assert "q1: unanswerable, yet it has answers" in capsys.readouterr().out


def test_a_folder_without_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gate", str(tmp_path)]) == 2
    assert "holds no run; make one with: citewise-eval run --out" in capsys.readouterr().err
