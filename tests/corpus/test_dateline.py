from __future__ import annotations

import json

import pytest

from corpus.dateline import dateline, url_date


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.example/2024/05/17/bridge", "2024-05-17"),
        ("https://x.example/2024/5/7/bridge", "2024-05-07"),
        ("https://x.example/news/2024/may/17/bridge", "2024-05-17"),
        ("https://x.example/2024-05-17-bridge", "2024-05-17"),
        ("https://x.example/story-20240517.html", "2024-05-17"),
        ("https://x.example/2024/13/17/", None),
        ("https://x.example/2023/02/30/bridge", None),
        ("https://x.example/a?day=2024/05/17", None),
        ("https://x.example/item/12024051733", None),
        ("https://x.example/", None),
        ("", None),
    ],
)
def test_the_day_in_an_address(url: str, day: str | None) -> None:
    assert url_date(url) == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("May 17, 2024", "2024-05-17"),
        ("Published: Friday, 17 May 2024", "2024-05-17"),
        ("Updated on Sept. 7, 2024 10:30 AM EST", "2024-09-07"),
        ("By Ilse Brandt | May 17, 2024", "2024-05-17"),
        ("2024-05-17", "2024-05-17"),
        ("VELMORA, 17 May 2024 (Agency) - The bridge opened.", "2024-05-17"),
        ("PORT LINDAL (May 17, 2024) — The bridge opened.", "2024-05-17"),
        ("VELMORA, May 17 (Agency) - The bridge opened.", None),
        ("The bridge opened on 17 May 2024.", None),
        ("On May 17, 2024 the bridge opened.", None),
        ("May 17, 2024 was a day of joy.", None),
        ("May 17, 2024: what we know", None),
        ("Feb 30, 2024", None),
        ("", None),
    ],
)
def test_the_day_in_a_line(line: str, day: str | None) -> None:
    assert dateline(f"Harbour bridge opens\n\n{line}\nThe text.") == day


def test_publication_comes_before_an_update() -> None:
    assert dateline("Updated May 18, 2024\nPublished May 17, 2024\nThe text.") == "2024-05-17"


def test_a_date_further_down_is_not_the_dateline() -> None:
    assert dateline("One.\n" * 6 + "May 17, 2024\n") is None


@pytest.mark.parametrize(
    ("record", "published", "stated"),
    [
        ({"date": "2024-01-01", "url": "https://x.example/2024/05/17/"}, "2024-01-01", "record"),
        ({"url": "https://x.example/2024/05/17/"}, "2024-05-17", "url"),
        ({"date": "12/04/2024", "url": "https://x.example/2024/05/17/"}, "2024-05-17", "url"),
        ({"text": "May 16, 2024\nThe text."}, "2024-05-16", "dateline"),
        ({}, None, None),
    ],
)
def test_where_the_date_came_from_is_kept(
    read, record: dict, published: str | None, stated: str | None
) -> None:
    (article,), report = read("a.jsonl", json.dumps({"text": "The text."} | record))
    assert (article.published, article.published_from) == (published, stated)
    assert report.published_from == {stated or "none": 1}
