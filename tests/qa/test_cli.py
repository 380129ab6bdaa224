from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import documents
import pytest
from hashing_embedder import HashingEmbedder

from qa import cli
from qa.passwords import Passwords
from qa.settings import Settings

Run = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, index_folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setattr("index.opened.open_embedder", lambda name: HashingEmbedder())
    monkeypatch.setenv("CITEWISE_THRESHOLD", "0")

    def call(*arguments: str) -> str:
        assert cli.main([*arguments, "--index", str(index_folder)]) == 0
        return capsys.readouterr().out

    return call


def test_search_lists_passages(run: Run) -> None:
    assert " 1. orchard [" in run("search", "frost in the apple orchards")
    hits = json.loads(run("search", "frost in the apple orchards", "-k", "2", "--json"))
    assert [hit["rank"] for hit in hits] == [1, 2]


def test_ask_shows_quote_citation_and_confidence(run: Run) -> None:
    out = run("ask", "How many tonnes of steel did engineers use?")
    assert "38,000 tonnes of steel. [1]" in out
    assert re.search(r"^\[1\] Harbour bridge opens, 2021-05-04 \(bridge \[\d+:\d+\]\)$", out, re.MULTILINE)
    assert re.search(r"^confidence [01]\.\d\d$", out, re.MULTILINE)


