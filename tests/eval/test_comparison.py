"""Two runs beside each other."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from eval import compare, load_run
from eval.cli import main
from eval.comparison_text import as_json, as_text

Write = Callable[..., Path]


def _row(identity: str, right: bool | None, score: float | None, **more: object) -> dict[str, object]:
    return {
        "id": identity,
        "kind": "name",
        "split": "dev",
        "question": f"Who is {identity}?",
        "answerable": True,
        "abstained": False,
        "confidence": 0.5,
        "right": right,
        "right_if_answered": right,
        "ranks": {"article": 1, "span": None},
        "answer_contains": score,
        **more,
    }


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_run(name: str, rows: Sequence[dict[str, object]], passages: int = 9) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "summary.json").write_text(json.dumps({"figures": {"answer_contains": 0.5}}))
        manifest = {"articles": 3, "passages": passages}
        (folder / "environment.json").write_text(json.dumps({"manifest": manifest}))
        (folder / "scores.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return folder

    return write_run


def test_a_run_does_not_differ_from_itself(write: Write) -> None:
    run = load_run(write("a", [_row("x", True, 1.0), _row("y", False, 0.0)]))
    found = compare(run, run)
    assert found.changes == ()
    (one,) = found.differences
    assert (one.difference, one.low, one.high, one.p, one.adjusted) == (0.0, 0.0, 0.0, 1.0, 1.0)


def test_the_paired_test_is_exact_where_the_signs_can_be_counted(write: Write) -> None:
    # Five questions, all better by one: 2 of the 32 ways to set the signs are as extreme.
    names = "abcde"
    before = load_run(write("before", [_row(name, False, 0.0) for name in names]))
    after = load_run(write("after", [_row(name, True, 1.0) for name in names]))
    (one,) = compare(before, after).differences
    assert (one.questions, one.before, one.after, one.difference) == (5, 0.0, 1.0, 1.0)
    assert one.p == pytest.approx(2 / 32)
    assert (one.low, one.high) == (1.0, 1.0)


def test_the_interval_holds_the_difference_and_is_the_same_every_time(write: Write) -> None:
    before = load_run(write("before", [_row(f"q{n}", False, 0.0) for n in range(40)]))
    after = load_run(write("after", [_row(f"q{n}", n % 4 == 0, float(n % 4 == 0)) for n in range(40)]))
    (one,) = compare(before, after).differences
    assert one.low < one.difference == 0.25 < one.high
    assert compare(before, after) == compare(before, after)
    assert compare(before, after, seed=1).differences[0].difference == 0.25


def test_holm_multiplies_the_smallest_p_most(write: Write) -> None:
    def rows(gain: float, other: Sequence[float]) -> list[dict[str, object]]:
        return [_row(f"q{n}", True, gain, token_f1=value) for n, value in enumerate(other)]

    before = load_run(write("before", rows(0.0, [0.0] * 6)))
    after = load_run(write("after", rows(1.0, [1.0, 1.0, 1.0, -1.0, 1.0, 1.0])))
    by_name = {one.measure: one for one in compare(before, after).differences}
    # All six better: 2 of 64. Five of six: 2 · (1 + 6) of 64.
    assert by_name["answer_contains"].p == pytest.approx(2 / 64)
    assert by_name["answer_contains"].adjusted == pytest.approx(2 * 2 / 64)
    assert by_name["token_f1"].p == pytest.approx(14 / 64)
    assert by_name["token_f1"].adjusted == pytest.approx(14 / 64)


def test_changed_questions_come_worst_first(write: Write) -> None:
    before = [
        _row("won", False, 0.0),
        _row("lost", True, 1.0),
        _row("same", True, 1.0),
        _row("less", True, 1.0),
    ]
    after = [
        _row("won", True, 1.0),
        _row("lost", False, 0.0),
        _row("same", True, 1.0),
        _row("less", True, 0.5),
    ]
    found = compare(load_run(write("before", before)), load_run(write("after", after)))
    assert [one.id for one in found.changes] == ["lost", "less", "won"]
    assert found.changes[0].scores == {"answer_contains": (1.0, 0.0)}
    text = as_text(found, shown=1)
    assert "3 questions changed: 1 lost, 1 won" in text
    assert "lost  right -> wrong  Who is lost?" in text
    assert "and 2 more" in text


def test_an_answer_that_became_a_refusal_is_a_change(write: Write) -> None:
    before, after = [_row("x", False, 0.0)], [_row("x", False, 0.0, abstained=True)]
    assert len(compare(load_run(write("before", before)), load_run(write("after", after))).changes) == 1


def test_a_measure_without_judgement_is_left_out(write: Write) -> None:
    run = load_run(write("a", [_row("x", None, None), _row("y", True, 1.0)]))
    assert compare(run, run).differences[0].questions == 1


def test_runs_that_are_hard_to_compare_say_so(write: Write) -> None:
    before = load_run(write("before", [_row("x", True, 1.0), _row("y", True, 1.0)]))
    after = load_run(write("after", [_row("x", True, 1.0, question="Who was x?")], passages=10))
    warnings = compare(before, after).warnings
    assert warnings[0].startswith("1 questions are in ")
    assert warnings[1:] == (
        "1 questions have the same id but other words, x first",
        "the indexes hold 9 and 10 passages",
    )


def test_the_command(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = write("before", [_row("x", False, 0.0)]), write("after", [_row("x", True, 1.0)])
    assert main(["compare", str(before), str(after)]) == 0
    assert "answer_contains" in capsys.readouterr().out
    assert main(["compare", str(before), str(after), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(json.dumps(as_json(compare(load_run(before), load_run(after)))))
    assert printed["changes"][0]["id"] == "x"


@pytest.mark.parametrize("text", ["", "[]", "{}\n", '{"id": 1}'])
def test_a_folder_without_a_run(write: Write, text: str) -> None:
    folder = write("a", [_row("x", True, 1.0)])
    (folder / "scores.jsonl").write_text(text + "\n" if text else "x")
    with pytest.raises(SettingsError, match="holds no run; make one with"):
        load_run(folder)
