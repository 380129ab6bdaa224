"""A library measured: the metrics of its passages, and what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from corpus.article import Article, Span
from eval import metrics
from eval.peers.peer import Found, Peer
from eval.questions import Question
from eval.scored import retrieval_scores
from index.passage import Hit, Passage

DEPTH = 10


def measure(
    peer: type[Peer],
    model: Path,
    articles: Sequence[Article],
    questions: Sequence[Question],
    progress: Callable[[], object] = lambda: None,
) -> dict[str, Any]:
    """Figures as JSON-ready values: `figures` over the answerable questions with how many each rests
    on, `passages_verbatim`, the share of passages whose text stands in their article as it is,
    and costs: seconds, milliseconds, MB of 2^20 bytes.

    The memory is this process's, so measure each library in a process of its own.
    """
    asked = [one for one in questions if one.answerable]
    by_id = {article.id: article for article in articles}
    begun = time.perf_counter()
    made = peer(model)
    loaded = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="citewise-peer-") as place:
        passages = made.build(articles, Path(place) / "index")
        built = time.perf_counter()
        size = sum(path.stat().st_size for path in Path(place).rglob("*") if path.is_file())
        made.search(asked[0].question, DEPTH)  # what is loaded at the first question is not timed
        times: list[float] = []
        rows: list[dict[str, float | None]] = []
        verbatim = total = 0
        for question in asked:
            at = time.perf_counter()
            found = made.search(question.question, DEPTH)
            times.append((time.perf_counter() - at) * 1000)
            hits = [hit_of(rank, one, by_id) for rank, one in enumerate(found, start=1)]
            rows.append(retrieval_scores(question, hits))
            verbatim += sum(len(hit.passage.span) > 0 for hit in hits)
            total += len(hits)
            progress()
    figures, counts = _means(rows)
    return {
        "figures": figures,
        "questions": counts,
        "passages_verbatim": round(verbatim / total, 6) if total else None,
        "passages": passages,
        "load_s": round(loaded - begun, 2),
        "build_s": round(built - loaded, 2),
        "passages_per_s": round(passages / (built - loaded), 1),
        "query_ms": metrics.percentiles(times),
        "peak_memory_mb": metrics.peak_memory_mb(),
        "index_mb": round(size / (1 << 20), 2),
    }


def hit_of(rank: int, found: Found, articles: dict[str, Article]) -> Hit:
    """A passage where its text first stands in its article; an empty span when it does not."""
    start = articles[found.article_id].text.find(found.text)
    span = Span(0, 0) if start < 0 else Span(start, start + len(found.text))
    return Hit(Passage(rank, found.article_id, span, found.text if start >= 0 else ""), rank, 0.0)


def measure_apart(command: Sequence[str]) -> dict[str, Any] | str:
    """What a `citewise-eval peers --only` of these arguments prints, or why it failed: its last line.

    It runs in a process of its own, without a network.
    """
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    ran = subprocess.run(
        [sys.executable, "-m", "eval.cli", *command],
        capture_output=True,
        text=True,
        env=os.environ | offline,
        check=False,
    )
    if ran.returncode:
        lines = ran.stderr.strip().splitlines()
        return lines[-1] if lines else f"exit code {ran.returncode}"
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _means(rows: Sequence[dict[str, float | None]]) -> tuple[dict[str, float], dict[str, int]]:
    figures, counts = {}, {}
    for name in rows[0] if rows else ():
        values = [value for row in rows if (value := row[name]) is not None]
        if values:
            figures[name] = round(sum(values) / len(values), 6)
            counts[name] = len(values)
    return figures, counts
