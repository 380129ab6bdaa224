"""Progress bars on stderr; none when it is not a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from tqdm import tqdm

_UNITS = {"read": "article", "split": "article", "embed": "passage", "swap": "index"}


def bar(name: str, total: int | None, unit: str) -> Any:
    """A tqdm bar, to be used in a `with` block."""
    return tqdm(desc=name, total=total, unit=f" {unit}", disable=None, dynamic_ncols=True)


class StageBars:
    """One bar after another, for a build's stages; usable as its `progress`."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __enter__(self) -> StageBars:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage != self._stage:
            if self._bar is not None:
                self._bar.close()
            self._stage = stage
            self._bar = bar(stage, total, _UNITS.get(stage, stage))
        self._bar.update(done - self._bar.n)
