"""Training examples for the reader, from question sets in the form of SQuAD and of QED."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Span
from corpus.sentences import sentence_spans
from qa.windows import sentence_windows
from training.cloze import cloze, thinned

Count = Callable[[str], int]

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a paragraph; `answers` are spans of it, one or more by each annotator."""

    group: str
    """What the paragraph is part of: an article of Wikipedia, or a whole file of reviews."""
    paragraph: str
    question: str
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a window; `answers` are spans of the window, none when it does not answer."""

    question: str
    window: str
    answers: tuple[Span, ...]


def read_squad(path: Path) -> Iterator[Asked]:
    """The questions of a file in the form of SQuAD; an answer that is not where it says is left out."""
    for article in json.loads(_read(path))["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            for one in paragraph["qas"]:
                answers = [
                    Span(a["answer_start"], a["answer_start"] + len(a["text"])) for a in one["answers"]
                ]
                strings = [a["text"] for a in one["answers"]]
                sound = [span for span, said in zip(answers, strings, strict=True) if span.of(text) == said]
                if sound:
                    yield Asked(f"{path.name}/{article['title']}", text, one["question"], tuple(sound))


def read_qed(path: Path) -> Iterator[Asked]:
    """The questions of a QED file with the answers that its annotators marked."""
    for line in _read(path).splitlines():
        row = json.loads(line)
        text = row["paragraph_text"]
        marked = [one["paragraph_reference"] for one in row["annotation"].get("answer", [])]
        marked += [one for answer in row["original_nq_answers"] for one in answer if len(answer) == 1]
        spans = {Span(one["start"], one["end"]) for one in marked if text[one["start"] : one["end"]]}
        sound = [
            span
            for span in sorted(spans)
            if any(one["string"] == span.of(text) for one in marked if one["start"] == span.start)
        ]
        if sound:
            yield Asked(f"{path.name}/{row['title_text']}", text, row["question_text"] + "?", tuple(sound))


def examples(
    asked: Sequence[Asked],
    count: Count,
    *,
    negatives: float,
    seed: int,
    swaps: float = 0.0,
    clozes: float = 0.0,
    thin: float = 0.0,
) -> Iterator[Example]:
    """For each question the window that answers, and on average `negatives` windows that do not.

    A window that does not answer is, in turn, another of the same paragraph and one
    of the paragraph that shares the question's rarest words most among the others
    of its group (of its file, when the group has one paragraph). It holds no
    accepted answer. An answer that no single window holds gives no example. In a
    share of `swaps` of the questions a name or number is exchanged for one that the
    window does not hold: the same window no longer answers that. In a share of
    `clozes` a question is made of another sentence of the paragraph, and a share of
    `thin` of the words of questions is left out.
    """
    draw = random.Random(seed)
    windows = _Windows(asked, count)
    near = _nearest(asked)
    for number, one in enumerate(asked):
        accepted = {_plain(span.of(one.paragraph)) for span in one.answers}
        own: list[Example] = []
        empty: list[Example] = []
        for window in windows.of(one.paragraph):
            inside = tuple(
                Span(span.start - window.start, span.end - window.start)
                for span in one.answers
                if window.start <= span.start and span.end <= window.end
            )
            text = window.of(one.paragraph)
            if inside:
                own.append(Example(one.question, text, inside))
            elif not _holds(text, accepted):
                empty.append(Example(one.question, text, ()))
        if not own:
            continue
        best = max(own, key=lambda example: len(example.answers))
        yield replace(best, question=thinned(one.question, draw, thin)) if thin else best
        if clozes and draw.random() < clozes:
            made = _cloze(one.paragraph, draw.choice(windows.of(one.paragraph)), draw)
            if made is not None:
                yield made
        if swaps and draw.random() < swaps:
            other = swapped(one.question, best.window, near[number], draw)
            if other is not None:
                yield Example(other, best.window, ())
        others = [
            Example(one.question, window.of(paragraph), ())
            for paragraph in near[number]
            for window in windows.of(paragraph)
        ]
        others = [other for other in others if not _holds(other.window, accepted)]
        others.sort(key=lambda other: -_shared(other.question, other.window))
        wanted = int(negatives) + (draw.random() < negatives - int(negatives))
        draw.shuffle(empty)
        for turn in range(wanted):
            pools = (others, empty) if (turn + number) % 2 else (empty, others)
            pool = next((pool for pool in pools if pool), None)
            if pool is not None:
                yield pool.pop(0)


def _cloze(paragraph: str, window: Span, draw: random.Random) -> Example | None:
    """A question made of a sentence of the window."""
    text = window.of(paragraph)
    made = cloze(text, draw.choice(sentence_spans(text)), draw)
    return Example(made[0], text, (made[1],)) if made else None


def swapped(question: str, window: str, elsewhere: Sequence[str], draw: random.Random) -> str | None:
    """The question about something else: one name or number of it, which `window` holds, exchanged
    for one of `elsewhere` that neither holds; None when there is nothing to exchange."""
    inside = set(_plain(window).split())
    known = inside | set(_plain(question).split())
    for form in (_NAME, _NUMBER) if draw.random() < 0.5 else (_NUMBER, _NAME):
        held = [one for one in form.finditer(question) if set(_plain(one.group()).split()) <= inside]
        if not held:
            continue
        new = sorted(
            {
                one.group()
                for text in elsewhere
                for one in form.finditer(text)
                if not known & set(_plain(one.group()).split())
            }
        )
        if new:
            old = draw.choice(held)
            return question[: old.start()] + draw.choice(new) + question[old.end() :]
    return None


class _Windows:
    """The windows of each paragraph, cut once."""

    def __init__(self, asked: Sequence[Asked], count: Count) -> None:
        self._cut = {
            text: sentence_windows(text, sentence_spans(text), count)
            for text in dict.fromkeys(one.paragraph for one in asked)
        }

    def of(self, paragraph: str) -> list[Span]:
        return self._cut[paragraph]


def _nearest(asked: Sequence[Asked]) -> list[list[str]]:
    """For each question the three paragraphs, not its own, nearest to it by TF-IDF."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    paragraphs: dict[str, dict[str, None]] = {}
    for one in asked:
        for pool in (one.group, one.group.split("/")[0]):
            paragraphs.setdefault(pool, {})[one.paragraph] = None
    found: list[list[str]] = [[] for _ in asked]
    places: dict[str, list[int]] = {}
    for number, one in enumerate(asked):
        pool = one.group if len(paragraphs[one.group]) >= 8 else one.group.split("/")[0]
        places.setdefault(pool, []).append(number)
    for pool, numbers in places.items():
        texts = list(paragraphs[pool])
        words = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit(texts)
        scores = words.transform([asked[n].question for n in numbers]) @ words.transform(texts).T
        for row, number in enumerate(numbers):
            line = scores.getrow(row).toarray()[0]
            best = [texts[place] for place in line.argsort()[::-1][:4] if line[place] > 0]
            found[number] = [text for text in best if text != asked[number].paragraph][:3]
    return found


def _shared(question: str, window: str) -> int:
    return len(set(_plain(question).split()) & set(_plain(window).split()))


def _holds(text: str, answers: set[str]) -> bool:
    said = f" {_plain(text)} "
    return any(f" {answer} " in said for answer in answers if answer)


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _read(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
