"""What the articles of an index can be filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facets:
    """How many articles there are of each source, of each language and of each month (`YYYY-MM`), the
    months in order; an article without one counts nowhere."""

    sources: Mapping[str, int]
    languages: Mapping[str, int]
    months: Mapping[str, int]
