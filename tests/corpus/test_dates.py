from __future__ import annotations

import pytest

from corpus.dates import parse_date


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("2024-04-12", "2024-04-12"),
        (" 2024-04-12 ", "2024-04-12"),
        ("2024-04-12T08:30:00Z", "2024-04-12T08:30:00+00:00"),
        ("2024-04-12T08:30:00", "2024-04-12T08:30:00"),
        ("Fri, 12 Apr 2024 08:30:00 GMT", "2024-04-12T08:30:00+00:00"),
        ("12/04/2024", None),
        ("2024-13-01", None),
        ("", None),
        (20240412, None),
        (None, None),
    ],
)
def test_parse_date(given: object, read: str | None) -> None:
    assert parse_date(given) == read
