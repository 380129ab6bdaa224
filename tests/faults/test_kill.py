"""Kill a build anywhere: the old index still answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from index import Index, build_index
from index.generation import current_generation
from qa import Answerer, Retriever, Settings

SUPPORT = Path(__file__).parent.parent / "support"
KILLS = 14


def _build_and_die(folder: Path, source: Path | str, deadly: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SUPPORT / "build_and_die.py"), str(folder), str(source), str(deadly)],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": str(SUPPORT)},
        check=False,
    )


@pytest.mark.timeout(600)
def test_a_build_killed_anywhere_leaves_an_index_that_answers(
    tmp_path: Path, write_jsonl: Callable[..., Path], embedder: HashingEmbedder
) -> None:
    folder = tmp_path / "index"
    old = write_jsonl([{"id": "old", "text": "The old ferry crossed at noon."}], "old.jsonl")
    new = write_jsonl(
        [{"id": f"new{n}", "text": f"The new tram number {n} crossed at dusk."} for n in range(700)],
        "new.jsonl",
    )
    survived = _build_and_die(tmp_path / "counted", new, 10**9)
    assert survived.returncode == 0, survived.stderr
    events = int(survived.stdout)
    assert events > KILLS
    settings = Settings(threshold=0.0)
    left: set[str] = set()
    for kill in range(KILLS):
        deadly = 1 + round(kill * (events - 1) / (KILLS - 1))
        build_index(_articles(old), folder, embedder)
        killed = _build_and_die(folder, new, deadly)
        assert killed.returncode == -signal.SIGKILL, (deadly, killed.stderr)
        answer = Answerer.open(folder, embedder=embedder, settings=settings).answer("When did it cross?")
        cited = {citation.article_id[:3] for citation in answer.citations}
        assert cited in ({"old"}, {"new"}), deadly
        left |= cited
        Index.open(folder, embedder).manifest.verify(current_generation(folder))
    assert "old" in left
    build_index(_articles(old), folder, embedder)
    assert len(list((folder / "generations").iterdir())) == 1, "a later build clears what killed ones left"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("change", ["sync", "remove"])
def test_a_change_killed_anywhere_is_done_or_not_done(
    tmp_path: Path, write_jsonl: Callable[..., Path], embedder: HashingEmbedder, change: str
) -> None:
    folder = tmp_path / "index"
    kept = [{"id": f"kept{n}", "text": f"The tram number {n} crossed at dusk."} for n in range(20)]
    before = write_jsonl([*kept, {"id": "gone", "text": "The secret ferry crossed at noon."}], "before.jsonl")
    after = write_jsonl([*kept, {"id": "new", "text": "The secret bus crossed at dawn."}], "after.jsonl")
    source: Path | str = after if change == "sync" else "remove:gone"
    build_index(_articles(before), folder, embedder)
    survived = _build_and_die(folder, source, 10**9)
    assert survived.returncode == 0, survived.stderr
    events = int(survived.stdout)
    states = set()
    for kill in range(KILLS):
        build_index(_articles(before), folder, embedder)
        killed = _build_and_die(folder, source, 1 + round(kill * (events - 1) / (KILLS - 1)))
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        index = Index.open(folder, embedder)
        hits = Retriever(index).retrieve("the secret crossed", k=50)
        found = {hit.passage.article_id for hit in hits} - {f"kept{n}" for n in range(20)}
        done = {"new"} if change == "sync" else set()
        assert found in ({"gone"}, done), kill
        assert (index.catalogue.article("gone") is None) == (found == done)
        states.add("gone" in found)
    assert True in states, "no kill came before the change was done"


def _articles(source: Path):
    from corpus import load_articles

    return load_articles([source])
