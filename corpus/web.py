"""Articles from web addresses: one file an address, fetched within limits."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from corpus.options import ReadOptions
from corpus.record import Rejected

if TYPE_CHECKING:
    import httpx

AGENT = "citewise"
_REDIRECTS = 5
_ROBOTS_BYTES = 500_000  # RFC 9309 asks crawlers to read that much at least
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "application/epub+zip": ".epub",
}


class _RefusedError(Exception):
    """Why an address is not read."""


def is_address(source: str | Path) -> bool:
    """Whether a source is a web address and not a path."""
    return isinstance(source, str) and source.lower().startswith(("http://", "https://"))


def fetched(url: str, folder: Path, options: ReadOptions) -> Path | Rejected:
    """The file that `url` gives, put into `folder` under a name with the suffix of its kind.

    `robots.txt` is respected on every host on the way, and five redirects are followed.
    Addresses that are not public are refused each time, before connecting and by the peer
    that answered, unless `options.private_addresses`. No proxy is used, for it would do the
    connecting.
    """
    results: list[Path | Rejected] = []
    # Looking up a name and waiting for an answer's head know no common limit of time, a thread does.
    thread = threading.Thread(target=lambda: results.append(_fetch(url, folder, options)), daemon=True)
    thread.start()
    thread.join(options.download_seconds)
    if results:
        return results[0]
    return Rejected(f"not read within {options.download_seconds:g} s (setting download_seconds)")


def _fetch(url: str, folder: Path, options: ReadOptions) -> Path | Rejected:
    import httpx

    try:
        with httpx.Client(trust_env=False, timeout=options.download_seconds) as client:
            return _Fetch(client, options).to_file(url, folder)
    except _RefusedError as error:
        return Rejected(str(error))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return Rejected(f"cannot be fetched: {error or type(error).__name__}")


@dataclass(slots=True)
class _Answer:
    status: int
    content_type: str
    location: str | None
    body: bytes


@dataclass(slots=True)
class _Fetch:
    """The requests for one address, which share its time; past it nobody waits for them."""

    client: httpx.Client
    options: ReadOptions
    robots: dict[str, RobotFileParser] = field(default_factory=dict)
    deadline: float = field(init=False)

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.options.download_seconds

    def to_file(self, url: str, folder: Path) -> Path | Rejected:
        for _ in range(_REDIRECTS + 1):
            self._check_robots(url)
            answer = self._get(url, self.options.max_download_bytes)
            if answer.location is None:
                break
            url = urljoin(url, answer.location)
        else:
            return Rejected(f"more than {_REDIRECTS} redirects")
        if answer.status != 200:
            return Rejected(f"HTTP status {answer.status}")
        if len(answer.body) > self.options.max_download_bytes:
            return Rejected(f"over {self.options.max_download_bytes:,} bytes (setting max_download_bytes)")
        # The last part of the path may become a title; only its end is of use as a file's name.
        name = unquote(urlsplit(url).path).rsplit("/", 1)[-1][-60:]
        if not name.isprintable() or name in ("", ".", ".."):
            name = "page"
        suffix = _KINDS.get(answer.content_type, "")
        target = folder / (name if name.lower().endswith(suffix) else name + suffix)
        target.write_bytes(answer.body)
        return target

    def _check_robots(self, url: str) -> None:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self.robots:
            self.robots[host] = self._rules(f"{host}/robots.txt")
        if not self.robots[host].can_fetch(AGENT, url):
            raise _RefusedError(f"forbidden by {host}/robots.txt")

    def _rules(self, place: str) -> RobotFileParser:
        for _ in range(_REDIRECTS + 1):
            answer = self._get(place, _ROBOTS_BYTES)
            if answer.location is None:
                break
            place = urljoin(place, answer.location)
        if answer.status >= 500:
            # RFC 9309, 2.3.1.4: rules that cannot be had now forbid everything.
            raise _RefusedError(f"{place} gives HTTP status {answer.status}, so nothing may be read there")
        rules = RobotFileParser(place)
        text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        rules.parse(text.splitlines())
        return rules

    def _get(self, url: str, limit: int) -> _Answer:
        """The answer's head and its first `limit` bytes, and one more where there are more."""
        self._check_public(urlsplit(url))
        with self.client.stream("GET", url, headers={"User-Agent": AGENT}) as response:
            peer = response.extensions["network_stream"].get_extra_info("server_addr")
            if peer is not None:
                self._check_ip(str(peer[0]), str(response.url.host))
            body = bytearray()
            if not response.has_redirect_location:
                for piece in response.iter_bytes(65_536):
                    body += piece
                    if len(body) > limit or time.monotonic() > self.deadline:
                        break
            kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
            location = response.headers["Location"] if response.has_redirect_location else None
            return _Answer(response.status_code, kind, location, bytes(body[: limit + 1]))

    def _check_public(self, parts: SplitResult) -> None:
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise _RefusedError("leads to what is no web address")
        for *_, address in socket.getaddrinfo(
            parts.hostname, parts.port or parts.scheme, type=socket.SOCK_STREAM
        ):
            self._check_ip(str(address[0]), parts.hostname)

    def _check_ip(self, address: str, host: str) -> None:
        if not self.options.private_addresses and not _public(address):
            raise _RefusedError(f"{host} is no public address (setting private_addresses)")


def _public(address: str) -> bool:
    """Whether an address is one of the internet, also where it carries one of version 4."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else None
        ip = ip.ipv4_mapped or ip.sixtofour or translated or ip
    return ip.is_global and not ip.is_multicast
