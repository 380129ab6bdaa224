from __future__ import annotations

import json

import pytest

from corpus.errors import SettingsError
from corpus.fields import columns_of, fields_from


def test_a_field_s_own_name_comes_first() -> None:
    assert columns_of(["body", "text"], {}) == {"text": "text"}


def test_case_spaces_and_hyphens_do_not_count() -> None:
    assert columns_of(["Full Text", "Pub-Date"], {}) == {"text": "Full Text", "published": "Pub-Date"}


def test_a_named_column_decides_alone() -> None:
    assert columns_of(["body", "summary"], {"text": "summary"}) == {"text": "summary"}
    assert columns_of(["body"], {"text": "summary"}) == {}


def test_a_column_is_used_once() -> None:
    assert columns_of(["headline", "content"], {"text": "headline"}) == {"text": "headline"}


def test_pairs_are_read_from_a_setting() -> None:
    assert fields_from(" text = body , title=headline,") == {"text": "body", "title": "headline"}
    assert fields_from("") == {}


@pytest.mark.parametrize("pairs", ["txt=body", "text", "text=", "=body"])
def test_a_pair_that_is_none_is_an_error(pairs: str) -> None:
    with pytest.raises(SettingsError, match="FIELD=COLUMN"):
        fields_from(pairs)


def test_json_records_are_mapped_too(read) -> None:
    (article,), _ = read(
        "a.jsonl", json.dumps({"headline": "H", "body": "B.", "link": "https://x.example/a"})
    )
    assert (article.title, article.text, article.url, article.extra) == ("H", "B.", "https://x.example/a", {})


def test_a_guessed_column_that_holds_something_else_stays_where_it_is(read) -> None:
    (article,), _ = read("a.jsonl", json.dumps({"text": "A.", "publisher": {"name": "P"}, "guid": 7}))
    assert article.source is None
    assert article.extra == {"publisher": {"name": "P"}, "guid": 7}
