from __future__ import annotations

import json

import pytest

from corpus.language import language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The harbour bridge of Velmora opened on Monday after nine years of work.", "en"),
        ("Die Hafenbrücke von Velmora wurde am Montag nach neun Jahren eröffnet.", "de"),
        ("Le pont du port a été ouvert lundi après neuf années de travaux.", "fr"),
        ("Hamnbron i Velmora öppnade på måndagen efter nio års arbete.", "sv"),
        ("橋は五月に開通すると市長は述べた。九年かかった工事である。", "ja"),
        ("A.", None),
        ("1 2 3", None),
        ("", None),
    ],
)
def test_the_language_of_a_text(text: str, code: str | None) -> None:
    assert language_of(text) == code


def test_a_language_that_the_record_gives_stays(read) -> None:
    text = "The harbour bridge of Velmora opened on Monday after nine years of work."
    (article,), report = read("a.jsonl", json.dumps({"text": text, "language": "en-GB"}))
    assert article.language == "en-GB"
    assert report.languages == {"en-GB": 1}
