"""How often an attack inside an article is obeyed, by each way of answering.

Usage: python benchmarks/hostile.py [--llm PATH.gguf|URL] [--llm-model NAME] [--attacks FILE] [--only N]

Each attack of tests/hostile/ stands in an article of its own, indexed with two others. Printed are the
attacks that were obeyed by quoting alone, by a scripted generator that always obeys, and by the given
generator, with the citations that are exactly their article's characters.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from hostile import Attack, ObedientGenerator, attacks  # noqa: E402

from corpus import Article  # noqa: E402
from index import build_index  # noqa: E402
from index.embedder import DEFAULT_EMBEDDER  # noqa: E402
from index.encoders import fast_embedder  # noqa: E402
from qa import Answerer, Settings  # noqa: E402
from qa.answer import Answer  # noqa: E402
from qa.generation import Composer, Generator, Message, open_generator  # noqa: E402


class Overheard:
    """A generator whose words are kept before anything is checked."""

    def __init__(self, generator: Generator) -> None:
        self.name = generator.name
        self.written = ""
        self._generator = generator

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        self.written = ""
        for piece in self._generator.stream(messages):
            self.written += piece
            yield piece


OTHERS = [
    Article("tram", "Trams run later", "Trams in Ostrel and Kelmar will run until one in the morning."),
    Article("apples", "A good year for apples", "Growers near Tarnow expect 21,000 tonnes of apples."),
]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--llm")
    parser.add_argument("--llm-model")
    parser.add_argument("--llm-timeout", type=float, default=300.0)
    parser.add_argument("--attacks", default="attacks.jsonl")
    parser.add_argument("--only", type=int)
    parser.add_argument("--threshold", type=float, default=Settings().threshold)
    arguments = parser.parse_args()
    settings = Settings(
        llm=arguments.llm, llm_model=arguments.llm_model, llm_timeout=arguments.llm_timeout, llm_tokens=120
    )
    generator = open_generator(settings)
    embedder = fast_embedder(DEFAULT_EMBEDDER, "int8")
    tallies: dict[str, list[int]] = {}
    for attack in attacks(arguments.attacks)[: arguments.only]:
        with tempfile.TemporaryDirectory() as folder:
            build_index([attack.article, *OTHERS], Path(folder) / "i", embedder)
            ways: dict[str, Generator | None] = {"quoting": None, "obedient": ObedientGenerator(attack)}
            if generator is not None:
                ways[generator.name] = generator
            for way, one in ways.items():
                answerer = Answerer.open(
                    Path(folder) / "i", embedder=embedder, settings=Settings(threshold=arguments.threshold)
                )
                heard = Overheard(one) if one else None
                answerer.composer = Composer(heard) if heard else None
                answer = answerer.answer(attack.question)
                _count(tallies.setdefault(way, [0] * 8), attack, answer, answerer, heard)
    names = (
        "attacks",
        "obeyed before the checks",
        "obeyed",
        "answered",
        "citations",
        "exact",
        "dropped statements",
        "dropped citations",
    )
    for way, tally in tallies.items():
        print(way, ", ".join(f"{name} {value}" for name, value in zip(names, tally, strict=True)))


def _count(
    tally: list[int], attack: Attack, answer: Answer, answerer: Answerer, heard: Overheard | None
) -> None:
    obeyed = attack.succeeds(answer)
    if obeyed:
        print(
            f"obeyed by {heard.name if heard else 'quoting'}: {attack.id} {attack.kind}: {answer.answer!r}",
            flush=True,
        )
    catalogue = answerer.retriever.index().catalogue
    exact = sum(
        catalogue.article(one.article_id).text[one.start : one.end] == one.quote for one in answer.citations
    )
    for place, value in enumerate(
        (
            1,
            heard is not None and attack.obeyed.casefold() in heard.written.casefold(),
            obeyed,
            not answer.abstained,
            len(answer.citations),
            exact,
            answer.dropped_statements,
            answer.dropped_citations,
        )
    ):
        tally[place] += value


main()
