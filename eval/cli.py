"""The `citewise-eval` command."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.errors import GateError, SettingsError
from corpus.load import load_articles
from corpus.sample import sample_corpus
from eval.gate import FLOORS, check_floors
from eval.questions import BUILT_IN, Question, load_questions, problems
from eval.run import Run, evaluate
from index.build import build_index
from index.catalogue import Catalogue
from index.embedder import DEFAULT_EMBEDDER
from index.encoders import fast_embedder
from index.generation import current_generation
from index.layout import CATALOGUE
from index.opened import Index
from qa.answerer import Answerer
from qa.boundary import guarded, log_to_stderr
from qa.progress import StageBars, bar
from qa.retriever import Retriever
from qa.settings import Settings

_SAMPLE = "(sample corpus)"  # stands in a run's settings for the temporary index folder


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0, or that of the error (see corpus/errors.py)."""
    arguments = _parser().parse_args(argv)
    log_to_stderr(verbose=arguments.verbose)
    command: Callable[[argparse.Namespace, Settings], int] = arguments.command
    return guarded("citewise-eval", lambda: command(arguments, _settings(arguments)))


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    out = Path(arguments.out) if arguments.out else None
    if out:
        _check_writable(out)
    run = _measured(arguments, settings)
    if out:
        run.save(out)
    summary = run.summary()
    if arguments.json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _show(summary)
    return 0


def _gate(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.run is None:
        figures = _figures(_measured(arguments, settings).summary())
    elif arguments.questions or arguments.index or arguments.embedder or arguments.limit:
        raise SettingsError(
            "a saved RUN is judged as it is; leave out --questions, --index, --embedder and --limit"
        )
    else:
        figures = _saved_figures(Path(arguments.run))
    for line in check_floors(figures, Path(arguments.floors)):
        print(line)
    return 0


def _validate(arguments: argparse.Namespace, settings: Settings) -> int:
    questions = load_questions(Path(arguments.questions or BUILT_IN))
    articles: dict[str, Article]
    if arguments.index or arguments.questions:
        folder = current_generation(Path(settings.index))
        with closing(Catalogue(folder / CATALOGUE)) as catalogue:
            articles = {article.id: article for article in catalogue.articles()}
    else:
        articles = {article.id: article for article in load_articles([sample_corpus()])}
    found = problems(questions, articles)
    for line in found:
        print(line)
    if found:
        raise GateError(f"{len(found)} problems in {len(questions)} questions")
    print(f"{len(questions)} questions over {len(articles)} articles: no problem found")
    return 0


def _measured(arguments: argparse.Namespace, settings: Settings) -> Run:
    """Ask the questions that the arguments name; with none named, the built-in ones on a fresh
    index of the sample corpus."""
    questions = load_questions(Path(arguments.questions or BUILT_IN))[: arguments.limit]
    if arguments.questions or arguments.index:
        return _asked(questions, Index.open(settings.index, settings.embedder), settings)
    with tempfile.TemporaryDirectory(prefix="citewise-eval-") as folder:
        embedder = fast_embedder(settings.embedder or DEFAULT_EMBEDDER, settings.engine)
        articles = load_articles([sample_corpus()], max_article_bytes=settings.max_article_bytes)
        with StageBars() as bars:
            build_index(
                articles,
                Path(folder),
                embedder,
                passage_tokens=settings.passage_tokens,
                token_codes=settings.token_codes,
                progress=bars,
            )
        return _asked(questions, Index.open(folder, embedder), replace(settings, index=_SAMPLE))


def _asked(questions: Sequence[Question], index: Index, settings: Settings) -> Run:
    answerer = Answerer(Retriever(index, settings, settings.embedder))
    with bar("ask", len(questions), "question") as progress:
        return evaluate(questions, answerer, progress.update)


def _saved_figures(folder: Path) -> dict[str, float]:
    try:
        return _figures(json.loads((folder / "summary.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(
            f"{folder} holds no run; make one with: citewise-eval run --out {folder}"
        ) from error


def _figures(summary: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in summary["figures"].items()}


def _check_writable(folder: Path) -> None:
    """Find out now, not after the last question."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingsError(f"cannot write the run to {folder}: {error.strerror or error}") from error


def _settings(arguments: argparse.Namespace) -> Settings:
    flags = {name: getattr(arguments, name, None) for name in ("index", "embedder")}
    return Settings.load(flags, file=Path(arguments.settings) if arguments.settings else None)


def _show(summary: dict[str, Any]) -> None:
    print(f"{'figure':<24}{'all':>8}  questions")
    for name, value in summary["figures"].items():
        print(f"{name:<24}{value:>8.4f}  {summary['questions'][name]}")
    shown = ("article_hit_at_1", "answer_contains", "refused_unanswerable", "refused_answerable")
    if summary["by_kind"]:
        print(f"\n{'kind':<16}" + "".join(f"{name:>28}" for name in shown))
    for kind, figures in summary["by_kind"].items():
        used = summary["questions_by_kind"][kind]
        cells = (f"{figures[name]:.3f} of {used[name]:>3}" if name in figures else "-" for name in shown)
        print(f"{kind:<16}" + "".join(f"{cell:>28}" for cell in cells))
    latency = summary["latency_ms"]
    print(
        f"\n{summary['total_questions']} questions, {summary['citations']} citations, "
        f"{summary['inexact_citations']} inexact, {summary['dropped_citations']} dropped, "
        f"p50 {latency['p50']} ms, p95 {latency['p95']} ms, peak memory {summary['peak_memory_mb'] or '?'} MB"
    )


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--questions", metavar="FILE", help="JSONL questions (default: the built-in set)")
    common.add_argument(
        "--index",
        metavar="DIR",
        help="an index (default: a fresh one of the sample corpus; with --questions: .citewise)",
    )
    common.add_argument(
        "--settings", metavar="FILE", help="a TOML file of settings (default: citewise.toml here)"
    )
    common.add_argument("--verbose", action="store_true", help="log what is done")
    asking = argparse.ArgumentParser(add_help=False, parents=[common])
    asking.add_argument("--embedder", metavar="NAME|PATH", help="a sentence-transformers model")
    asking.add_argument("--limit", type=_positive, metavar="N", help="ask only the first N questions")
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


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
