"""The `citewise-eval` command."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.errors import GateError, SettingsError
from eval.asked import Asked, articles_of, asked, opened
from eval.comparison import compare
from eval.comparison_text import as_json, as_text
from eval.dialogue_text import dialogue_text
from eval.dialogues import BUILT_IN as DIALOGUES
from eval.dialogues import ask_after_others, ask_dialogues, load_dialogues, summary
from eval.gate import FLOORS, check_floors
from eval.peers import PEERS
from eval.peers.measured import measure, measure_apart
from eval.report.tables import BY_KIND
from eval.report.written import write_report
from eval.run import Run, evaluate
from eval.saved import load_figures, load_run
from eval.tuning import as_toml, grid, tune
from eval.validation import problems
from index.weights import default_weights
from qa.answerer import Answerer
from qa.boundary import guarded, log_to_stderr
from qa.progress import bar
from qa.retriever import Retriever
from qa.settings import Settings

_PEER_COLUMNS = (
    "article_hit_at_1",
    "article_ndcg_at_10",
    "span_in_five",
    "span_recall_at_5",
    "token_iou_at_5",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0, or that of the error (see corpus/errors.py)."""
    given = list(sys.argv[1:] if argv is None else argv)
    arguments = _parser().parse_args(given)
    arguments.given = given
    log_to_stderr(verbose=getattr(arguments, "verbose", False))
    command: Callable[[argparse.Namespace], int] = arguments.command
    return guarded("citewise-eval", lambda: command(arguments))


def _run(arguments: argparse.Namespace) -> int:
    out = Path(arguments.out) if arguments.out else None
    if out:
        _check_writable(out)
    run = _measured(arguments, out)
    summary = run.summary()
    if arguments.json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _show(summary)
        if out:
            print(f"\nreport: {out / 'report.html'}")
    return 0


def _gate(arguments: argparse.Namespace) -> int:
    if arguments.run is None:
        figures: dict[str, float] = _measured(arguments, None).summary()["figures"]
    elif any(vars(arguments)[name] for name in (*_ASKING, "embedder", "limit")):
        raise SettingsError(
            "a saved RUN is judged as it is; leave out what says which questions to ask, and of what"
        )
    else:
        figures = load_figures(Path(arguments.run))
    for line in check_floors(figures, Path(arguments.floors)):
        print(line)
    return 0


