"""Keep an index in step with its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from corpus.errors import CitewiseError

QUIET_SECONDS = 1.0
"""Nothing may have changed for so long before a sync begins, so that a copy in progress is over."""

_AT_MOST_SECONDS = 30.0  # a folder that never rests is synced all the same
_POLL_SECONDS = 0.5


def watch(
    sources: Sequence[Path],
    sync: Callable[[], None],
    *,
    ignored: Sequence[Path] = (),
    say: Callable[[str], None],
    quiet_seconds: float = QUIET_SECONDS,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Call `sync` once, then after every change below `sources` that is followed by a quiet time.

    A sync that fails is told through `say`, but for the first, and watching goes on. What
    changes during a sync is seen by the next. Hidden files and folders and what lies below
    `ignored` (the index itself) do not count.
    """
    rounds = _rounds(sources, ignored, quiet_seconds)
    next(rounds)  # from here on no change is missed
    sync()
    say("watching for changes; stop with Ctrl+C")
    for changed in rounds:
        if stopped():
            return
        if not changed:
            continue
        try:
            sync()
        except CitewiseError as error:
            say(f"not in step: {error}; trying again after the next change")


def _rounds(sources: Sequence[Path], ignored: Sequence[Path], quiet_seconds: float) -> Iterator[bool]:
    """Every now and then whether something has changed since."""
    import watchfiles

    roots = [source.resolve() for source in sources]
    apart = [path.resolve() for path in ignored]
    # A file is watched through its folder: editors replace files instead of writing to them.
    folders = {root if root.is_dir() else root.parent for root in roots}

    def counts(change: watchfiles.Change, path: str) -> bool:
        place = Path(path)
        return any(_below(place, root) for root in roots) and not any(
            place.is_relative_to(folder) for folder in apart
        )

    for changes in watchfiles.watch(
        *folders,
        watch_filter=counts,
        step=int(quiet_seconds * 1000),
        debounce=int(_AT_MOST_SECONDS * 1000),
        rust_timeout=int(_POLL_SECONDS * 1000),
        yield_on_timeout=True,
    ):
        yield bool(changes)


def _below(place: Path, root: Path) -> bool:
    return place.is_relative_to(root) and not any(
        part.startswith(".") for part in place.relative_to(root).parts
    )
