"""Files of readers: in the index at once, out of it at once, and there again after every build."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hashing_embedder import HashingEmbedder
from hypothesis import given
from hypothesis import strategies as st

import qa.own as own
from corpus.errors import IndexWriteError, SourceError, UsageError
from index import build_index
from qa import Answerer, Settings, cli
from qa.own import OwnArticles, own_files, safe_name

MINE = "The canal of Ostrel was dug by 4,100 workers in eleven years."
QUESTION = "How many workers dug the canal of Ostrel?"


@pytest.fixture
def answers(index_folder: Path, embedder: HashingEmbedder) -> Answerer:
    settings = Settings(index=str(index_folder), threshold=0.0)
    return Answerer.open(index_folder, embedder=embedder, settings=settings)


@pytest.fixture
def mine(answers: Answerer) -> OwnArticles:
    return OwnArticles(answers.retriever)


@pytest.fixture
def canal(tmp_path: Path) -> Path:
    path = tmp_path / "canal.txt"
    path.write_text(MINE)
    return path


def _cited(answers: Answerer) -> set[str]:
    return {one.article_id for one in answers.answer(QUESTION).citations}


def test_a_file_is_answered_from_until_it_is_removed(
    mine: OwnArticles, answers: Answerer, canal: Path
) -> None:
    stages: list[str] = []
    (added,) = mine.add([canal], lambda stage, done, total: stages.append(stage))
    assert (added.name, added.articles, added.left_out) == ("canal.txt", ("canal.txt",), 0)
    assert mine.files() == [added]
    assert {"embed", "swap"} <= set(stages)
    assert answers.answer(QUESTION).citations[0].quote == MINE
    assert mine.remove("canal.txt") == added
    assert "canal.txt" not in _cited(answers)
    assert answers.retriever.index().catalogue.article("canal.txt") is None
    assert mine.files() == []
    assert own_files(answers.retriever.index().folder) is None


def test_the_other_articles_stay(mine: OwnArticles, answers: Answerer, canal: Path) -> None:
    before = set(answers.retriever.index().catalogue.digests())
    mine.add([canal])
    assert set(answers.retriever.index().catalogue.digests()) == before | {"canal.txt"}
    mine.remove("canal.txt")
    assert set(answers.retriever.index().catalogue.digests()) == before


def test_a_later_build_has_the_files_too(
    mine: OwnArticles,
    answers: Answerer,
    canal: Path,
    tmp_path: Path,
    index_folder: Path,
    embedder: HashingEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine.add([canal])
    monkeypatch.setattr(cli, "fast_embedder", lambda name, engine: embedder)
    source = tmp_path / "corpus"
    source.mkdir()
    (source / "fair.txt").write_text("The fair of Kelmar opened on Sunday.")
    assert cli.main(["build", str(source), "--index", str(index_folder)]) == 0
    assert set(answers.retriever.index().catalogue.digests()) == {"canal.txt", "fair.txt"}
    assert mine.remove("canal.txt").articles == ("canal.txt",)
    assert set(answers.retriever.index().catalogue.digests()) == {"fair.txt"}


def test_a_file_of_the_same_name_takes_the_place_of_the_first(
    mine: OwnArticles, answers: Answerer, tmp_path: Path
) -> None:
    def written(ids: list[str]) -> Path:
        path = tmp_path / "news.jsonl"
        path.write_text("".join(json.dumps({"id": one, "text": f"{MINE} {one}"}) + "\n" for one in ids))
        return path

    mine.add([written(["a", "b"])])
    (added,) = mine.add([written(["b", "c"])])
    assert added.articles == ("b", "c")
    assert mine.files() == [added]
    there = set(answers.retriever.index().catalogue.digests())
    assert {"a", "b", "c"} & there == {"b", "c"}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("picture.png", b"\x89PNG", "unknown kind of file"),
        ("binary.txt", bytes(range(256)) * 4, "binary|control|decode"),
        (
            "taken.jsonl",
            b'{"id": "bridge", "text": "Another text."}\n',
            "the index has another article 'bridge'",
        ),
        ("../../outside.md", b"", "empty"),
    ],
)
def test_what_holds_no_article_is_told_and_not_kept(
    mine: OwnArticles, answers: Answerer, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / Path(name).name
    path.write_bytes(content)
    before = answers.retriever.index().generation
    (added,) = mine.add([path])
    assert added.articles == ()
    assert added.left_out == 1
    assert any(word in added.reasons[0] for word in reason.split("|"))
    assert mine.files() == []
    assert own_files(answers.retriever.index().folder) is None
    assert answers.retriever.index().generation == before


def test_a_crash_while_adding_changes_no_answer(
    mine: OwnArticles, answers: Answerer, canal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*arguments: Any, **named: Any) -> None:
        raise IndexWriteError("the disk is full")

    monkeypatch.setattr(own, "add_articles", crash)
    before = answers.answer(QUESTION).statements
    with pytest.raises(IndexWriteError, match="full"):
        mine.add([canal])
    assert answers.answer(QUESTION).statements == before
    assert mine.files() == []
    assert own_files(answers.retriever.index().folder) is None


def test_a_kill_while_adding_leaves_what_can_be_removed_or_added_again(
    mine: OwnArticles, answers: Answerer, canal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*arguments: Any, **named: Any) -> None:
        monkeypatch.setattr(mine, "_write", lambda record: None)
        monkeypatch.setattr(Path, "unlink", lambda path: None)
        raise Killed

    with monkeypatch.context() as only:
        only.setattr(own, "add_articles", kill)
        with pytest.raises(Killed):
            mine.add([canal])
    monkeypatch.undo()
    assert [one.name for one in mine.files()] == ["canal.txt"]
    assert "canal.txt" not in _cited(answers)
    mine.add([canal])
    assert "canal.txt" in _cited(answers)
    mine.remove("canal.txt")
    assert mine.files() == []


def test_a_failure_leaves_the_file_whose_place_was_to_be_taken(
    mine: OwnArticles, answers: Answerer, canal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine.add([canal])
    canal.write_text("Something else.")
    monkeypatch.setattr(own, "add_articles", lambda *arguments, **named: Path("nowhere").stat())
    with pytest.raises(UsageError, match="cannot keep files"):
        mine.add([canal])
    folder = own_files(answers.retriever.index().folder)
    assert folder is not None
    assert (folder / "canal.txt").read_text() == MINE
    assert "canal.txt" in _cited(answers)


def test_what_was_not_added_cannot_be_removed(mine: OwnArticles) -> None:
    for name in ("bridge", "../CURRENT", ""):
        with pytest.raises(SourceError, match="was added here"):
            mine.remove(name)


def test_a_record_that_cannot_be_read_says_what_to_do(mine: OwnArticles, index_folder: Path) -> None:
    (index_folder / "own").mkdir()
    (index_folder / "own" / "record.json").write_text('[{"name": 5}]')
    with pytest.raises(UsageError, match="build again and add your files again"):
        mine.files()


def test_while_another_build_runs_nothing_is_added(
    mine: OwnArticles, canal: Path, index_folder: Path, embedder: HashingEmbedder
) -> None:
    def articles() -> Any:
        with pytest.raises(IndexWriteError, match="another build is writing"):
            mine.add([canal])
        yield from []

    with pytest.raises(SourceError):
        build_index(articles(), index_folder, embedder)
    assert mine.files() == []


@given(st.text(max_size=300))
def test_a_name_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name.replace("\0", "") or "x")
    assert safe
    assert len(safe.encode()) <= 140
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert safe.isprintable()
    assert safe_name(safe) == safe


def test_a_name_keeps_its_kind() -> None:
    assert safe_name("a/b\\Bericht über Öl.tar.gz") == "Bericht über Öl.tar.gz"
    assert safe_name("x" * 400 + ".jsonl.gz").endswith("x.jsonl.gz")


def test_added_articles_are_those_of_a_build(
    mine: OwnArticles,
    answers: Answerer,
    canal: Path,
    tmp_path: Path,
    articles: list[Any],
    embedder: HashingEmbedder,
    rebuild: Callable[..., None],
) -> None:
    mine.add([canal])
    index = answers.retriever.index()
    built = tmp_path / "built"
    every = [index.catalogue.article(one) for one in index.catalogue.digests()]
    build_index([one for one in every if one], built, embedder)
    fresh = Answerer.open(built, embedder=embedder, settings=Settings(threshold=0.0))
    assert fresh.answer(QUESTION).statements == answers.answer(QUESTION).statements
    assert set(fresh.retriever.index().catalogue.all_passage_ids()) == set(index.catalogue.all_passage_ids())
