from __future__ import annotations

import pytest

from corpus.furniture import furniture_reason, may_be_furniture


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Share this post", "share"),
        ("Partager sur WhatsApp", "share"),
        ("Published 3 May | Share | Print", "share"),
        ("Follow @VornNews on Twitter for live scores.", "call"),
        ("Get the morning letter in your inbox: sign up here", "call"),
        ("Melden Sie sich für unseren Newsletter an", "call"),
        ("Подпишитесь на наш канал", "call"),
        ("You have 3 free articles left this month.", "call"),
        ("12 comments", "comments"),
        ("Join the conversation", "comments"),
        ("We use cookies to remember you.", "cookies"),
        ("– Anzeige –", "advertisement"),
        ("Story continues below advertisement", "advertisement"),
        ("(Image: Vorn Rescue)", "credit"),
        ("Photo by Mila Orr", "credit"),
        ("Mila Orr / Getty Images", "credit"),
        ("Foto: K. Orr/Wire", "credit"),
        ("© 2024 Vorn Courier", "copyright"),
        ("Tous droits réservés.", "copyright"),
        ("Home > News > Local", "navigation"),
        ("4 min read", "navigation"),
        ("Tags: bridges, Vorn", "navigation"),
    ],
)
def test_page_furniture_has_its_reason(line: str, reason: str) -> None:
    assert furniture_reason(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for it in person: forms sent by mail are not accepted.",
        "Subscribe to a paper and you get a dog to fetch it.",
        "Join any group you like; I joined the choir.",
        "Follow the river down to the mill.",
        "Copyright holders of the plans could not be found.",
        "Cookies were served after the meeting.",
        "Photo by photo, she built the album again.",
        "Comments by the minister are expected in June.",
        "Advertisement for hurry is everywhere.",
        "Teilen müssen sich beide Dörfer den Bus.",
        "Publicité ou pas, le cinéma ouvre à huit heures.",
        "He told them to sign up for the newsletter of the union.",
        "Top scorers: Velt, Omari",
        "12 May",
        "",
        "…",
    ],
)
def test_prose_that_begins_alike_is_none(line: str) -> None:
    assert furniture_reason(line) is None


@pytest.mark.parametrize(
    ("line", "may"), [("Facebook", True), ("• Print", True), ("Velmora", False), ("", False)]
)
def test_single_words_need_company(line: str, may: bool) -> None:
    assert may_be_furniture(line) is may
    assert furniture_reason("Print") is None
