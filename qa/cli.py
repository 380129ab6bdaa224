"""The `citewise` command."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from getpass import getpass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpus.errors import IndexMissingError, SettingsError, UsageError
from corpus.load import load_articles
from corpus.report import ReadReport
from corpus.sample import SAMPLE_QUESTIONS, sample_corpus
from corpus.web import is_address
from index.build import BuildSummary, build_index, remove_articles
from index.cluster import cluster
from index.embedder import DEFAULT_EMBEDDER, Embedder
from index.encoders import fast_embedder
from index.generation import current_generation
from qa.answer import Answer, hit_as_dict
from qa.answerer import Answerer
from qa.batch import answer_rows, read_questions
from qa.boundary import guarded, log_to_stderr
from qa.build_report import show_report
from qa.inspection import article_as_dict, inspect_article, inspect_index, readable_article
from qa.own import own_files
from qa.passwords import password_line
from qa.progress import StageBars, bar
from qa.retriever import Retriever
from qa.settings import Settings
from qa.watch import watch

_SHOWN_SKIPS = 5
_FLAGS = (
    *("index", "embedder", "reranker", "llm", "llm_model", "llm_timeout"),
    *("cluster", "host", "port", "auth", "access_log", "mcp"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0, or that of the error (see corpus/errors.py)."""
    arguments = _parser().parse_args(argv)
    log_to_stderr(verbose=arguments.verbose)
    command: Callable[[argparse.Namespace, Settings], int] = arguments.command
    return guarded("citewise", lambda: command(arguments, _settings(arguments)))


