"""Which of several clicks was made last."""

from __future__ import annotations

import copy

from qa.chat.newest import Newest


def test_an_earlier_click_is_not_the_newest_once_a_later_one_is_known() -> None:
    clicks = Newest()
    assert clicks.is_newest(1)
    assert clicks.is_newest(3)
    assert not clicks.is_newest(2)
    assert clicks.is_newest(3)


def test_a_session_knows_nothing_of_the_clicks_of_another() -> None:
    clicks = Newest()
    clicks.is_newest(9)
    assert copy.deepcopy(clicks).is_newest(1)
