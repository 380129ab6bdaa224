"""Building on a Ray cluster of two machines against building here."""

from __future__ import annotations

import builtins
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from content import content
from hashing_embedder import HashingEmbedder
from served import ROOT, SUPPORT

from corpus import ReadReport, load_articles
from corpus.errors import ClusterError, SettingsError
from corpus.sample import sample_corpus
from index import Index, build_index
from index.build import embedder_record
from index.cluster import Cluster
from index.finished import FinishedWork

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample corpus among files of other kinds, an archive, articles given twice, and what is none."""
    folder = tmp_path_factory.mktemp("source")
    shutil.copytree(sample_corpus(), folder / "m")
    (folder / "a.txt").write_text("Ferry ends\n\nThe last ferry of Velmora crossed at noon.")
    twice, odd = '{"id": "a.txt", "text": "Said twice."}', '{"id": "x", "text": "A cafÃ©.", "date": "May"}'
    lines = [twice, odd, "broken"]
    (folder / "b.jsonl").write_text("\n".join(lines))
    (folder / "c.bin").write_bytes(b"\x00\x01")
    with zipfile.ZipFile(folder / "d.zip", "w") as archive:
        archive.writestr("one.txt", "A kite was seen over Lindal in March 2024.")
        archive.writestr("two.exe", "no")
    (folder / "z.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def local(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("local") / "index"
    report = ReadReport()
    build_index(load_articles([source], report=report), folder, HashingEmbedder())
    (folder / "report.json").write_text(json.dumps(report.as_dict()))
    return folder


def _built(source: Path, folder: Path, log: Path, way: str) -> subprocess.CompletedProcess[str]:
    """Build an index on a cluster, in a process of its own that takes all others with it."""
    pytest.importorskip("ray", reason="pip install 'citewise[ray]'")
    script = [sys.executable, str(SUPPORT / "build_on_cluster.py")]
    with (
        tempfile.TemporaryDirectory(prefix="r", dir="/tmp", ignore_cleanup_errors=True) as session,
        (log.parent / f"{way}.out").open("w+") as out,
    ):
        process = subprocess.Popen(
            [*script, str(folder), str(source), str(log), way],
            stdout=out,
            stderr=out,
            cwd=ROOT,
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join([str(SUPPORT), str(ROOT)]), "RAY_TMPDIR": session},
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=200)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        out.seek(0)
        return subprocess.CompletedProcess(script, code, out.read())


def _encoded(log: Path) -> Counter[str]:
    return Counter(log.read_text(encoding="utf-8").splitlines())


def _texts(index: Index) -> Counter[str]:
    """What a build encodes once each: its passages, and the different titles."""
    passages = index.catalogue.passages(index.catalogue.all_passage_ids()).values()
    titles = {article.title for article in index.catalogue.articles()}
    return Counter(repr(text) for text in [*(one.text for one in passages), *titles])


def test_a_build_on_two_machines_equals_one_here(source: Path, local: Path, tmp_path: Path) -> None:
    done = _built(source, tmp_path / "index", tmp_path / "log", "plainly")
    assert done.returncode == 0, done.stdout
    index = Index.open(tmp_path / "index", HashingEmbedder())
    assert int(done.stdout.split()[-1]) == index.manifest.passages
    assert content(tmp_path / "index") == content(local)
    assert _encoded(tmp_path / "log") == _texts(index)
    read = json.loads(done.stdout.splitlines()[-2])
    assert read == json.loads((local / "report.json").read_text())
    assert len(read["skipped"]) == 5
    assert not (tmp_path / "index" / "finished").exists()


@pytest.mark.parametrize("way", ["worker", "machine"])
def test_a_worker_or_a_machine_that_dies_loses_and_doubles_nothing(
    source: Path, local: Path, tmp_path: Path, way: str
) -> None:
    done = _built(source, tmp_path / "index", tmp_path / "log", way)
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "log.died").exists() is (way == "worker")
    assert content(tmp_path / "index") == content(local)


def test_a_build_that_was_killed_goes_on_where_it_was(source: Path, local: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    killed = _built(source, folder, tmp_path / "log", "driver")
    assert killed.returncode == -signal.SIGKILL, killed.stdout
    assert not (folder / "CURRENT").exists()
    kept = FinishedWork(folder, embedder_record(HashingEmbedder()))
    assert len(kept) > 40  # two batches, the last of which may be short
    resumed = _built(source, folder, tmp_path / "resumed", "plainly")
    assert resumed.returncode == 0, resumed.stdout
    every = _texts(Index.open(folder, HashingEmbedder()))
    assert _encoded(tmp_path / "resumed").total() == every.total() - len(kept)
    assert content(folder) == content(local)
    assert not (folder / "finished").exists()


@pytest.fixture
def kept(tmp_path: Path) -> FinishedWork:
    return FinishedWork(tmp_path, embedder_record(HashingEmbedder()))


def _batch(ids: list[int]) -> tuple[list[int], np.ndarray, list[np.ndarray]]:
    random = np.random.default_rng(ids[0] % 1000)
    codes = [random.integers(0, 256, (n % 5 + 1, 8), dtype=np.uint8) for n in range(len(ids))]
    return ids, random.standard_normal((len(ids), 64)).astype(np.float32), codes


def test_batches_come_back_whole_or_not_at_all(kept: FinishedWork, tmp_path: Path) -> None:
    first, second = _batch([2**62, 7, 9]), _batch([11, 12])
    kept.add(*first)
    kept.add(*second)
    kept.add(*first)  # done twice
    again = FinishedWork(tmp_path, embedder_record(HashingEmbedder()))
    assert len(again) == 5
    assert (again.vectors([9, 11]) == np.stack([first[1][2], second[1][0]])).all()
    assert [one.tolist() for one in again.codes([12, 2**62])] == [second[2][1].tolist(), first[2][0].tolist()]
    assert again.has_passage(7)
    assert not again.has_codes(8)
    for path in (tmp_path / "finished").rglob("*.arrow"):
        path.write_bytes(path.read_bytes()[:-20])
    assert len(FinishedWork(tmp_path, embedder_record(HashingEmbedder()))) == 0


def test_batches_of_another_embedder_are_not_taken(kept: FinishedWork, tmp_path: Path) -> None:
    kept.add(*_batch([7]))
    other = FinishedWork(tmp_path, embedder_record(HashingEmbedder(seed=5)))
    assert not other.has_passage(7)
    other.clear()
    assert not (tmp_path / "finished").exists()


def test_no_cluster_at_an_address_is_told_in_one_line() -> None:
    pytest.importorskip("ray", reason="pip install 'citewise[ray]'")
    for address in ("127.0.0.1:1", "ray://127.0.0.1:1"):
        with pytest.raises(ClusterError, match=f"the Ray cluster {address} does not answer") as raised:
            Cluster(address, HashingEmbedder())
        assert "\n" not in str(raised.value)


def test_a_missing_extra_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name.split(".")[0] == "ray":
            raise ModuleNotFoundError(name)
        return original(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingsError, match=r"install it with: pip install 'citewise\[ray\]'"):
        Cluster("auto", HashingEmbedder())
