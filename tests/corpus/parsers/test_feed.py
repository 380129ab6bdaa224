from __future__ import annotations

import documents
import pytest


def test_rss_entries_are_articles(read) -> None:
    (bridge, frost), report = read("a.rss", documents.FEED)
    assert (bridge.id, bridge.title) == ("bridge-1", "Bridge & ferry")
    assert bridge.text == f"{documents.PROSE}\n{documents.MORE}"
    assert (bridge.published, bridge.published_from) == ("2021-05-03T08:30:00+00:00", "record")
    assert (bridge.source, bridge.url) == ("The Courier", "https://courier.example/bridge")
    assert frost.id == frost.url == "https://courier.example/frost"
    assert report.skipped == report.notices == []


@pytest.mark.parametrize("name", ["a.atom", "a.xml"])
def test_atom_entries_are_articles(read, name: str) -> None:
    (article,), _ = read(name, documents.ATOM)
    assert (article.id, article.text) == ("tag:courier.example,2021:1", documents.PROSE)


def test_a_feed_that_breaks_off_gives_what_came_before_and_a_notice(read) -> None:
    articles, report = read("a.rss", documents.FEED[: documents.FEED.index("</channel>")])
    assert len(articles) == 2
    assert "not well-formed" in report.notices[0].reason


def test_entities_neither_read_files_nor_multiply(read, tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    declared = f'<!DOCTYPE r [<!ENTITY e0 "ha">{levels}<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    feed = documents.ATOM.replace("?>\n", f"?>{declared}\n", 1).replace("Bridge opens", "&e8; &s;")
    articles, _ = read("a.atom", feed)
    assert all("the secret" not in article.title and len(article.title) < 1000 for article in articles)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<a><b/></a>", "not an RSS or Atom feed"),
        (b"README.md", "not an RSS or Atom feed"),
        (b'<rss version="2.0"><channel><title>T</title></channel></rss>', "a feed without entries"),
        (documents.FEED.encode() + b" " * 10_000, "over the limit of 10,000"),
    ],
)
def test_a_file_that_is_no_feed_is_skipped_with_its_reason(read, content: bytes, reason: str) -> None:
    articles, report = read("a.xml", content, max_article_bytes=10_000)
    assert articles == []
    (skip,) = report.skipped
    assert reason in skip.reason
