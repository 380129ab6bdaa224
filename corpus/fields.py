"""Which column of a record holds which field of an article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corpus.errors import SettingsError

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("guid", "article_id", "_id", "uid"),
    "title": ("headline", "heading"),
    "text": ("body", "content", "article", "article_text", "full_text", "maintext", "article_body"),
    "url": ("link", "article_url", "web_url", "permalink", "href"),
    "published": ("date", "pubdate", "pub_date", "published_at", "publish_date", "publication_date",
                  "date_published", "date_publish", "datepublished"),
    "source": ("publisher", "publication", "source_name", "source_domain", "outlet", "site", "domain"),
    "language": ("lang", "language_code"),
}  # fmt: skip
"""An article's fields, each with other names that it goes by, likeliest first."""


def fields_from(pairs: str) -> dict[str, str]:
    """The mapping that `"text=body, title=headline"` stands for; empty for an empty string.

    Raises:
        SettingsError: a pair is none, or names a field that articles do not have.
    """
    parted = [pair.partition("=") for pair in pairs.split(",") if pair.strip()]
    return checked_fields({name.strip(): column.strip() for name, _, column in parted})


def checked_fields(given: Mapping[str, str]) -> dict[str, str]:
    """The mapping, if its keys are fields of an article.

    Raises:
        SettingsError: a key is no field, or its column has no name.
    """
    for name, column in given.items():
        if name not in FIELDS or not column:
            raise SettingsError(
                f"field {name!r} cannot be read from column {column!r}; "
                f"write FIELD=COLUMN with one of the fields {', '.join(FIELDS)}"
            )
    return dict(given)


def columns_of(names: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """The column among `names` of each field that has one.

    `given` decides alone for the fields that it names. Else it is the column of the
    field's own name, then the first of its other names; case, spaces and hyphens do not
    count. A column is used once.
    """
    known = list(names)
    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(_folded(name), name)
    found = {name: column for name, column in given.items() if column in known}
    taken = set(given.values())
    for name, others in FIELDS.items():
        if name in given:
            continue
        for other in (name, *others):
            column = folded.get(other)
            if column is not None and column not in taken:
                found[name] = column
                taken.add(column)
                break
    return found


def no_text(names: Iterable[str], given: Mapping[str, str]) -> str:
    """What to tell about a record or table in which no column holds the text."""
    listed = ", ".join(repr(name) for name in list(names)[:12]) or "none"
    if "text" in given:
        return f"there is no column {given['text']!r} (named by --field); columns: {listed}"
    return f"no text column; name it with --field text=COLUMN; columns: {listed}"


def _folded(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")
