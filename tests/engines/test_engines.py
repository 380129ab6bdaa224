"""An index in Milvus and PostgreSQL against the same index in a folder."""

from __future__ import annotations

import builtins
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from content import content
from engines import Server, milvus_server, postgres_server
from hashing_embedder import HashingEmbedder
from served import ROOT, SUPPORT

from corpus import Article
from corpus.errors import EngineError, SettingsError
from corpus.load import load_articles
from corpus.sample import sample_corpus
from index import Encoded, Filters, Index, Storage, add_articles, build_index, remove_articles
from index.engines import milvus as milvus_engine
from index.engines import postgres as postgres_engine
from index.generation import current_generation
from index.manifest import Manifest
from qa import Answerer, Retriever, Settings
from qa.inspection import inspect_article, inspect_index

QUESTIONS = [
    "How many people were abducted?",
    "What did the wildfire burn down?",
    "Who won the election and by how much?",
    "bridge steel harbour",
    "When did the comet return?",
    "日本",
]


class CountingEmbedder(HashingEmbedder):
    """Remembers how many texts it was asked to encode."""

    encoded = 0

    def encode_passages(self, texts: Sequence[str]) -> Encoded:
        self.encoded += len(texts)
        return super().encode_passages(texts)


@pytest.fixture(scope="module")
def sample() -> list[Article]:
    return list(load_articles([sample_corpus()]))


