from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import QuestionError
from qa import Answerer
from qa.batch import answer_rows, read_questions

LINES = [
    '{"id": "q1", "question": "How many tonnes of steel?", "date": "2024-01-01", "other": 1}',
    "",
    '{"id": "q2", "question": ""}',
    "{broken",
    "[1]",
    '{"id": 5}',
    '{"question": "When did the bridge open?"}',
]


def test_every_line_gets_its_answer_in_order(tmp_path: Path, answerer: Answerer) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(LINES))
    rows = list(answer_rows(answerer, read_questions(path)))
    assert [row["id"] for row in rows] == ["q1", "q2", "4", "5", "5", "7"]
    assert [row.get("error", "")[:28] for row in rows] == [
        "",
        "the question is empty; type ",
        "line 4 is not JSON: Expectin",
        "line 5 is not a JSON object",
        "line 6 has no question",
        "",
    ]
    assert all(row["abstained"] and row["passages"] == [] for row in rows if "error" in row)


@pytest.mark.parametrize(
    ("content", "message"), [(None, "cannot read the questions"), ("\n\n", "holds no question")]
)
def test_a_file_without_questions(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "q.jsonl"
    if content is not None:
        path.write_text(content)
    with pytest.raises(QuestionError, match=message):
        read_questions(path)
