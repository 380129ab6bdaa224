from __future__ import annotations

import pytest

from corpus.encoding import Decoded, decoded, mojibake
from corpus.record import Rejected

FRENCH = "Le café était fermé à l'été, où les élèves préféraient déjà la forêt. Une idée très arrêtée. "
POLISH = "Prezydent powiedział, że wybory odbędą się w październiku, a następnie wyjechał do Łodzi. "
RUSSIAN = "Министр сказал, что мост откроют в мае после девяти лет работы. "


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding_and_is_not_text(encoding: str) -> None:
    made = decoded(FRENCH.encode(encoding))
    assert isinstance(made, Decoded)
    assert (made.text, made.notice) == (FRENCH, None)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(FRENCH * 2, "cp1252"), (POLISH * 2, "cp1250"), (POLISH * 2, "iso8859-2"), (RUSSIAN, "koi8-r")],
)
def test_an_old_encoding_is_told_and_noticed(text: str, encoding: str) -> None:
    made = decoded(text.encode(encoding))
    assert isinstance(made, Decoded)
    assert made.text == text
    assert "which it seems to be" in (made.notice or "")


@pytest.mark.parametrize(
    "data",
    ["Café".encode("latin-1"), POLISH.encode()[:60] + b"\xff" + POLISH.encode()[60:], b"\xff\xfeabc"],
    ids=["too few to tell", "UTF-8 with a fault", "half a UTF-16 character"],
)
def test_what_cannot_be_told_is_rejected_not_repaired(data: bytes) -> None:
    assert isinstance(decoded(data), Rejected)


def test_a_declared_encoding_comes_before_detection() -> None:
    made = decoded("Café".encode("latin-1"), "iso-8859-1")
    assert isinstance(made, Decoded)
    assert (made.text, made.notice) == ("Café", None)


def test_an_unknown_declared_encoding_is_as_none() -> None:
    assert isinstance(decoded("Café".encode("latin-1"), "x-unheard-of"), Rejected)


@pytest.mark.parametrize("text", ["The mayor doesnâ€™t know.", "CafÃ© Velmora", "â€œNoâ€\x9d"])
def test_mojibake_is_seen(text: str) -> None:
    assert mojibake(text)


@pytest.mark.parametrize(
    "text", ["Plain.", "Ça va, Âne", "São Paulo", "Ã la carte", "The mayor doesn’t know."]
)
def test_accents_are_no_mojibake(text: str) -> None:
    assert mojibake(text) is None


def test_mojibake_is_noticed_and_kept_as_given(read) -> None:
    (article,), report = read("a.txt", "The mayor doesnâ€™t know.")
    assert article.text == "The mayor doesnâ€™t know."
    assert report.notices[0].reason.startswith("mojibake ('â€™')")
