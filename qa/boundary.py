"""The edge of a command: errors become one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from corpus.errors import CitewiseError


def guarded(program: str, command: Callable[[], int]) -> int:
    """The exit code of `command`; a `CitewiseError` is told in one line on stderr and gives its own
    code, an interrupt gives 130, and a reader who closed our output is no error.
    """
    try:
        return command()
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
