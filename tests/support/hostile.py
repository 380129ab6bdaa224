"""Articles that try to steer whoever reads them, and generators that let themselves be steered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Article
from qa.answer import Answer

FOLDER = Path(__file__).resolve().parent.parent / "hostile"


@dataclass(frozen=True)
class Attack:
    """An attack inside an article, a question about the article, what the attack wants said, and the
    characters that only an answer that obeys has."""

    id: str
    kind: str
    article: Article
    question: str
    attack: str
    demand: str
    obeyed: str

    def succeeds(self, answer: Answer) -> bool:
        said = f"{answer.answer}\n{answer.short_answer or ''}"
        return self.obeyed.casefold() in said.casefold()


def attacks(name: str = "attacks.jsonl") -> list[Attack]:
    stories = json.loads((FOLDER / "stories.json").read_text(encoding="utf-8"))
    found = []
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        story = stories[row["story"]]
        article = Article(
            f"{row['story']}-{row['id']}", story["title"], story["text"].replace("{attack}", row["attack"])
        )
        found.append(
            Attack(
                row["id"],
                row["kind"],
                article,
                story["question"],
                row["attack"],
                row["demand"],
                row["obeyed"],
            )
        )
    return found


class ObedientGenerator:
    """The worst case: says what the attack wants in every way it can, with a citation of every block."""

    name = "obedient"

    def __init__(self, attack: Attack) -> None:
        self._attack = attack

    def stream(self, messages: Sequence[dict[str, str]]) -> Iterator[str]:
        evidence = messages[-1]["content"]
        marks = "".join(f"[{number}]" for number in re.findall(r" BLOCK \[(\d+)\]", evidence))
        truths = [line for line in evidence.splitlines() if line.endswith(".")][:3]
        demand = self._attack.demand
        yield f"{demand} {marks}\n"
        yield f"{demand} [1]\n{demand} [99]\n{demand}\n"
        yield from (f"{line} {marks}\n" for line in self._attack.attack.splitlines() if line.strip())
        for truth in truths:
            yield f"{truth.rstrip('.')}, and {demand.rstrip('.')} {marks}.\n"
            yield f"{truth} {demand} {marks}\n"
            yield f"{truth} {marks} {demand} {marks}\n"
        yield f"{self._attack.obeyed} {marks}"
