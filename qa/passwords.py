"""Passwords as salted hashes, one `user:hash` line each."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path

from corpus.errors import SettingsError

_SCHEME = "scrypt"
_COST, _BLOCK, _PARALLEL = 2**14, 8, 5  # 16 MB and about a fifth of a second
_MOST_MEMORY = 64 * 2**20
_LEAST = 8  # characters of a password
_HELP = "make a line with: citewise password USER"


class Passwords:
    """Who may come in. Safe to use from several threads; nothing in it can be turned back into a password."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = dict(hashes)
        self._stranger = hashed(secrets.token_urlsafe())
        self._key = secrets.token_bytes(32)
        self._seen: dict[str, bytes] = {}

    @classmethod
    def load(cls, path: Path) -> Passwords:
        """The users of a file of `user:hash` lines; blank lines and lines that begin with # are passed over.

        Raises:
            SettingsError: the file cannot be read, a line has another form, a user is there twice,
                or nobody is.
        """
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            raise SettingsError(f"cannot read the users in {path}: {reason}; {_HELP}") from error
        hashes: dict[str, str] = {}
        for number, line in enumerate(lines, start=1):
            if not line.strip() or line.startswith("#"):
                continue
            user, _, stored = line.strip().partition(":")
            if not user or user in hashes or _parts(stored) is None:
                reason = f"{user!r} is there twice" if user in hashes else "not of the form user:hash"
                raise SettingsError(f"{path}, line {number}: {reason}; {_HELP}")
            hashes[user] = stored
        if not hashes:
            raise SettingsError(f"{path} names no user; {_HELP}")
        return cls(hashes)

    def match(self, user: str, password: str) -> bool:
        """Whether this is the user's password. A user who is not there takes as long as a wrong password."""
        if self.remembers(user, password):
            return True
        right = _matches(self._hashes.get(user, self._stranger), password) and user in self._hashes
        if right:
            self._seen[user] = self._told(user, password)
        return right

    def remembers(self, user: str, password: str) -> bool:
        """Whether `match` found this right before: known without the time that hashing takes.

        Clients without a session send the password with every request.
        """
        return hmac.compare_digest(self._seen.get(user, b""), self._told(user, password))

    def _told(self, user: str, password: str) -> bytes:
        return hmac.digest(self._key, f"{user}\0{password}".encode(errors="replace"), "sha256")


def hashed(password: str) -> str:
    """The scrypt hash of a password with a new salt, as it stands in the file."""
    salt = secrets.token_bytes(16)
    digest = _digest(password, salt, _COST, _BLOCK, _PARALLEL)
    return "$".join(
        [
            _SCHEME,
            str(_COST),
            str(_BLOCK),
            str(_PARALLEL),
            *(base64.b64encode(x).decode() for x in (salt, digest)),
        ]
    )


def password_line(user: str, password: str) -> str:
    """The line of the file for this user.

    Raises:
        SettingsError: the name holds a colon or white space, or the password is too short.
    """
    if not user or user.startswith("#") or any(c == ":" or c.isspace() or not c.isprintable() for c in user):
        raise SettingsError(f"the user {user!r} cannot be a name; use letters and digits")
    if len(password) < _LEAST:
        raise SettingsError(f"the password has {len(password)} characters; use at least {_LEAST}")
    return f"{user}:{hashed(password)}"


def _matches(stored: str, password: str) -> bool:
    parts = _parts(stored)
    if parts is None:
        return False
    cost, block, parallel, salt, digest = parts
    return hmac.compare_digest(_digest(password, salt, cost, block, parallel), digest)


def _digest(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    secret = password.encode("utf-8", errors="replace")
    return hashlib.scrypt(secret, salt=salt, n=cost, r=block, p=parallel, maxmem=_MOST_MEMORY, dklen=32)


def _parts(stored: str) -> tuple[int, int, int, bytes, bytes] | None:
    """Cost, block size, parallelism, salt and digest, or None when they cannot be used."""
    try:
        scheme, cost, block, parallel, salt, digest = stored.split("$")
        numbers = int(cost), int(block), int(parallel)
        decoded = base64.b64decode(salt, validate=True), base64.b64decode(digest, validate=True)
    except ValueError:
        return None
    n, r, p = numbers
    affordable = 2 <= n <= 2**20 and n & (n - 1) == 0 and 1 <= r <= 32 and 1 <= p <= 16
    if scheme != _SCHEME or not affordable or 128 * n * r > _MOST_MEMORY // 2 or len(decoded[1]) != 32:
        return None
    return n, r, p, *decoded
