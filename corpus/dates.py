"""Publication dates, read strictly."""

from __future__ import annotations

from datetime import date, datetime
from email.utils import parsedate_to_datetime


def parse_date(value: object) -> str | None:
    """The date in ISO 8601, or None when it is not one.

    Reads ISO 8601 dates and times (`2024-04-12`, `2024-04-12T08:30:00Z`) and the
    mail form of RSS feeds (`Fri, 12 Apr 2024 08:30:00 GMT`). Nothing is guessed:
    `12/04/2024` could be two days and gives None. A plain date stays a plain date;
    a time keeps its zone, and gets none when none was given.
    """
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def day_of(value: object) -> date | None:
    """The day of a date or time as `parse_date` reads it, None when it is none."""
    read = parse_date(value)
    return date.fromisoformat(read[:10]) if read else None
