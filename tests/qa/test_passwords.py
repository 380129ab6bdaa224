from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SettingsError
from qa.passwords import Passwords, hashed, password_line


@pytest.fixture
def users(tmp_path: Path) -> Path:
    path = tmp_path / "users"
    path.write_text(
        f"# staff\n\n{password_line('anna', 'long enough')}\n{password_line('bo', 'ünïcode: pass')}\n"
    )
    return path


def test_the_right_password_of_the_right_user_matches(users: Path) -> None:
    passwords = Passwords.load(users)
    assert passwords.match("anna", "long enough")
    assert passwords.match("anna", "long enough")  # from memory
    assert passwords.match("bo", "ünïcode: pass")
    for user, password in [("anna", "ünïcode: pass"), ("anna", ""), ("carl", "long enough"), ("", "")]:
        assert not passwords.match(user, password)


def test_a_hash_has_a_salt_and_no_password_in_it() -> None:
    assert hashed("long enough") != hashed("long enough")
    assert "long enough" not in hashed("long enough")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "names no user"),
        ("# nobody\n", "names no user"),
        ("anna\n", "line 1: not of the form user:hash"),
        ("anna:secret\n", "line 1: not of the form user:hash"),
        (":scrypt$2$1$1$AA==$AA==\n", "line 1: not of the form"),
        ("anna:scrypt$1073741824$8$1$AAAA$" + "A" * 43 + "=\n", "line 1: not of the form"),
        ("anna:md5$16384$8$5$AAAA$" + "A" * 43 + "=\n", "line 1: not of the form"),
        ("anna:scrypt$x$8$5$AAAA$" + "A" * 43 + "=\n", "line 1: not of the form"),
    ],
)
def test_a_file_in_another_form_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "users"
    path.write_text(content)
    with pytest.raises(SettingsError, match=said) as raised:
        Passwords.load(path)
    assert "citewise password USER" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_user_who_is_there_twice_is_refused(users: Path) -> None:
    users.write_text(users.read_text() + password_line("anna", "another one") + "\n")
    with pytest.raises(SettingsError, match="line 5: 'anna' is there twice"):
        Passwords.load(users)


def test_a_missing_or_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        Passwords.load(tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not UTF-8"):
        Passwords.load(tmp_path / "binary")


@pytest.mark.parametrize("user", ["", "a:b", "a b", "#a", "a\n"])
def test_a_name_that_would_break_the_file_is_refused(user: str) -> None:
    with pytest.raises(SettingsError, match="cannot be a name"):
        password_line(user, "long enough")


def test_a_short_password_is_refused() -> None:
    with pytest.raises(SettingsError, match="has 5 characters; use at least 8"):
        password_line("anna", "short")
