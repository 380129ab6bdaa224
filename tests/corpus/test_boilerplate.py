from __future__ import annotations

import pytest

from corpus import mark_boilerplate

TITLE = "Bridge Opens After Nine Years"
PROSE = "The bridge opened on Monday. It had taken nine years to build."


def _marked(text: str, title: str = TITLE) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mark in mark_boilerplate(title, text):
        found.setdefault(mark.reason, []).append(mark.span.of(text))
    return found


def test_a_title_said_twice_at_the_top() -> None:
    text = f"{TITLE}\n{TITLE}\nShare:\n\n{PROSE}"
    assert _marked(text) == {"title": [TITLE, TITLE], "share": ["Share:"]}


def test_the_tail_of_headlines_before_the_cue() -> None:
    headlines = "Tunnel Talks Stall In Vorn\n\nPort Workers Vote On Pay"
    text = f"{PROSE}\n\n{headlines}\n\nJoin VornTrack Whatsapp group\nRelated News"
    assert _marked(text) == {
        "headline": ["Tunnel Talks Stall In Vorn", "Port Workers Vote On Pay"],
        "call": ["Join VornTrack Whatsapp group"],
        "cue": ["Related News"],
    }


def test_the_tail_of_headlines_after_the_cue() -> None:
    text = f"{PROSE}\n\nAlso read:\n\nTunnel Talks Stall In Vorn\n\nWill the port workers vote?"
    assert _marked(text)["headline"] == ["Tunnel Talks Stall In Vorn", "Will the port workers vote?"]


def test_headings_inside_the_article_stay() -> None:
    text = f"Why Now?\n\n{PROSE}\n\nWhat comes next\n\n{PROSE}"
    assert _marked(text) == {}


def test_a_heading_at_the_end_without_a_cue_stays() -> None:
    assert _marked(f"{PROSE}\n\nA list without full stops\n\nApples\n\nPears") == {}


def test_prose_after_a_cue_keeps_what_stands_before() -> None:
    text = f"{PROSE}\n\nRead more\n\n{PROSE} The mayor was there."
    assert _marked(text) == {"cue": ["Read more"]}


@pytest.mark.parametrize(
    "line",
    [
        "Share:",
        "Share on Facebook Twitter WhatsApp Email",
        "Share this story on Twitter",
        "Subscribe to the Courier newsletter for the morning's headlines.",
        "Sign up for our daily briefing",
        "Follow us on Telegram for live updates",
        "Join our WhatsApp channel",
        "© 2024 The Courier. All rights reserved.",
        "Photo: Courier archive",
        "Advertisement",
    ],
)
def test_lines_that_are_never_the_article(line: str) -> None:
    assert _marked(f"{PROSE}\n\n{line}\n\n{PROSE}") != {}


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell by 4 percent in Vorn.",
        "Shares",
        "Join the army, they told him, and see the world.",
        "Follow the money, the prosecutor said in court on Tuesday.",
        "Subscribe numbers rose from 2 to 3 million.",
        "Read the ruling and you see why, she said.",
        "More than 400 people came.",
        "Copyright law was the subject of the first hearing, which lasted for almost nine hours "
        "and ended without a decision on any of the eleven questions before the court.",
    ],
)
def test_prose_that_begins_alike_stays(line: str) -> None:
    assert _marked(f"{PROSE}\n\n{line}\n\n{PROSE}") == {}


def test_a_text_is_never_marked_whole() -> None:
    assert _marked(f"{TITLE}\nShare:\n") == {}
