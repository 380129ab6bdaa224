from __future__ import annotations

from collections.abc import Iterable

from corpus import Article, Mark, Span
from corpus.recurring import RecurringLines

BACKGROUND = "The war over the salt began in 1866 and has never been ended by a treaty."


def _article(number: int, *lines: str, source: str | None = "Gazette", url: str | None = None) -> Article:
    own = f"The tram number {number} crossed the river at dusk and came back at dawn with its lamps lit."
    return Article(str(number), "", "\n\n".join([own, *lines]), url=url, source=source)


def _recurring(articles: Iterable[Article]) -> list[list[str]]:
    articles = list(articles)
    lines = RecurringLines()
    for article in articles:
        lines.count(article)
    lines.settle()
    return [
        [mark.span.of(one.text) for mark in lines.marked(one).boilerplate if mark.reason == "recurring"]
        for one in articles
    ]


def test_a_line_of_many_articles_is_marked_in_each() -> None:
    assert _recurring(_article(n, "Vorn Desk, page two") for n in range(5)) == [["Vorn Desk, page two"]] * 5


def test_a_line_of_fewer_is_not() -> None:
    assert _recurring(_article(n, "Vorn Desk, page two") for n in range(4)) == [[]] * 4


def test_a_small_share_of_a_source_is_not() -> None:
    rare = [_article(n, "Vorn Desk, page two") for n in range(5)]
    assert not any(_recurring([*rare, *(_article(n) for n in range(5, 300))]))


def test_sources_are_counted_apart() -> None:
    articles = [_article(n, "Vorn Desk, page two", source=f"S{n % 2}") for n in range(8)]
    assert not any(_recurring(articles))


def test_without_a_source_the_host_counts() -> None:
    articles = [
        _article(n, "Vorn Desk, page two", source=None, url=f"https://h{n % 2}.example/{n}") for n in range(8)
    ]
    assert not any(_recurring(articles))
    assert all(_recurring([*articles, _article(9, "Vorn Desk, page two", source="h0.example")])[::2])


def test_background_that_several_articles_repeat_stays() -> None:
    with_it = [_article(n, BACKGROUND) for n in range(30)]
    assert not any(_recurring([*with_it, *(_article(n) for n in range(30, 200))]))


def test_a_sentence_on_a_quarter_of_the_pages_is_marked() -> None:
    with_it = [_article(n, BACKGROUND) for n in range(10)]
    assert _recurring([*with_it, *(_article(n) for n in range(10, 40))])[:10] == [[BACKGROUND]] * 10


def test_copies_count_once() -> None:
    copies = [Article(str(n), "", f"{BACKGROUND}\n\nVorn Desk, page two\n\nNote {n}") for n in range(20)]
    assert not any(_recurring(copies))


def test_an_article_is_never_marked_whole() -> None:
    lines = ["Vorn Desk, page two", "Weather, page nine"]
    bare = [Article(f"bare{n}", "", "\n\n".join(lines), source="Gazette") for n in range(2)]
    found = _recurring([*(_article(n, *lines) for n in range(9)), *bare])
    assert found[:9] == [lines] * 9
    assert found[9:] == [[], []]


def test_marks_that_are_there_stay_in_order() -> None:
    articles = [_article(n, "Vorn Desk, page two", "Share:") for n in range(6)]
    text = articles[0].text
    share = Mark(Span(text.index("Share:"), len(text)), "share")
    lines = RecurringLines()
    for article in articles:
        lines.count(article)
    lines.settle()
    marked = lines.marked(Article("0", "", text, source="Gazette", boilerplate=(share,)))
    assert [mark.reason for mark in marked.boilerplate] == ["recurring", "share"]


def test_nothing_counted_marks_nothing() -> None:
    lines = RecurringLines()
    lines.settle()
    assert lines.marked(_article(1)) == _article(1)
