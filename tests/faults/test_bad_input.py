"""Whatever is thrown at the command: one clear line, the right exit code, no traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from index.generation import current_generation
from qa import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in an empty folder, with the hashing embedder for every name but "missing"."""
    monkeypatch.chdir(tmp_path)

    def opened(name: str = "hashing") -> HashingEmbedder:
        return HashingEmbedder(seed=1, name=name) if name == "other" else HashingEmbedder()

    monkeypatch.setattr(cli, "fast_embedder", lambda name, engine: opened(name))
    monkeypatch.setattr("index.opened.open_embedder", opened)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def built(run: Run, tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("The bridge opened in May. It cost 412 million crowns.")
    assert run("build", "news")[0] == 0
    return tmp_path / ".citewise"


def _one_line(err: str) -> str:
    assert "Traceback" not in err
    lines = [line for line in err.splitlines() if line.startswith("citewise: ")]
    assert len(lines) == 1, err
    return lines[0]


def test_a_missing_folder(run: Run) -> None:
    code, _, err = run("build", "nowhere")
    assert code == 2
    assert "no such file or folder: nowhere" in _one_line(err)


def test_an_empty_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, _, err = run("build", "empty")
    assert code == 2
    assert "no article with text was found" in _one_line(err)
    assert not list((tmp_path / ".citewise" / "generations").iterdir())


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"\x7fELF\x00\x00\x01", "binary data"),
        (
            "a.txt",
            "Caf\xe9 au lait".encode("latin-1"),
            "not UTF-8 (byte 0xe9 at offset 3), and its encoding cannot be told",
        ),
        ("a.txt", b"", "empty"),
        ("a.jsonl", b'{"id": "b", "te', "a.jsonl:1: broken JSON"),
        ("a.txt", b"word " * 4_000_001, "20,000,005 bytes is over the limit of 10,000,000"),
    ],
)
def test_a_bad_article_is_skipped_and_the_build_goes_on(
    run: Run, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text("A good article.")
    code, _, err = run("build", name, "good.txt", "--report", "report.json")
    assert code == 0
    assert f"skipped {name}" in err
    assert reason in err
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["articles"] == 1
    assert [skip["file"] for skip in report["skipped"]] == [name]


def test_a_duplicate_id_is_skipped_and_listed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "One."}\n{"id": "a", "text": "Two."}\n')
    code, _, err = run("build", "a.jsonl")
    assert code == 0
    assert "skipped a.jsonl:2: duplicate id 'a'" in err
    assert "1 articles" in err


def test_many_skips_are_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "One."}\n' * 9)
    assert "skipped 3 more; list them with --report FILE" in run("build", "a.jsonl")[2]


def test_an_unwritable_report_is_told_before_the_build(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A.")
    code, _, err = run("build", "a.txt", "--report", "nowhere/report.json")
    assert code == 2
    assert "cannot write the report" in _one_line(err)
    assert not (tmp_path / ".citewise").exists()


@pytest.mark.parametrize("question", ["", "   ", "x" * 100_000])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_that_cannot_be_asked(run: Run, built: Path, command: str, question: str) -> None:
    code, out, err = run(command, question)
    assert (code, out) == (2, "")
    assert "the question" in _one_line(err)


def test_ask_without_a_question(run: Run, built: Path) -> None:
    code, _, err = run("ask")
    assert code == 2
    assert "--questions FILE.jsonl" in _one_line(err)


def test_k_below_one(run: Run, built: Path) -> None:
    assert run("search", "bridge", "-k", "0")[0] == 2


@pytest.mark.parametrize("command", [["ask", "Why?"], ["search", "Why?"], ["inspect"]])
def test_no_index(run: Run, command: list[str]) -> None:
    code, _, err = run(*command)
    assert code == 3
    assert "make one with: citewise build SOURCE..." in _one_line(err)


def test_an_index_of_another_embedder(run: Run, built: Path) -> None:
    code, _, err = run("ask", "What did it cost?", "--embedder", "other")
    assert code == 3
    assert "ask with --embedder hashing, or build again" in _one_line(err)


@pytest.mark.parametrize("command", [["ask", "Why?"], ["inspect"]])
def test_a_truncated_faiss_file(run: Run, built: Path, command: list[str]) -> None:
    path = current_generation(built) / "vectors.faiss"
    path.write_bytes(path.read_bytes()[:40])
    code, _, err = run(*command)
    assert code == 3
    assert "vectors.faiss has 40 bytes instead of" in _one_line(err)


def test_altered_token_codes(run: Run, built: Path) -> None:
    path = current_generation(built) / "tokens.codes"
    path.write_bytes(bytes(byte ^ 255 for byte in path.read_bytes()))
    for command in (["search", "old ferry"], ["ask", "When did the old ferry cross?"], ["inspect"]):
        code, _, err = run(*command)
        assert code == 3
        assert "altered; build again with: citewise build" in _one_line(err)


def test_removing_what_is_not_there(run: Run, built: Path) -> None:
    code, _, err = run("remove", "nobody", "noone")
    assert code == 2
    assert "no article 'nobody' and 1 more of those named; nothing was removed" in _one_line(err)
    code, _, err = run("remove", "a", "--index", "nowhere")
    assert code == 3
    assert "no index in nowhere" in _one_line(err)


def test_an_unwritable_index_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A.")
    code, _, err = run("build", "a.txt", "--index", "a.txt/index")
    assert code == 3
    assert "cannot write the index folder" in _one_line(err)


def test_a_missing_question_file(run: Run, built: Path) -> None:
    code, _, err = run("ask", "--questions", "nowhere.jsonl", "--json")
    assert code == 2
    assert "cannot read the questions" in _one_line(err)


def test_an_unknown_setting(run: Run, tmp_path: Path) -> None:
    (tmp_path / "citewise.toml").write_text("colour = 1")
    code, _, err = run("inspect")
    assert code == 2
    assert "'colour' is unknown; known:" in _one_line(err)


@pytest.mark.parametrize("arguments", [[], ["fly"], ["build"], ["search"], ["inspect", "--port", "x"]])
def test_a_wrong_call_is_exit_code_2(run: Run, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2
