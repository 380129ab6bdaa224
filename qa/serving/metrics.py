"""What a server counts and times, in the text format of Prometheus."""

from __future__ import annotations

from starlette.responses import Response

from corpus.errors import SettingsError
from index.opened import Index
from qa.answer import Answer

PATH = "/metrics"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30, 120)


class Metrics:
    """Counts of requests, answers and what was dropped, and seconds by stage; no word of a question.

    Raises:
        SettingsError: the extra `serve` is not installed.
    """

    def __init__(self) -> None:
        try:
            from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
        except ImportError as error:
            raise SettingsError(
                "metrics need the extra serve; install it with: pip install 'citewise[serve]'"
            ) from error
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "citewise_requests", "Requests by route and status.", ["route", "status"], registry=self._registry
        )
        self._answers = Counter(
            "citewise_answers",
            "Questions that were answered, or abstained from.",
            ["outcome"],
            registry=self._registry,
        )
        for outcome in ("answered", "abstained"):
            self._answers.labels(outcome)
        self._stages = Histogram(
            "citewise_stage_seconds",
            "Seconds of the stages of an answer.",
            ["stage"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._dropped = Counter(
            "citewise_dropped",
            "What an answer lost: citations that were not exact, statements that nothing supported.",
            ["what"],
            registry=self._registry,
        )
        for what in ("citations", "statements"):
            self._dropped.labels(what)
        self._articles = Gauge("citewise_articles", "Articles in the index.", registry=self._registry)
        self._passages = Gauge("citewise_passages", "Passages in the index.", registry=self._registry)
        self._inside = Gauge(
            "citewise_questions_inside", "Questions that run or wait.", registry=self._registry
        )

    def requested(self, route: str, status: int) -> None:
        """Count a request that has ended."""
        self._requests.labels(route, str(status)).inc()

    def answered(self, answer: Answer) -> None:
        """Count an answer, what it dropped, and the seconds of its stages."""
        self._answers.labels("abstained" if answer.abstained else "answered").inc()
        self._dropped.labels("citations").inc(answer.dropped_citations)
        self._dropped.labels("statements").inc(answer.dropped_statements)
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)

    def told(self, index: Index | None, inside: int) -> Response:
        """Everything counted so far; without an index its gauges are 0."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        self._articles.set(index.manifest.articles if index else 0)
        self._passages.set(index.manifest.passages if index else 0)
        self._inside.set(inside)
        return Response(generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
