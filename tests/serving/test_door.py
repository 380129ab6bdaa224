"""What the server lets in, refuses, says of itself and writes down."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served import Served, finished, served

from corpus.errors import SettingsError
from qa.chat.serve import takes_uploads
from qa.serving.access_log import AccessLog
from qa.serving.headers import inline_hashes, policy
from qa.serving.running import exposure, is_local
from qa.settings import Settings

QUESTION = "How many tonnes of steel did engineers use?"


@pytest.fixture
def http(open_server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=open_server.address) as client:
        yield client


def test_health_tells_what_answers(http: httpx.Client) -> None:
    told = http.get("/health")
    assert told.status_code == 200
    assert told.json().keys() == {"status", "articles", "passages", "generation"}
    assert told.json()["articles"] == 2


@pytest.mark.parametrize("path", ["/", "/health", "/config", "/no-such-page", "/gradio_api/info"])
def test_every_response_has_the_security_headers(http: httpx.Client, path: str) -> None:
    headers = http.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    rules = headers["content-security-policy"]
    assert "default-src 'self'" in rules
    assert "frame-ancestors 'none'" in rules
    scripts = next(rule for rule in rules.split("; ") if rule.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert "http" not in rules
    assert "server" not in headers


def test_a_hash_is_that_of_the_script() -> None:
    html = b'<script>let a</script><script src="x.js"></script><SCRIPT data-x>\nlet b</SCRIPT>'
    assert len(inline_hashes(html)) == 2
    assert "'sha256-IfEXP/8HLuXoAiy0hZVrCAcjcLsZqYFpLOHDGj8enqE='" in policy(
        inline_hashes(html)
    )  # openssl dgst -sha256 -binary | base64


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "", "127.0.0.1.evil.example"])
def test_another_name_for_this_machine_is_refused(http: httpx.Client, host: str) -> None:
    refused = http.get("/", headers={"Host": host})
    assert refused.status_code in {400, 403}


@pytest.mark.parametrize("host", ["localhost", "localhost:80", "127.0.0.1:9", "[::1]:7860"])
def test_its_own_names_are_answered(http: httpx.Client, host: str) -> None:
    assert http.get("/health", headers={"Host": host}).status_code == 200


def test_uploads_are_bounded_and_refused_where_nobody_may_add(served_index: Path, tmp_path: Path) -> None:
    upload = "gradio_api/upload"
    with served(served_index, tmp_path, max_upload_bytes=2_000_000) as server:
        files = {"files": ("a.txt", b"x" * 1_500_000)}
        assert httpx.post(server.address + upload, files=files).status_code == 200
        refused = httpx.post(server.address + upload, files={"files": ("a.txt", b"x" * 2_100_000)})
        assert refused.status_code == 413
        assert "at most 2,065,536 bytes" in refused.json()["detail"]
    (tmp_path / "closed").mkdir()
    with served(served_index, tmp_path / "closed", uploads=False) as server:
        refused = httpx.post(server.address + upload, files={"files": b"x"})
        assert refused.status_code == 404
        assert "citewise build SOURCE" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("settings", "taken"),
    [
        (Settings(), True),
        (Settings(uploads=False), False),
        (Settings(host="0.0.0.0"), False),
        (Settings(host="0.0.0.0", auth="users"), False),
        (Settings(host="0.0.0.0", uploads=True), True),
        (Settings(trusted_proxies="127.0.0.1"), False),
    ],
)
def test_files_are_taken_where_only_this_machine_asks_or_as_is_said(settings: Settings, taken: bool) -> None:
    assert takes_uploads(settings) is taken


def test_large_requests_are_refused(http: httpx.Client) -> None:
    large = b'{"data": ["' + b"w" * 2**20 + b'"]}'
    kind = {"Content-Type": "application/json"}
    assert http.post("/gradio_api/call/ask_articles", content=large, headers=kind).status_code == 413
    try:  # a body that does not say its size is cut off
        unsaid = http.post(
            "/gradio_api/call/ask_articles", content=iter([large[:1000], large[1000:]]), headers=kind
        )
    except httpx.HTTPError:
        return
    assert unsaid.status_code >= 400


def test_direct_calls_past_the_queue_are_refused(http: httpx.Client) -> None:
    assert http.post("/gradio_api/run/ask_articles", json={"data": [QUESTION]}).status_code == 404


def test_the_access_log_tells_routes_and_no_words(http: httpx.Client, open_server: Served) -> None:
    http.get("/secret-words?and=more", headers={"X-Forwarded-For": "9.9.9.9"})
    event = http.post("/gradio_api/call/v2/ask_articles", json={"question": QUESTION}).json()["event_id"]
    http.get(f"/gradio_api/call/ask_articles/{event}")
    http.post("/gradio_api/call/secret-words", json={"data": []})
    text = (open_server.log.parent / "access.jsonl").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert all(line.keys() == {"time", "client", "method", "route", "status", "ms"} for line in lines)
    routes = {(line["method"], line["route"], line["status"]) for line in lines}
    assert ("POST", "/gradio_api/call/v2/ask_articles", 200) in routes
    assert ("GET", "/gradio_api/call/ask_articles/{event_id}", 200) in routes
    assert ("GET", "(none)", 404) in routes
    assert {line["client"] for line in lines} == {"127.0.0.1"}
    for word in ("secret", "steel", "tonnes", "Velmora", event):
        assert word not in text


def test_an_access_log_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        raise AssertionError

    with pytest.raises(SettingsError, match="cannot write the access log"):
        AccessLog(app, tmp_path / "none" / "log", (), ())


@pytest.mark.parametrize(
    ("host", "local"),
    [
        *[(host, True) for host in ("127.0.0.1", "localhost", "::1", "[::1]")],
        *[(host, False) for host in ("0.0.0.0", "::", "192.168.0.4", "news.example", "")],
    ],
)
def test_which_addresses_are_this_machine_s_alone(host: str, local: bool) -> None:
    assert is_local(host) is local


def test_an_address_open_to_others_is_warned_of_unless_there_are_passwords() -> None:
    assert exposure(Settings()) is None
    assert exposure(Settings(host="0.0.0.0", auth="users")) is None
    warning = exposure(Settings(host="0.0.0.0"))
    assert warning is not None
    assert "everyone who reaches 0.0.0.0 can read the articles; let users log in with --auth FILE" in warning


@pytest.fixture(scope="module")
def guarded(served_index: Path, users: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("guarded")
    settings = {"auth": str(users), "mcp": True, "questions_per_minute": 2, "trusted_proxies": "127.0.0.1"}
    with served(served_index, folder, **settings) as server:
        yield server


def _client(server: Served, address: str) -> httpx.Client:
    """A client that the trusted proxy says comes from `address`."""
    return httpx.Client(base_url=server.address, headers={"X-Forwarded-For": address})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/config"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("POST", "/gradio_api/call/ask_articles"),
        ("POST", "/gradio_api/call/v2/ask_articles"),
        ("POST", "/gradio_api/call/search"),
        ("POST", "/gradio_api/call/get_article_span"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/run/ask_articles"),
        ("GET", "/gradio_api/queue/data?session_hash=x"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("POST", "/mcp"),
        ("POST", "/mcp/"),
        ("GET", "/mcp"),
        ("GET", "/monitoring"),
    ],
)
def test_without_a_password_nothing_is_told(guarded: Served, method: str, path: str) -> None:
    body = {"data": [QUESTION], "fn_index": 0, "session_hash": "x", "question": QUESTION}
    with _client(guarded, "10.0.0.1") as http:
        refused = http.request(method, path, **({"json": body} if method == "POST" else {}))
    assert refused.status_code in {401, 404, 307}, refused.text
    assert "steel" not in refused.text


def test_the_page_without_a_password_is_the_login_alone(guarded: Served) -> None:
    with _client(guarded, "10.0.0.2") as http:
        page = http.get("/").text
    assert '"auth_required":true' in page.replace(" ", "")
    assert "Try one of these" not in page


def test_a_program_logs_in_and_asks_no_more_than_it_may(guarded: Served) -> None:
    with _client(guarded, "10.0.0.3") as http:
        assert http.post("/login", data={"username": "anna", "password": "wrong"}).status_code == 400
        assert http.post("/login", data={"username": "anna", "password": "long enough"}).status_code == 200
        assert [_asked(http) for _ in range(2)] == ["complete", "complete"]
        assert _asked(http).startswith("more than 2 questions in a minute; try again in ")
    with _client(guarded, "10.0.0.4") as http:  # the limit is the user's, wherever they ask from
        http.post("/login", data={"username": "anna", "password": "long enough"})
        assert _asked(http).startswith("more than 2 questions in a minute")
    with _client(guarded, "10.0.0.3") as http:
        http.post("/login", data={"username": "bo", "password": "also long enough"})
        assert _asked(http) == "complete"


def _asked(http: httpx.Client) -> str:
    event = http.post("/gradio_api/call/v2/ask_articles", json={"question": QUESTION}).json()["event_id"]
    kind, data = http.get(f"/gradio_api/call/ask_articles/{event}").text.splitlines()[:2]
    if kind == "event: complete":
        return "complete"
    told = json.loads(data.removeprefix("data: "))
    return str(told["error"])


def test_gradio_s_own_client_logs_in(guarded: Served) -> None:
    from gradio_client import Client

    client = Client(guarded.address, auth=("bo", "also long enough"), verbose=False)
    assert set(client.view_api(return_format="dict")["named_endpoints"]) >= {"/ask_articles"}
    client.close()
    with pytest.raises(Exception, match="Could not login"):
        Client(guarded.address, auth=("bo", "wrong"), verbose=False)


def test_tools_ask_for_the_password_of_http(guarded: Served) -> None:

    mcp = pytest.importorskip("mcp")
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    async def names(password: str) -> list[str]:
        login = httpx2.BasicAuth("bo", password)
        async with httpx2.AsyncClient(auth=login) as http:
            transport = streamable_http_client(guarded.address + "mcp", http_client=http)
            async with mcp.Client(transport) as client:
                return [tool.name for tool in (await client.list_tools()).tools]

    assert len(finished(names("also long enough"))) == 3
    with _client(guarded, "10.0.0.5") as http:
        for header in ("Basic " + base64.b64encode(b"bo:wrong").decode(), "Basic ???", "Bearer x", "Basic"):
            refused = http.post("/mcp", json={}, headers={"Authorization": header})
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Basic ")


def test_passwords_cannot_be_guessed_quickly(guarded: Served) -> None:
    with _client(guarded, "10.0.0.6") as http:
        attempts = 0
        while http.post("/login", data={"username": "carl", "password": "guess"}).status_code == 400:
            attempts += 1
            assert attempts < 60
        assert attempts >= 20
        refused = http.post("/login", data={"username": "anna", "password": "long enough"})
        assert int(refused.headers["retry-after"]) <= 3
        assert "try again in" in refused.json()["detail"]