def test_an_abstention_shows_the_nearest_passages(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWISE_THRESHOLD", "1")
    out = run("ask", "Who painted the ceiling?")
    assert out.startswith("The articles do not answer this. The nearest passages:\n  ")


def test_a_batch_is_one_object_a_line_in_order(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "b", "question": "When did the bridge open?"}\n{"id": "a", "question": " "}\n')
    lines = run("ask", "--questions", str(path), "--json").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["b", "a"]
    plain = run("ask", "--questions", str(path)).splitlines()
    assert plain[1] == "a\tthe question is empty; type a question"


def test_inspect_tells_what_the_index_holds(run: Run) -> None:
    report = json.loads(run("inspect", "--json"))
    assert (report["articles"], report["embedder"]["name"], report["health"]) == (3, "hashing", "ok")
    assert report["bytes"]["total"] == sum(v for k, v in report["bytes"].items() if k != "total")
    assert "health           ok" in run("inspect")


def test_remove_takes_an_article_out_at_once(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("remove", "orchard")
    assert "orchard" not in run("search", "frost in the apple orchards", "-k", "10")
    assert json.loads(run("inspect", "--json"))["articles"] == 2


def test_search_names_the_other_articles_that_say_the_same(
    run: Run, index_folder: Path, write_jsonl: Callable[..., Path], rebuild: Callable[..., None]
) -> None:
    text = "A tram crossed the harbour bridge on Monday evening, the mayor said."
    rebuild(index_folder, write_jsonl([{"id": "one", "text": text}, {"id": "two", "text": text}]))
    assert re.search(r"also in (one|two) \[0:68\]\n", run("search", "tram"))
    (hit,) = json.loads(run("search", "tram", "--json"))
    assert {hit["article_id"], hit["also_in"][0]["article_id"]} == {"one", "two"}


def test_building_again_says_what_it_did(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "fast_embedder", lambda name, engine: HashingEmbedder())
    (tmp_path / "a.txt").write_text("A tram crossed the bridge.")
    index = ["--index", str(tmp_path / "new")]
    told = []
    for _ in range(2):
        assert cli.main(["build", str(tmp_path / "a.txt"), *index]) == 0
        told.append(capsys.readouterr().err)
    assert "(1 new, 0 changed, 0 removed, 0 unchanged; 1 passages embedded;" in told[0]
    assert "(0 new, 0 changed, 0 removed, 1 unchanged; 0 passages embedded;" in told[1]


def test_chat_without_an_index_builds_the_sample_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import qa.chat

    served: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "fast_embedder", lambda name, engine: HashingEmbedder())
    monkeypatch.setattr("index.opened.open_embedder", lambda name: HashingEmbedder())
    monkeypatch.setattr(
        qa.chat,
        "serve",
        lambda answerer, settings, **options: served.append(f"{settings.host}:{settings.port}"),
    )
    assert cli.main(["chat"]) == 0
    assert served == [f"{Settings.load(environment={}).host}:7860"]
    assert "building the sample index first" in capsys.readouterr().err
    assert (tmp_path / ".citewise" / "CURRENT").is_file()
    assert cli.main(["chat", "--port", "7999"]) == 0
    assert served[1] == "127.0.0.1:7999"
    assert "sample" not in capsys.readouterr().err


def test_inspect_shows_an_article_with_its_marks(
    run: Run, index_folder: Path, write_jsonl: Callable[..., Path], rebuild: Callable[..., None]
) -> None:
    text = "The tram crossed the harbour bridge on Monday evening.\n\nShare:"
    rebuild(index_folder, write_jsonl([{"id": "tram", "title": "Tram", "text": text, "date": "2024-05-17"}]))
    assert json.loads(run("inspect", "tram", "--json")) == {
        "id": "tram",
        "title": "Tram",
        "text": text,
        "published": "2024-05-17",
        "language": "en",
        "duplicate_of": None,
        "boilerplate": [{"start": 56, "end": 62, "reason": "share"}],
    }
    shown = run("inspect", "tram")
    assert shown.endswith("Monday evening.\n\n[share: Share:]\n")
    assert "2024-05-17 (from the record)" in shown


def test_inspecting_an_unknown_article_says_so(
    run: Run, index_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["inspect", "nobody", "--index", str(index_folder)]) == 2
    assert "has no article 'nobody'" in capsys.readouterr().err


def test_build_takes_columns_and_writes_a_report(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "fast_embedder", lambda name, engine: HashingEmbedder())
    (tmp_path / "a.csv").write_text("name,story\nBridge,The bridge opened.\nEmpty,\n")
    report = tmp_path / "report.json"
    arguments = ["--field", "text=story", "--field", "title=name", "--report", str(report)]
    source = str(tmp_path / "a.csv")
    assert cli.main(["build", source, *arguments, "--index", str(tmp_path / "index")]) == 0
    written = json.loads(report.read_text())
    assert (written["articles"], written["skipped_by_kind"]) == (1, {"field text is empty": 1})
    assert "field text is empty" in capsys.readouterr().err
    assert cli.main(["build", source, "--field", "txt=story", "--index", str(tmp_path / "index")]) == 2
    assert "field 'txt'" in capsys.readouterr().err


def test_a_citation_of_a_pdf_has_its_page(
    monkeypatch: pytest.MonkeyPatch,
    run: Run,
    index_folder: Path,
    tmp_path: Path,
    rebuild: Callable[..., None],
) -> None:
    source = tmp_path / "report.pdf"
    pages = [["The ferry made its last crossing."], ["Engineers used 38,000 tonnes of steel."]]
    source.write_bytes(documents.pdf(pages))
    rebuild(index_folder, source)
    answer = json.loads(run("ask", "How many tonnes of steel did engineers use?", "--json"))
    (citation,) = [one for one in answer["statements"][0]["citations"] if "38,000" in one["quote"]]
    assert citation["page"] == 2


def test_password_prints_a_line_that_lets_the_user_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("long enough\n"))
    assert cli.main(["password", "anna"]) == 0
    (tmp_path / "users").write_text(capsys.readouterr().out)
    assert Passwords.load(tmp_path / "users").match("anna", "long enough")


def test_a_password_that_cannot_be_used_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert cli.main(["password", "anna"]) == 2
    assert capsys.readouterr().err == "citewise: the password has 5 characters; use at least 8\n"


def test_a_broken_file_of_users_stops_the_chat_before_it_opens(
    index_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("index.opened.open_embedder", lambda name: HashingEmbedder())
    (tmp_path / "users").write_text("anna:secret\n")
    arguments = ["chat", "--index", str(index_folder), "--port", "0", "--auth", str(tmp_path / "users")]
    assert cli.main(arguments) == 2
    error = capsys.readouterr().err
    assert "line 1: not of the form user:hash; make a line with: citewise password USER" in error
    assert "secret" not in error


def test_a_generator_that_fails_is_noted_before_the_quotations(run: Run) -> None:
    pytest.importorskip("openai", reason="the extra llm is not installed")
    out = run(
        *("ask", "How many tonnes of steel did engineers use?"),
        *("--llm", "http://127.0.0.1:1/v1", "--llm-model", "m", "--llm-timeout", "5"),
    )
    assert out.startswith(
        "Note: the server at http://127.0.0.1:1 cannot be reached; start it, or leave --llm"
    )
    assert "38,000 tonnes of steel. [1]" in out
