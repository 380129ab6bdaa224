from __future__ import annotations

import subprocess
import sys

import pytest

from corpus.errors import GateError, IndexMissingError, QuestionError
from qa.boundary import guarded


@pytest.mark.parametrize(("error", "code"), [(QuestionError, 2), (IndexMissingError, 3), (GateError, 4)])
def test_an_error_is_one_line_and_its_code(
    error: type[Exception], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise error("it is so")

    assert guarded("citewise", fail) == code
    assert capsys.readouterr().err == "citewise: it is so\n"


def test_an_interrupt(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt() -> int:
        raise KeyboardInterrupt

    assert guarded("citewise", interrupt) == 130
    assert capsys.readouterr().err == "citewise: stopped\n"


def test_a_reader_who_leaves_is_no_error() -> None:
    code = "from qa.boundary import guarded; exit(guarded('c', lambda: print('x' * 9_000_000) or 0))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=60) == 0
