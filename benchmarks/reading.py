"""What reading costs: python benchmarks/reading.py FILE.jsonl [ARTICLES]

Prints megabytes a second of plain JSONL with marking, dates and language, and, for the first
ARTICLES articles as JSONL, HTML and PDF, the share of a build that reading them takes.
"""

from __future__ import annotations

import html
import itertools
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from documents import pdf

from corpus import Article, load_articles
from index import build_index
from index.embedder import DEFAULT_EMBEDDER
from index.encoders import fast_embedder


def seconds_to_read(source: Path) -> float:
    begun = time.process_time()
    for _ in load_articles([source]):
        pass
    return time.process_time() - begun


def as_page(article: Article) -> bytes:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in article.text.splitlines() if line)
    title = html.escape(article.title)
    menu = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(40))
    return (
        f"<html><head><title>{title}</title><script>{'var a = 1;' * 500}</script></head><body><nav><ul>{menu}"
        f"</ul></nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


def as_pdf(article: Article) -> bytes:
    words = article.text.encode("cp1252", "replace").decode("cp1252").split()
    lines = [" ".join(words[at : at + 14]) for at in range(0, len(words), 14)]
    return pdf([lines[at : at + 50] for at in range(0, len(lines), 50)], title="")


def main() -> None:
    source = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    seconds_to_read(source)
    best = min(seconds_to_read(source) for _ in range(3))
    print(f"plain JSONL: {source.stat().st_size / 1e6 / best:.1f} MB/s")
    articles = list(itertools.islice(load_articles([source]), count))
    embedder = fast_embedder(DEFAULT_EMBEDDER, "int8")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        kinds = {"jsonl": folder / "jsonl", "html": folder / "html", "pdf": folder / "pdf"}
        for path in kinds.values():
            path.mkdir()
        lines = [json.dumps({"id": one.id, "title": one.title, "text": one.text}) for one in articles]
        (kinds["jsonl"] / "all.jsonl").write_text("\n".join(lines))
        for number, article in enumerate(articles):
            (kinds["html"] / f"{number}.html").write_bytes(as_page(article))
            (kinds["pdf"] / f"{number}.pdf").write_bytes(as_pdf(article))
        for name, path in kinds.items():
            reading = seconds_to_read(path)
            begun = time.process_time()
            summary = build_index(load_articles([path]), folder / f"index-{name}", embedder)
            whole = time.process_time() - begun
            print(
                f"{name}: {summary.manifest.articles} articles, {summary.manifest.passages} passages, "
                f"reading {reading:.2f} s of {whole:.1f} s processor time ({reading / whole:.1%})"
            )


if __name__ == "__main__":
    main()