def _build(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.report:
        _check_writable(Path(arguments.report))
    sources = arguments.source
    embedder = None

    def sync() -> None:
        nonlocal embedder
        embedder = _build_from(sources, settings, arguments.report, embedder)

    if arguments.watch:
        ignored = [Path(settings.index), *([Path(arguments.report)] if arguments.report else [])]
        watched = [Path(source) for source in sources if not is_address(source)]
        if not watched:
            raise SettingsError("--watch needs a file or folder; web addresses do not say when they change")
        watch(watched, sync, ignored=ignored, say=_say)
    else:
        sync()
    return 0


def _remove(arguments: argparse.Namespace, settings: Settings) -> int:
    with StageBars() as bars:
        summary = remove_articles(arguments.id, Path(settings.index), storage=settings.storage, progress=bars)
    _say(_told(summary, settings))
    return 0


def _search(arguments: argparse.Namespace, settings: Settings) -> int:
    hits = Retriever.open(settings.index, embedder=settings.embedder, settings=settings).retrieve(
        arguments.question, arguments.k
    )
    if arguments.json:
        print(json.dumps([hit_as_dict(hit) for hit in hits], ensure_ascii=False))
        return 0
    for hit in hits:
        span = hit.passage.span
        print(f"{hit.rank:2}. {hit.passage.article_id} [{span.start}:{span.end}]  score {hit.score:.4f}")
        print(f"    {_shortened(hit.passage.text, 300)}")
        for copy in hit.also_in:
            print(f"    also in {copy.article_id} [{copy.span.start}:{copy.span.end}]")
    return 0


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    if (arguments.question is None) == (arguments.questions is None):
        raise SettingsError("give one QUESTION, or a file of them with --questions FILE.jsonl")
    if arguments.questions is not None:
        return _ask_many(Path(arguments.questions), settings, as_json=arguments.json)
    answer = _answerer(settings).answer(arguments.question, asked_on=date.today())
    print(json.dumps(answer.as_dict(), ensure_ascii=False) if arguments.json else _readable(answer))
    return 0


def _ask_many(path: Path, settings: Settings, *, as_json: bool) -> int:
    rows = read_questions(path)
    answerer = _answerer(settings)
    failed = 0
    with bar("ask", len(rows), "question") as progress:
        for answered in answer_rows(answerer, rows):
            failed += "error" in answered
            if as_json:
                line = json.dumps(answered, ensure_ascii=False)
            else:
                said = "(no answer in the articles)" if answered["abstained"] else answered["answer"]
                line = f"{answered['id']}\t{answered.get('error', said)}"
            print(line, flush=True)
            progress.update()
    if failed:
        print(
            f"citewise: {failed} of {len(rows)} questions could not be asked; see their error fields",
            file=sys.stderr,
        )
    return 0


def _chat(arguments: argparse.Namespace, settings: Settings) -> int:
    try:
        current_generation(Path(settings.index))
    except IndexMissingError:
        _say(f"No index in {settings.index} yet: building the sample index first (about half a minute).")
        _build_from([sample_corpus()], settings, None)
        _say("For your own articles: citewise build FOLDER, then citewise chat.")
    from qa.chat import open_history, serve

    answerer = _answerer(settings)
    index = answerer.retriever.index()
    examples = [question for question, name in SAMPLE_QUESTIONS.items() if index.catalogue.article(name)]
    history = open_history(settings, index)
    serve(answerer, settings, announce=_say, examples=examples, history=history)
    return 0


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from qa.serving.api import serve_api

    serve_api(_answerer(settings), settings, announce=_say)
    return 0


def _feedback(arguments: argparse.Namespace, settings: Settings) -> int:
    from qa.chat.history import FILE, open_history

    index = _answerer(settings).retriever.index()
    if settings.database is None and not (Path(settings.index) / FILE).exists():
        raise UsageError(f"no answer was judged yet in {settings.index}; that is done in: citewise chat")
    history = open_history(replace(settings, history=True), index)
    judged = history.judged(index) if history else []
    if history:
        history.close()
    lines = [json.dumps(one.as_question(n), ensure_ascii=False) + "\n" for n, one in enumerate(judged, 1)]
    try:
        Path(arguments.export).write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {arguments.export}: {error.strerror or error}") from error
    liked = sum(one.good for one in judged)
    _say(f"{len(judged)} judged answers, {liked} of them good, in {arguments.export}")
    return 0


def _password(arguments: argparse.Namespace, settings: Settings) -> int:
    if sys.stdin.isatty():
        password = getpass(f"Password of {arguments.user}: ")
        if getpass("The same again: ") != password:
            raise SettingsError("the two passwords differ; type the same one twice")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    print(password_line(arguments.user, password))
    return 0


def _inspect(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.article is not None:
        article = inspect_article(Path(settings.index), arguments.article, settings.storage)
        as_json = json.dumps(article_as_dict(article), ensure_ascii=False) if arguments.json else None
        print(as_json or readable_article(article))
        return 0
    report = inspect_index(Path(settings.index), settings.storage)
    if arguments.json:
        print(json.dumps(report, ensure_ascii=False))
        return 0
    for name, value in report.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for key, part in value.items():
                print(f"  {key:<14} {part}")
        else:
            print(f"{name:<16} {value}")
    return 0


def _build_from(
    sources: Sequence[str | Path],
    settings: Settings,
    report_file: str | None,
    embedder: Embedder | None = None,
) -> Embedder:
    report = ReadReport()
    own = own_files(Path(settings.index))
    sources = [*sources, own] if own else sources
    reading = partial(load_articles, sources, report=report, **settings.reading)
    articles = reading()  # says at once which source is missing
    try:
        if embedder is None:
            embedder = fast_embedder(settings.embedder or DEFAULT_EMBEDDER, settings.engine)
        with cluster(settings.cluster, embedder) as workers, StageBars() as bars:
            summary = build_index(
                reading(readers=workers.read) if workers else articles,
                Path(settings.index),
                embedder,
                passage_tokens=settings.passage_tokens,
                token_codes=settings.token_codes,
                storage=settings.storage,
                cluster=workers,
                progress=bars,
            )
    finally:
        # A build that found no article has its reasons here.
        _tell(report, report_file)
    _say(_told(summary, settings))
    return embedder


def _told(summary: BuildSummary, settings: Settings) -> str:
    manifest = summary.manifest
    copies = f", {summary.copies:,} of them copies" if summary.copies else ""
    done = (
        f"{summary.new:,} new, {summary.changed:,} changed, {summary.removed:,} removed, "
        f"{summary.unchanged:,} unchanged; {summary.embedded:,} passages embedded"
    )
    return (
        f"{manifest.articles:,} articles{copies}, {manifest.passages:,} passages in {settings.index} "
        f"({done}; {summary.seconds['total']:.1f} s)"
    )


def _tell(report: ReadReport, report_file: str | None) -> None:
    if report_file:
        Path(report_file).write_text(
            json.dumps(report.as_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    show_report(report)
    for skip in report.skipped[:_SHOWN_SKIPS]:
        _say(f"skipped {skip}")
    if len(report.skipped) > _SHOWN_SKIPS:
        more = f"see {report_file}" if report_file else "list them with --report FILE"
        _say(f"skipped {len(report.skipped) - _SHOWN_SKIPS:,} more; {more}")


def _answerer(settings: Settings) -> Answerer:
    return Answerer.open(settings.index, embedder=settings.embedder, settings=settings)


def _readable(answer: Answer) -> str:
    lines = [f"Note: {answer.notice}", ""] if answer.notice else []
    if answer.abstained:
        lines.append("The articles do not answer this. The nearest passages:")
        lines += [
            f"  {hit.passage.article_id} [{hit.passage.span.start}:{hit.passage.span.end}] "
            f"{_shortened(hit.passage.text, 160)}"
            for hit in answer.passages[:3]
        ]
        return "\n".join(lines)
    if answer.short_answer:
        lines += [answer.short_answer, ""]
    if answer.disagreement:
        sides = (
            f"{side.text} ({mark}) [{side.citation.number}]"
            for side, mark in zip(answer.disagreement.sides, answer.disagreement.marks(), strict=True)
        )
        lines += [f"{answer.disagreement.in_words}: {'; '.join(sides)}", ""]
    for statement in answer.statements:
        numbers = "".join(f"[{citation.number}]" for citation in statement.citations)
        lines.append(f"{statement.text} {numbers}")
    lines.append("")
    for citation in answer.citations:
        about = ", ".join(part for part in (citation.title, citation.published, citation.url) if part)
        page = f", page {citation.page}" if citation.page else ""
        place = f"{citation.article_id} [{citation.start}:{citation.end}]{page}"
        lines.append(f"[{citation.number}] {about} ({place})")
        for one in citation.also_published_by:
            place = ", ".join(part for part in (one.title, one.source, one.url) if part)
            lines.append(f"    also published by {place} ({one.article_id})")
    lines.append(f"confidence {answer.confidence:.2f}")
    return "\n".join(lines)


def _shortened(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _check_writable(path: Path) -> None:
    try:
        with path.open("a"):
            pass
    except OSError as error:
        raise SettingsError(f"cannot write the report {path}: {error.strerror or error}") from error


def _settings(arguments: argparse.Namespace) -> Settings:
    flags: dict[str, Any] = {name: getattr(arguments, name, None) for name in _FLAGS}
    if getattr(arguments, "field", None):
        flags["fields"] = ",".join(arguments.field)
    return Settings.load(flags, file=Path(arguments.settings) if arguments.settings else None)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--index", metavar="DIR", help="the index folder (default: .citewise)")
    common.add_argument(
        "--embedder", metavar="NAME|PATH", help="a sentence-transformers model (default: MiniLM)"
    )
    common.add_argument(
        "--settings", metavar="FILE", help="a TOML file of settings (default: citewise.toml here)"
    )
    common.add_argument("--verbose", action="store_true", help="log what is done")
    generation = argparse.ArgumentParser(add_help=False)
    generation.add_argument(
        "--llm", metavar="URL|PATH", help="have an OpenAI-compatible server or a .gguf model write the answer"
    )
    generation.add_argument("--llm-model", metavar="NAME", help="the model that the server is to use")
    generation.add_argument(
        "--llm-timeout", type=float, metavar="SECONDS", help="how long it may take (default: 120)"
    )
    serving = argparse.ArgumentParser(add_help=False)
    serving.add_argument("--host", metavar="ADDRESS", help="address to listen on (default: 127.0.0.1)")
    serving.add_argument("--port", type=int, metavar="N", help="port to listen on (default: 7860)")
    serving.add_argument(
        "--auth", metavar="FILE", help="let in only the users of this file of user:hash lines"
    )
    serving.add_argument("--access-log", metavar="FILE", help="write one JSON line a request to this file")
    serving.add_argument(
        "--mcp", action="store_true", default=None, help="serve tools for language models at /mcp as well"
    )
    parser = argparse.ArgumentParser(
        prog="citewise",
        description="Answers from your articles, every statement with the exact characters behind it.",
    )
    parser.add_argument("--version", action="version", version=f"citewise {version('citewise')}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    build = commands.add_parser("build", parents=[common], help="make an index of articles")
    build.add_argument(
        "source",
        metavar="SOURCE",
        nargs="+",
        help="a folder, an archive, a file of articles or a web address",
    )
    build.add_argument(
        "--field",
        metavar="FIELD=COLUMN",
        action="append",
        help="which column of CSV, Parquet and JSONL holds a field, e.g. text=body; may be repeated",
    )
    build.add_argument(
        "--watch", action="store_true", help="stay, and build again whenever the sources change"
    )
    build.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="read, split and embed on a Ray cluster: auto, HOST:PORT, ray://HOST:PORT, or local",
    )
    build.add_argument("--report", metavar="FILE", help="write what was read and skipped, as JSON")
    build.set_defaults(command=_build)

    remove = commands.add_parser("remove", parents=[common], help="take articles out of the index")
    remove.add_argument("id", metavar="ID", nargs="+", help="an article's id, as in citations")
    remove.set_defaults(command=_remove)

    search = commands.add_parser("search", parents=[common], help="show the best passages for a question")
    search.add_argument("question", metavar="QUESTION")
    search.add_argument("-k", type=int, default=5, metavar="N", help="how many passages (default: 5)")
    search.add_argument(
        "--reranker", metavar="NAME|PATH", help="order the best passages anew with this cross-encoder"
    )
    search.add_argument("--json", action="store_true", help="machine output")
    search.set_defaults(command=_search)

    ask = commands.add_parser(
        "ask", parents=[common, generation], help="answer a question, or a file of them"
    )
    ask.add_argument("question", metavar="QUESTION", nargs="?")
    ask.add_argument(
        "--questions", metavar="FILE", help="JSONL with id and question; answers come in the same order"
    )
    ask.add_argument("--json", action="store_true", help="machine output, one object a line")
    ask.set_defaults(command=_ask)

    chat = commands.add_parser("chat", parents=[common, generation, serving], help="open the web chat")
    chat.set_defaults(command=_chat)

    serve = commands.add_parser(
        "serve",
        parents=[common, generation, serving],
        help="answer programs as JSON over HTTP, without a page",
    )
    serve.set_defaults(command=_serve)

    password = commands.add_parser("password", parents=[common], help="make the line of a user for --auth")
    password.add_argument("user", metavar="USER")
    password.set_defaults(command=_password)

    feedback = commands.add_parser(
        "feedback", parents=[common], help="what readers think of answers, as questions for citewise-eval"
    )
    feedback.add_argument("--export", metavar="FILE", required=True, help="JSONL to write")
    feedback.set_defaults(command=_feedback)

    inspect = commands.add_parser(
        "inspect", parents=[common], help="what an index holds, and whether it is sound"
    )
    inspect.add_argument("article", metavar="ID", nargs="?", help="show this article with its marks instead")
    inspect.add_argument("--json", action="store_true", help="machine output")
    inspect.set_defaults(command=_inspect)
    return parser


if __name__ == "__main__":
    sys.exit(main())