def _validate(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    found = asked(arguments, settings)
    articles = articles_of(found, settings)
    lines = problems(found.questions, articles, own=found.built_in)
    for line in (*found.notices, *lines):
        print(line)
    if lines:
        raise GateError(f"{len(lines)} problems in {len(found.questions)} questions")
    print(f"{len(found.questions)} questions over {len(articles)} articles: no problem found")
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    before, after = load_run(Path(arguments.before)), load_run(Path(arguments.after))
    found = compare(before, after, seed=arguments.seed)
    print(json.dumps(as_json(found), ensure_ascii=False) if arguments.json else as_text(found))
    return 0


def _tune(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    out = Path(arguments.out)
    _check_writable(out.parent)
    found = asked(arguments, settings)
    _notice(found)
    with (
        opened(found, arguments, settings) as (index, _),
        bar("tune", len(grid(settings)), "setting") as progress,
    ):
        tuned = tune(found.questions, index, settings, progress.update, seed=arguments.seed)
    text = as_toml(tuned, found.place if arguments.questions else "the built-in set", arguments.seed)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"cannot write {out}: {error.strerror or error}") from error
    print(f"{text}\nwritten to {out}; use it with: --settings {out}")
    return 0


def _dialogues(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    dialogues = load_dialogues(Path(arguments.dialogues))
    if arguments.split:
        dialogues = [one for one in dialogues if one.split == arguments.split]
    found = asked(arguments, settings)
    _notice(found)
    with opened(found, arguments, settings) as (index, shown):
        answerer = Answerer(Retriever(index, shown, settings.embedder))
        with bar("ask", len(dialogues), "dialogue") as progress:
            turns = ask_dialogues(dialogues, answerer, progress.update)
        single = [one for one in found.questions if not one.history]
        with bar("ask alone", len(single), "question") as progress:
            changed, tried = ask_after_others(single, answerer, progress.update)
    figures = summary(turns, changed, tried)
    if arguments.json:
        rows = {"rows": [asdict(one) for one in turns], "changed": [asdict(one) for one in changed]}
        print(json.dumps(figures | rows, ensure_ascii=False))
    else:
        print(dialogue_text(figures, turns, changed))
    return 0


def _peers(arguments: argparse.Namespace) -> int:
    names = arguments.names or list(PEERS)
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise SettingsError(f"no peer {unknown[0]!r}; known: {', '.join(PEERS)}")
    settings = _settings(arguments)
    found = asked(arguments, settings)
    articles = list(articles_of(found, settings).values())
    if arguments.articles:
        found, articles = _fewer(found, articles, arguments.articles)
    model = Path(arguments.model) if arguments.model else default_weights()
    if arguments.only:
        print(json.dumps(measure(PEERS[arguments.only], model, articles, found.questions)))
        return 0
    _notice(found)
    rows: dict[str, Any] = {}
    with bar("peers", len(names), "library") as progress:
        for name in names:
            rows[name] = measure_apart([*arguments.given, "--only", name])
            progress.update()
    print(json.dumps(rows) if arguments.json else _peer_table(rows))
    return 0


def _measured(arguments: argparse.Namespace, out: Path | None) -> Run:
    """Ask the questions that the arguments name; with `out`, save the run and its report there."""
    settings = _settings(arguments)
    found = asked(arguments, settings)
    _notice(found)
    with opened(found, arguments, settings) as (index, shown):
        answerer = Answerer(Retriever(index, shown, settings.embedder))
        with bar("ask", len(found.questions), "question") as progress:
            run = evaluate(found.questions, answerer, progress.update, folder=out, seed=arguments.seed)
        if out:
            run.save(out)
            write_report(run, out, index.catalogue.article, arguments.name or out.resolve().name)
    return run


def _fewer(found: Asked, articles: Sequence[Article], most: int) -> tuple[Asked, list[Article]]:
    """The first articles, those that answer questions before others, and the questions about them."""
    wanted = {name for one in found.questions for name in one.relevant}
    kept = sorted(articles, key=lambda one: (one.id not in wanted, one.id))[:most]
    known = {article.id for article in kept}
    return replace(found, questions=[one for one in found.questions if set(one.relevant) <= known]), kept


def _check_writable(folder: Path) -> None:
    """Find out now, not after the last question."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingsError(f"cannot write to {folder}: {error.strerror or error}") from error


def _settings(arguments: argparse.Namespace) -> Settings:
    flags = {name: getattr(arguments, name, None) for name in ("index", "embedder")}
    return Settings.load(flags, file=Path(arguments.settings) if arguments.settings else None)


def _notice(found: Asked) -> None:
    for line in found.notices:
        print(f"citewise-eval: {line}", file=sys.stderr)


def _show(summary: dict[str, Any]) -> None:
    print(f"{'figure':<24}{'all':>8}  questions")
    for name, value in summary["figures"].items():
        print(f"{name:<24}{value:>8.4f}  {summary['questions'][name]}")
    if summary["by_kind"]:
        print(f"\n{'kind':<16}" + "".join(f"{name:>24}" for name in BY_KIND))
    for kind, figures in summary["by_kind"].items():
        used = summary["questions_by_kind"][kind]
        cells = (f"{figures[name]:.3f} of {used[name]:>3}" if name in figures else "-" for name in BY_KIND)
        print(f"{kind:<16}" + "".join(f"{cell:>24}" for cell in cells))
    latency = summary["latency_ms"]
    print(
        f"\n{summary['total_questions']} questions, {summary['citations']} citations, "
        f"{summary['inexact_citations']} inexact, {summary['dropped_citations']} dropped, "
        f"{summary['dropped_statements']} statements dropped as unsupported, "
        f"p50 {latency['p50']} ms, p95 {latency['p95']} ms, peak memory {summary['peak_memory_mb'] or '?'} MB"
    )


def _peer_table(rows: dict[str, Any]) -> str:
    """The libraries side by side, in Markdown."""
    heads = (
        *_PEER_COLUMNS,
        "verbatim",
        "passages",
        "build, s",
        "passages/s",
        "query p50, ms",
        "p95, ms",
        "peak MB",
        "load, s",
        "index MB",
    )
    lines = [f"| | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for name, row in rows.items():
        if isinstance(row, str):
            lines.append(f"| {name} | not measured: {row} |")
            continue
        cells = [f"{row['figures'][one]:.3f}" if one in row["figures"] else "–" for one in _PEER_COLUMNS]
        cells += [
            f"{row['passages_verbatim']:.3f}",
            str(row["passages"]),
            f"{row['build_s']:.1f}",
            f"{row['passages_per_s']:.1f}",
            f"{row['query_ms']['p50']:.1f}",
            f"{row['query_ms']['p95']:.1f}",
            str(row["peak_memory_mb"] or "?"),
            f"{row['load_s']:.1f}",
            f"{row['index_mb']:.1f}",
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


_ASKING = ("questions", "corpus", "qrels", "split", "index", "keep_index")


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--questions",
        metavar="FILE|DIR",
        help="questions: JSONL, SQuAD (.json), a BEIR folder, TREC topics (.tsv); default: the built-in set",
    )
    common.add_argument(
        "--corpus", metavar="FILE|DIR", help="the articles they are about; an index is made of them"
    )
    common.add_argument("--qrels", metavar="FILE", help="TREC judgements for the questions")
    common.add_argument("--split", choices=("dev", "test"), help="only the questions of this side")
    common.add_argument(
        "--index",
        metavar="DIR",
        help="ask this index (default: one of the corpus; without a corpus: .citewise)",
    )
    common.add_argument(
        "--keep-index", metavar="DIR", help="make the corpus's index here and keep it for the next run"
    )
    common.add_argument(
        "--settings", metavar="FILE", help="a TOML file of settings (default: citewise.toml here)"
    )
    common.add_argument(
        "--seed", type=int, default=0, metavar="N", help="seed of everything drawn (default: 0)"
    )
    common.add_argument("--verbose", action="store_true", help="log what is done")
    asking = argparse.ArgumentParser(add_help=False, parents=[common])
    asking.add_argument("--embedder", metavar="NAME|PATH", help="a sentence-transformers model")
    asking.add_argument("--limit", type=_positive, metavar="N", help="only the first N questions")
    parser = argparse.ArgumentParser(
        prog="citewise-eval", description="Measure answers on a fixed question set."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    run = commands.add_parser("run", parents=[asking], help="ask, score, show, save, report")
    run.add_argument(
        "--out", metavar="DIR", help="write the run and its report into a folder; goes on if interrupted"
    )
    run.add_argument("--name", metavar="TEXT", help="the report's heading (default: the folder's name)")
    run.add_argument("--json", action="store_true", help="machine output")
    run.set_defaults(command=_run)

    comparing = commands.add_parser("compare", help="what differs between two runs, and how surely")
    comparing.add_argument("before", metavar="A", help="a run's folder")
    comparing.add_argument("after", metavar="B", help="another's")
    comparing.add_argument("--json", action="store_true", help="machine output")
    comparing.add_argument(
        "--seed", type=int, default=0, metavar="N", help="seed of the resampling (default: 0)"
    )
    comparing.set_defaults(command=_compare)

    gate = commands.add_parser(
        "gate", parents=[asking], help="fail (exit 4) when a figure is below its floor"
    )
    gate.add_argument("run", metavar="RUN", nargs="?", help="a saved run (default: run now)")
    gate.add_argument(
        "--floors", metavar="FILE", default=str(FLOORS), help="limits (default: eval/floors.toml)"
    )
    gate.set_defaults(command=_gate, name=None)

    validate = commands.add_parser(
        "validate", parents=[common], help="check ids, spans, duplicates and leaks of a question set"
    )
    validate.set_defaults(command=_validate)

    tuning = commands.add_parser(
        "tune", parents=[asking], help="search for retrieval settings on the dev questions"
    )
    tuning.add_argument(
        "--out", metavar="FILE", default="citewise-tuned.toml", help="where to (default: citewise-tuned.toml)"
    )
    tuning.set_defaults(command=_tune)

    dialogues = commands.add_parser(
        "dialogues", parents=[asking], help="ask follow-up questions with and without what was said before"
    )
    dialogues.add_argument(
        "--dialogues", metavar="FILE", default=str(DIALOGUES), help="dialogues (default: the built-in ones)"
    )
    dialogues.add_argument("--json", action="store_true", help="machine output, every turn included")
    dialogues.set_defaults(command=_dialogues)

    peers = commands.add_parser("peers", parents=[asking], help="other libraries, through the same metrics")
    peers.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"which (default: all): {', '.join(PEERS)}",
    )
    peers.add_argument(
        "--articles", type=_positive, metavar="N", help="only N articles, those asked about first"
    )
    peers.add_argument("--model", metavar="PATH", help="a sentence-transformers folder for all of them")
    peers.add_argument("--json", action="store_true", help="machine output")
    peers.add_argument("--only", choices=tuple(PEERS), help=argparse.SUPPRESS)
    peers.set_defaults(command=_peers)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
