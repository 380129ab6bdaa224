"""A run under way, kept on disk question by question so that an interrupted one goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.errors import SettingsError
from eval.questions import Question
from eval.scored import Scored

PARTIAL = "partial.jsonl"


class PartialRun:
    """The scored questions of a run that has not finished, in `partial.jsonl` of its folder.

    Rows of an earlier attempt are taken over when it had the same questions, index,
    settings and code (`fingerprint`); those of any other are forgotten. A row that
    was cut off by the interruption is asked again.

    Raises:
        SettingsError: the folder cannot be written.
    """

    def __init__(self, folder: Path, fingerprint: str, questions: Sequence[Question]) -> None:
        self._path = folder / PARTIAL
        rows = self._earlier(fingerprint, questions)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise SettingsError(f"cannot write the run to {folder}: {error.strerror or error}") from error
        self._write({"fingerprint": fingerprint})
        self.rows: dict[int, Scored] = {}
        for number, row in rows.items():
            self.add(number, row)

    def add(self, number: int, row: Scored) -> None:
        """Keep the scored question with this place in the set."""
        self.rows[number] = row
        self._write({"number": number} | row.as_dict())

    def close(self, *, finished: bool) -> None:
        """Forget the rows of a finished run, which is saved whole; keep those of another."""
        self._file.close()
        if finished:
            self._path.unlink(missing_ok=True)

    def _write(self, row: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._file.flush()

    def _earlier(self, fingerprint: str, questions: Sequence[Question]) -> dict[int, Scored]:
        try:
            head, *lines = self._path.read_text(encoding="utf-8").splitlines()
            if json.loads(head)["fingerprint"] != fingerprint:
                return {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        rows = {}
        for line in lines:
            try:
                values = json.loads(line)
                number = values.pop("number")
                if questions[number].id == values["id"]:
                    rows[number] = Scored.from_dict(questions[number], values)
            except (ValueError, KeyError, TypeError, IndexError):
                break
        return rows


def fingerprint(
    questions: Sequence[Question], environment: Mapping[str, Any], articles: Mapping[str, bytes]
) -> str:
    """SHA-256 of all that decides the answers; `articles` maps each id to a digest of its content."""
    manifest = {
        name: value for name, value in environment["manifest"].items() if name not in ("created", "files")
    }
    parts = [
        [asdict(one) for one in questions],
        {name: environment[name] for name in ("packages", "commit", "settings")},
        manifest,
        sorted((name, digest.hex()) for name, digest in articles.items()),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
