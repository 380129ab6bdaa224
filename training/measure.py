"""How well a reader reads, with the right paragraph given.

    python training/measure.py MODEL QUESTIONS CORPUS

MODEL is a checkpoint (measured in single precision) or an exported model. QUESTIONS
and CORPUS are those of a question set (JSONL); a paragraph is a line of an article
that holds a gold span. Prints exact match and token F1 as SQuAD defines them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from corpus import load_articles
from corpus.article import Span
from corpus.sentences import sentence_spans
from eval.metrics import exact_match, token_f1
from eval.questions import Question, load_questions
from index.weights import file_sha256
from qa.reader import SpanReader
from qa.windows import sentence_windows
from training.export import export, load


def paragraphs(questions: Path, corpus: Path) -> Iterator[tuple[Question, str]]:
    """Each question that has a gold span, with the paragraph that holds its first one."""
    texts = {article.id: article.text for article in load_articles([corpus])}
    for question in load_questions(questions):
        if question.answerable and question.spans:
            gold = question.spans[0]
            text = texts[gold.article_id]
            start = text.rfind("\n", 0, gold.span.start) + 1
            end = text.find("\n", gold.span.end)
            yield question, text[start : len(text) if end < 0 else end]


def answer(reader: SpanReader, question: str, paragraph: str) -> str:
    """The likeliest answer of the paragraph, whatever its margin."""
    spans = sentence_windows(paragraph, sentence_spans(paragraph), reader.count_tokens)
    windows = [span.of(paragraph) for span in spans]
    read = zip(reader.read(question, windows), windows, strict=True)
    found = [(one.margin, one.span, window) for one, window in read if one is not None]
    _, span, window = max(found, default=(0.0, Span(0, 0), ""))
    return span.of(window)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("corpus", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = options.model
        if model.suffix != ".onnx":
            model = Path(folder) / "model.onnx"
            export(load(options.model), model)
        reader = SpanReader(model, file_sha256(model))
    scores = []
    for question, paragraph in paragraphs(options.questions, options.corpus):
        said = answer(reader, question.question, paragraph)
        scores.append((exact_match(question, said), token_f1(question, said)))
    exact, f1 = (
        sum(float(part or 0) for part in column) / len(scores) for column in zip(*scores, strict=True)
    )
    print(f"{len(scores)} questions: exact match {exact:.4f}, token F1 {f1:.4f}")


if __name__ == "__main__":
    main()
