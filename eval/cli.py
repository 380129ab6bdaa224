"""The `citewise-eval` command."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.errors import CitewiseError, GateError, SettingsError
from corpus.load import load_articles
from corpus.sample import sample_corpus
from eval.gate import FLOORS, check_floors
from eval.questions import BUILT_IN, Question, load_questions, problems
from eval.run import Run, evaluate
from index.build import build_index
from index.embedder import DEFAULT_EMBEDDER, open_embedder
from index.opened import Index
from qa.answerer import Answerer
from qa.progress import StageBars, bar
from qa.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0, or that of the error (see corpus/errors.py)."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except CitewiseError as error:
        print(f"citewise-eval: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("citewise-eval: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(arguments: argparse.Namespace) -> int:
    summary = _measured(arguments, arguments.out).summary()
    if arguments.json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _show(summary)
    return 0


def _gate(arguments: argparse.Namespace) -> int:
    if arguments.run is None:
        figures = _measured(arguments, None).summary()["figures"]
    else:
        figures = _saved_figures(Path(arguments.run))
    assert isinstance(figures, dict)
    for line in check_floors(figures, Path(arguments.floors)):
        print(line)
    return 0


def _validate(arguments: argparse.Namespace) -> int:
    questions = load_questions(Path(arguments.questions or BUILT_IN))
    articles: dict[str, Article]
    if arguments.index or arguments.questions:
        from index.catalogue import Catalogue
        from index.generation import current_generation
        from index.layout import CATALOGUE

        folder = current_generation(Path(Settings.load({"index": arguments.index}).index))
        articles = {article.id: article for article in Catalogue(folder / CATALOGUE).articles()}
    else:
        articles = {article.id: article for article in load_articles([sample_corpus()])}
    found = problems(questions, articles)
    for line in found:
        print(line)
    if found:
        raise GateError(f"{len(found)} problems in {len(questions)} questions")
    print(f"{len(questions)} questions over {len(articles)} articles: no problem found")
    return 0


def _measured(arguments: argparse.Namespace, out: str | None) -> Run:
    """Ask the questions that the arguments name; with none named, the built-in ones on a fresh
    index of the sample corpus."""
    settings = Settings.load({"index": arguments.index, "embedder": arguments.embedder})
    questions = load_questions(Path(arguments.questions or BUILT_IN))
    if arguments.limit:
        questions = questions[: arguments.limit]
    if arguments.questions or arguments.index:
        run = _asked(questions, Index.open(settings.index, settings.embedder), settings)
    else:
        with tempfile.TemporaryDirectory(prefix="citewise-eval-") as folder, StageBars() as bars:
            embedder = open_embedder(settings.embedder or DEFAULT_EMBEDDER)
            build_index(load_articles([sample_corpus()]), Path(folder), embedder, progress=bars)
            run = _asked(questions, Index.open(folder, embedder), settings)
    if out:
        run.save(Path(out))
    return run


def _asked(questions: Sequence[Question], index: Index, settings: Settings) -> Run:
    from qa.retriever import Retriever

    with bar("ask", len(questions), "question") as progress:
        return evaluate(questions, Answerer(Retriever(index, settings)), progress.update)


def _saved_figures(folder: Path) -> dict[str, float]:
    try:
        figures: dict[str, float] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))[
            "figures"
        ]
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(
            f"{folder} holds no run; make one with: citewise-eval run --out {folder}"
        ) from error
    return figures


def _show(summary: dict[str, Any]) -> None:
    print(f"{'figure':<24}{'all':>8}  questions")
    for name, value in summary["figures"].items():
        print(f"{name:<24}{value:>8.4f}  {summary['questions'][name]}")
    shown = ("article_hit_at_1", "answer_contains", "refused_unanswerable", "refused_answerable")
    if summary["by_kind"]:
        print(f"\n{'kind':<16}" + "".join(f"{name:>22}" for name in shown))
    for kind, figures in summary["by_kind"].items():
        cells = (f"{figures[name]:.3f}" if name in figures else "-" for name in shown)
        print(f"{kind:<16}" + "".join(f"{cell:>22}" for cell in cells))
    latency = summary["latency_ms"]
    print(
        f"\n{summary['total_questions']} questions, {summary['citations']} citations, "
        f"{summary['dropped_citations']} dropped, p50 {latency['p50']} ms, p95 {latency['p95']} ms, "
        f"peak memory {summary['peak_memory_mb']} MB"
    )


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--questions", metavar="FILE", help="JSONL questions (default: the built-in set)")
    common.add_argument("--index", metavar="DIR", help="an index (default: a fresh one of the sample corpus)")
    asking = argparse.ArgumentParser(add_help=False, parents=[common])
    asking.add_argument("--embedder", metavar="NAME|PATH", help="a sentence-transformers model")
    asking.add_argument("--limit", type=int, metavar="N", help="ask only the first N questions")
    parser = argparse.ArgumentParser(
        prog="citewise-eval", description="Measure answers on a fixed question set."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    run = commands.add_parser("run", parents=[asking], help="ask, score, show, save")
    run.add_argument("--out", metavar="DIR", help="write the run into a folder")
    run.add_argument("--json", action="store_true", help="machine output")
    run.set_defaults(command=_run)

    gate = commands.add_parser(
        "gate", parents=[asking], help="fail (exit 4) when a figure is below its floor"
    )
    gate.add_argument("run", metavar="RUN", nargs="?", help="a saved run (default: run now)")
    gate.add_argument(
        "--floors", metavar="FILE", default=str(FLOORS), help="limits (default: eval/floors.toml)"
    )
    gate.set_defaults(command=_gate)

    validate = commands.add_parser("validate", parents=[common], help="check ids and spans of a question set")
    validate.set_defaults(command=_validate)
    return parser


if __name__ == "__main__":
    sys.exit(main())