@pytest.fixture(scope="module")
def local(sample: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("local") / "index"
    build_index(sample, folder, HashingEmbedder())
    return folder


@pytest.fixture(scope="module")
def remote(sample: list[Article], both: Storage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("remote") / "index"
    build_index(sample, folder, HashingEmbedder(), storage=both)
    return folder


def _retriever(folder: Path, storage: Storage | None = None) -> Retriever:
    settings = Settings(threshold=0.0)
    if storage is not None:
        settings = replace(settings, milvus=storage.milvus, database=storage.database)
    return Retriever.open(folder, embedder=HashingEmbedder(), settings=settings)


def _names(folder: Path, storage: Storage) -> tuple[set[str], set[str]]:
    """What the engines hold of the index in the folder."""
    assert storage.milvus is not None
    assert storage.database is not None
    identity = Manifest.load(current_generation(folder)).identity
    collections = milvus_engine.client_of(storage.milvus).list_collections()
    return (
        {name for name in collections if name.startswith(identity)},
        set(postgres_engine.schemas_of(storage.database, identity)),
    )


def test_only_a_small_part_stays_in_the_folder(remote: Path, local: Path, both: Storage) -> None:
    def files(folder: Path) -> set[str]:
        return {path.name for path in current_generation(folder).iterdir()}

    assert files(remote) == {"manifest.json", "terms.npy"}
    assert {"catalogue.sqlite", "vectors.faiss", "tokens.codes"} <= files(local)
    collections, schemas = _names(remote, both)
    assert (len(collections), len(schemas)) == (1, 1)


@pytest.mark.parametrize(
    "filters",
    [
        None,
        Filters(published_from="2024-01-01"),
        Filters(published_to="2024-06-30", languages=("en",)),
        Filters(article_ids=("nothing",)),
    ],
)
def test_passages_agree_with_the_folder_s(
    remote: Path, local: Path, both: Storage, filters: Filters | None
) -> None:
    mine, theirs = _retriever(remote, both), _retriever(local)
    shared = asked = 0
    for question in QUESTIONS:
        found = {hit.passage.id: hit for hit in mine.retrieve(question, 10, filters)}
        wanted = {hit.passage.id: hit for hit in theirs.retrieve(question, 10, filters)}
        assert len(found) == len(wanted)
        for one in found.keys() & wanted.keys():
            assert found[one].passage == wanted[one].passage
            assert found[one].also_in == wanted[one].also_in
        shared += len(found.keys() & wanted.keys())
        asked += len(wanted)
    assert shared >= 0.95 * asked


def test_answers_agree_and_their_citations_are_exact(remote: Path, local: Path, both: Storage) -> None:
    mine, theirs = Answerer(_retriever(remote, both)), Answerer(_retriever(local))
    catalogue = theirs.retriever.index().catalogue
    for question in QUESTIONS[:4]:
        answer, wanted = mine.answer(question), theirs.answer(question)
        assert answer.answer == wanted.answer
        for citation in answer.citations:
            article = catalogue.article(citation.article_id)
            assert article is not None
            assert article.text[citation.start : citation.end] == citation.quote


def test_conditions_on_fields_say_in_milvus_what_they_say_in_the_catalogue(
    both: Storage, articles: list[Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = Article("odd", "Odd", "A bridge with an odd source.", source="S\"k\\y's", extra={'d"x': 'v"\\w'})
    build_index([*articles, odd], tmp_path / "index", HashingEmbedder(), storage=both)
    retriever = _retriever(tmp_path / "index", both)
    conditions = [
        Filters(sources=("S\"k\\y's",)),
        Filters(sources=("Gazette", "Farmer"), published_from="2021-05-04"),
        Filters(published_to="2021-12-31"),
        Filters(languages=("en",)),
        Filters(article_ids=("comet", "odd")),
        Filters(fields={"desk": "sky", "pages": "2"}),
        Filters(fields={'d"x': 'v"\\w'}),
        Filters(fields={"desk": "city"}),
    ]
    by_ids = [_found(retriever, one) for one in conditions]
    monkeypatch.setattr(milvus_engine, "_MOST_IDS", 0)
    assert [_found(retriever, one) for one in conditions] == by_ids
    assert by_ids == [
        {"odd"}, {"bridge", "orchard"}, {"bridge"}, {"comet"}, {"comet", "odd"}, {"comet"}, {"odd"}, set()
    ]  # fmt: skip


def _found(retriever: Retriever, filters: Filters) -> set[str]:
    return {hit.passage.article_id for hit in retriever.retrieve("the bridge and the frost", 9, filters)}


def test_what_is_removed_is_gone_at_once_and_leaves_nothing_in_the_engines(
    both: Storage, articles: list[Article], tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    build_index(articles, folder, HashingEmbedder(), storage=both)
    retriever = _retriever(folder, both)
    answerer = Answerer(retriever)
    assert "orchard" in _found(retriever, Filters())
    before = _names(folder, both)
    summary = remove_articles(["orchard"], folder, storage=both)
    assert (summary.removed, summary.embedded) == (1, 0)
    assert "orchard" not in _found(retriever, Filters())
    assert answerer.retriever.index().catalogue.article("orchard") is None
    assert all(
        one.article_id != "orchard" for one in answerer.answer("What did the frost destroy?").citations
    )
    after = _names(folder, both)
    assert all(len(names) == 1 for names in after)
    assert not before[0] & after[0]
    assert not before[1] & after[1]


def test_a_change_embeds_what_is_new_and_equals_a_fresh_build(
    both: Storage, articles: list[Article], tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    build_index(articles[:2], folder, HashingEmbedder(), storage=both)
    embedder = CountingEmbedder()
    assert build_index(articles[:2], folder, embedder, storage=both).unchanged == 2
    assert embedder.encoded == 0
    assert add_articles(articles[2:], folder, embedder, storage=both).new == 1
    assert embedder.encoded == 2  # its passage and its title
    build_index(articles, tmp_path / "fresh", embedder)
    assert content(folder, both) == content(tmp_path / "fresh", Storage())


def test_an_index_moves_from_the_folder_into_engines_without_embedding(
    both: Storage, articles: list[Article], tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    embedder = CountingEmbedder()
    build_index(articles, folder, embedder)
    before, encoded = content(folder), embedder.encoded
    for storage in (Storage(database=both.database), both):
        build_index(articles, folder, embedder, storage=storage)
        manifest = Manifest.load(current_generation(folder))
        assert (manifest.collection is None, manifest.schema is None) == (storage.milvus is None, False)
        assert content(folder, storage) == before
    assert embedder.encoded == encoded


def test_a_failed_build_leaves_the_old_index_and_nothing_else(
    both: Storage, articles: list[Article], tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    build_index(articles, folder, HashingEmbedder(), storage=both)
    before = _names(folder, both)

    class Failing(HashingEmbedder):
        def encode_passages(self, texts: Sequence[str]) -> Encoded:
            if any("new" in text for text in texts):
                raise KeyboardInterrupt
            return super().encode_passages(texts)

    with pytest.raises(KeyboardInterrupt):
        build_index([*articles, Article("n", "n", "A new tram.")], folder, Failing(), storage=both)
    assert _names(folder, both) == before
    assert "comet" in _found(_retriever(folder, both), Filters())


@pytest.mark.timeout(300)
def test_a_build_killed_anywhere_leaves_an_index_that_answers(
    both: Storage, write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    old = [Article("old", "Ferry", "The old ferry crossed at noon.")]
    new = write_jsonl(
        [{"id": f"new{n}", "text": f"The new tram number {n} crossed at dusk."} for n in range(300)],
        "new.jsonl",
    )

    def build_and_die(folder: Path, deadly: int) -> subprocess.CompletedProcess[str]:
        engines = [str(both.milvus), str(both.database)]
        return subprocess.run(
            [sys.executable, str(SUPPORT / "build_and_die.py"), str(folder), str(new), str(deadly), *engines],
            capture_output=True,
            text=True,
            timeout=120,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(SUPPORT), str(ROOT)])},
            check=False,
        )

    survived = build_and_die(tmp_path / "counted", 10**9)
    assert survived.returncode == 0, survived.stderr
    events = int(survived.stdout.split()[-1])
    build_index(old, folder, HashingEmbedder(), storage=both)
    left = set()
    for deadly in sorted({max(1, events * part // 6) for part in range(7)}):
        killed = build_and_die(folder, deadly)
        assert killed.returncode == -signal.SIGKILL, (deadly, killed.stderr)
        left |= {one[:3] for one in _found(_retriever(folder, both), Filters())}
    assert "old" in left
    build_index(old, folder, HashingEmbedder(), storage=both)
    assert all(len(names) == 1 for names in _names(folder, both)), (
        "a later build clears what killed ones left"
    )


def test_questions_go_on_while_generations_change(
    both: Storage, articles: list[Article], tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    build_index(articles, folder, HashingEmbedder(), storage=both)
    retriever = _retriever(folder, both)
    stop, failures, asked = threading.Event(), [], []

    def ask() -> None:
        while not stop.is_set():
            try:
                asked.append(len(retriever.retrieve("When did the bridge open?", 3)))
            except Exception as error:
                failures.append(error)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    for number in range(4):
        extra = [Article(f"n{number}", "Tram", f"Tram number {number} crossed the bridge.")]
        build_index([*articles, *extra], folder, HashingEmbedder(), storage=both)
    stop.set()
    for asker in askers:
        asker.join()
    assert failures == []
    assert len(asked) > 4
    assert set(asked) == {3}


def test_two_indexes_in_one_engine_leave_each_other_alone(
    both: Storage, articles: list[Article], tmp_path: Path
) -> None:
    for name, some in (("one", articles[:1]), ("two", articles[1:])):
        build_index(some, tmp_path / name, HashingEmbedder(), storage=both)
    build_index(articles[:2], tmp_path / "one", HashingEmbedder(), storage=both)
    assert _found(_retriever(tmp_path / "one", both), Filters()) == {"bridge", "orchard"}
    assert _found(_retriever(tmp_path / "two", both), Filters()) == {"orchard", "comet"}


def test_an_index_in_engines_can_be_inspected(remote: Path, both: Storage, sample: list[Article]) -> None:
    report = inspect_index(remote, both)
    assert report["health"] == "ok"
    assert str(report["engines"]).count("citewise_") == 2
    assert inspect_article(remote, sample[0].id, both).text == sample[0].text


def test_settings_that_do_not_name_the_engine_are_told(remote: Path, both: Storage) -> None:
    with pytest.raises(SettingsError, match="keeps its vectors in Milvus; say where with the setting milvus"):
        Index.open(remote, HashingEmbedder(), Storage(database=both.database))
    with pytest.raises(SettingsError, match="keeps its articles in PostgreSQL; say where with the setting"):
        inspect_index(remote)
    with pytest.raises(SettingsError, match="say where with the setting"):
        build_index([], remote, HashingEmbedder())


@pytest.mark.parametrize("address", ["mysql://u:secret@h/d", "not an address", "sqlite:///x"])
def test_an_address_that_is_none_of_postgresql_is_told(address: str, tmp_path: Path) -> None:
    pytest.importorskip("sqlalchemy")
    with pytest.raises(SettingsError, match="is not an address of PostgreSQL") as raised:
        build_index([], tmp_path / "index", HashingEmbedder(), storage=Storage(database=address))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("module", "storage", "extra"),
    [
        ("pymilvus", Storage(milvus="http://127.0.0.1:1"), "milvus"),
        ("sqlalchemy", Storage(database="postgresql://h/d"), "postgres"),
    ],
)
def test_a_missing_extra_is_said_in_one_line(
    module: str, storage: Storage, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name.split(".")[0] == module:
            raise ModuleNotFoundError(name)
        return original(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    article = Article("a", "A", "A tram.")
    with pytest.raises(SettingsError, match=rf"install it with: pip install 'citewise\[{extra}\]'"):
        build_index([article], tmp_path / "index", HashingEmbedder(), storage=storage)


@pytest.fixture
def mortal(tmp_path: Path, both: Storage) -> Iterator[tuple[list[Server], Storage]]:
    """Engines of this test alone, which may go away."""
    import tempfile

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        (tmp_path / "milvus").mkdir()
        found = [milvus_server(tmp_path / "milvus"), postgres_server(Path(folder))]
        for server, _ in found:
            server.start()
        yield [server for server, _ in found], Storage(milvus=found[0][1], database=found[1][1])
        for server, _ in found:
            server.stop()


@pytest.mark.parametrize("which", [0, 1], ids=["milvus", "postgres"])
def test_an_engine_that_goes_away_is_told_in_one_line_and_comes_back(
    mortal: tuple[list[Server], Storage], which: int, articles: list[Article], tmp_path: Path
) -> None:
    servers, storage = mortal
    folder = tmp_path / "index"
    build_index(articles, folder, HashingEmbedder(), storage=storage)
    answerer = Answerer(_retriever(folder, storage))
    name = ("Milvus", "PostgreSQL")[which]
    servers[which].stop()
    for _ in range(2):
        with pytest.raises(EngineError, match=f"{name} at .* does not answer as it should") as raised:
            answerer.answer("When did the bridge open?")
        assert "\n" not in str(raised.value)
        assert "secret" not in str(raised.value)
    with pytest.raises(EngineError):
        build_index(articles[:1], folder, HashingEmbedder(), storage=storage)
    servers[which].start()
    assert _answered_in_time(answerer)
    build_index(articles[:2], folder, HashingEmbedder(), storage=storage)
    assert _found(answerer.retriever, Filters()) == {"bridge", "orchard"}


def _answered_in_time(answerer: Answerer) -> bool:
    """Whether the same program answers again within half a minute."""
    import time

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            return not answerer.answer("When did the bridge open?").abstained
        except EngineError:
            time.sleep(0.2)
    return False


def test_the_embedded_form_of_milvus_needs_no_server(articles: list[Article], tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite")
    storage = Storage(milvus=str(tmp_path / "milvus" / "articles.db"))
    build_index(articles, tmp_path / "index", HashingEmbedder(), storage=storage)
    assert _found(_retriever(tmp_path / "index", storage), Filters()) == {"bridge", "orchard", "comet"}
