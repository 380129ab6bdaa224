from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import documents
import pytest

from corpus import Article, ReadReport, load_articles
from corpus.web import _public


@dataclass
class Site:
    """A server on this machine: by path, a status, headers and a body."""

    address: str = ""
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    delay: float = 0.0

    def give(self, path: str, body: bytes | str, content_type: str = "text/html", **headers: str) -> str:
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = (200, {"Content-Type": content_type} | headers, data)
        return self.address + path

    def redirect(self, path: str, target: str) -> str:
        self.pages[path] = (302, {"Location": target}, b"")
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            status, headers, body = made.pages.get(self.path, (404, {}, b""))
            if self.path != "/robots.txt":
                time.sleep(made.delay)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


Fetch = Callable[..., tuple[list[Article], list[str]]]


def _read(*urls: str, private_addresses: bool = True, **options: Any) -> tuple[list[Article], list[str]]:
    report = ReadReport()
    options["private_addresses"] = private_addresses
    articles = list(load_articles(urls, report=report, **options))
    return articles, [skip.reason for skip in report.skipped]


def test_a_page_s_id_is_its_address(site: Site) -> None:
    url = site.give("/2024/05/17/bridge", f"<article><p>{documents.PROSE}</p></article>")
    (article,), skipped = _read(url)
    assert (article.id, article.url, article.text) == (url, url, documents.PROSE)
    assert (article.published, article.published_from, skipped) == ("2024-05-17", "url", [])


def test_the_kind_is_told_by_type_or_name(site: Site) -> None:
    feed = site.give("/news", documents.FEED, "application/rss+xml; charset=utf-8")
    table = site.give("/export.csv", "id,text\nrow,A row.\n", "application/octet-stream")
    archive = site.give("/all.zip", documents.zipped({"a.txt": "Inside."}), "application/zip")
    articles, skipped = _read(feed, table, archive)
    assert [one.id for one in articles] == [
        "bridge-1",
        "https://courier.example/frost",
        "row",
        f"{archive}/a.txt",
    ]
    assert skipped == []


def test_robots_are_respected(site: Site) -> None:
    site.give("/robots.txt", "User-agent: *\nDisallow: /private/\n", "text/plain")
    secret = site.give("/private/a.html", documents.PAGE)
    articles, skipped = _read(secret, site.give("/open.html", documents.PAGE))
    assert [article.id for article in articles] == [f"{site.address}/open.html"]
    assert skipped == [f"forbidden by {site.address}/robots.txt"]
    assert "/private/a.html" not in site.asked


def test_robots_that_fail_forbid(site: Site) -> None:
    site.pages["/robots.txt"] = (503, {}, b"")
    _, skipped = _read(site.give("/a.html", documents.PAGE))
    assert "robots.txt gives HTTP status 503" in skipped[0]


def test_a_redirect_is_followed_and_robots_asked_there_too(site: Site) -> None:
    site.give("/robots.txt", "User-agent: citewise\nDisallow: /closed\n", "text/plain")
    site.give("/new.html", documents.PAGE)
    site.give("/closed", documents.PAGE)
    articles, skipped = _read(site.redirect("/old", "/new.html"), site.redirect("/other", "/closed"))
    assert [article.id for article in articles] == [f"{site.address}/old"]
    assert skipped == [f"forbidden by {site.address}/robots.txt"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/loop", "more than 5 redirects"),
        ("file:///etc/hostname", "no web address"),
        ("/gone", "HTTP status 404"),
    ],
)
def test_a_redirect_to_nowhere_is_refused(site: Site, target: str, reason: str) -> None:
    articles, skipped = _read(site.redirect("/loop", target))
    assert articles == []
    assert reason in skipped[0]


def test_private_addresses_are_refused_before_anything_is_asked(site: Site) -> None:
    port = site.address.rsplit(":", 1)[1]
    url = site.give("/a.html", documents.PAGE)
    for address in (url, f"http://localhost:{port}/a.html", f"http://[::ffff:127.0.0.1]:{port}/a.html"):
        articles, (reason,) = _read(address, private_addresses=False)
        assert articles == []
        assert "no public address (setting private_addresses)" in reason
    assert site.asked == []


def test_private_addresses_are_refused_after_a_redirect_too(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.give("/a.html", documents.PAGE)
    other = site.address.replace("127.0.0.1", "127.0.0.2")
    url = site.redirect("/out", f"{other}/a.html")
    monkeypatch.setattr("corpus.web._public", lambda address: address == "127.0.0.1")
    _, (reason,) = _read(url, private_addresses=False)
    assert reason == "127.0.0.2 is no public address (setting private_addresses)"
    assert "/a.html" not in site.asked


def test_a_name_that_resolves_otherwise_the_second_time_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = site.give("/a.html", documents.PAGE)
    monkeypatch.setattr(
        "corpus.web.socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.216.34", 80))]
    )
    monkeypatch.setattr("httpcore._backends.sync.socket.create_connection", _to(site))
    articles, (reason,) = _read(url, private_addresses=False)
    assert articles == []
    assert "no public address" in reason


def _to(site: Site) -> Callable[..., Any]:
    import socket

    def connect(address: tuple[str, int], *rest: Any, **options: Any) -> Any:
        made = socket.socket()
        made.connect(("127.0.0.1", int(site.address.rsplit(":", 1)[1])))
        return made

    return connect


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert _public(address) is public


def test_what_is_too_large_or_too_slow_is_skipped(site: Site) -> None:
    large = site.give("/large.txt", "x" * 5000, "text/plain")
    _, (reason,) = _read(large, max_download_bytes=1000)
    assert reason == "over 1,000 bytes (setting max_download_bytes)"
    site.delay = 2.0
    _, (reason,) = _read(large, download_seconds=0.5)
    assert reason == "not read within 0.5 s (setting download_seconds)"


@pytest.mark.parametrize(
    "url", ["http://", "http://nowhere.invalid/", "https://127.0.0.1:1/", "http://[bad/"]
)
def test_an_address_that_gives_nothing_is_skipped(url: str) -> None:
    articles, (reason,) = _read(url, download_seconds=20)
    assert articles == []
    assert reason
