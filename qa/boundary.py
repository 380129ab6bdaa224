"""The edge of a command: errors become one line and an exit code, logs go to stderr."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable

from corpus.errors import CitewiseError


def guarded(program: str, command: Callable[[], int]) -> int:
    """The exit code of `command`; a `CitewiseError` is told in one line on stderr and gives its own
    code, an interrupt gives 130, and a reader who closed our output is no error.
    """
    try:
        try:
            return command()
        finally:
            # What is still buffered would fail only while Python exits, and be reported there.
            sys.stdout.flush()
    except CitewiseError as error:
        print(f"{program}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"{program}: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Keep Python from complaining about the closed pipe while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def log_to_stderr(*, verbose: bool) -> None:
    """Log errors alone, or with `verbose` what is done as well."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.ERROR, format="%(levelname)s %(name)s: %(message)s"
    )
