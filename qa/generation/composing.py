"""The generator's counterpart of `qa.statements.compose`: the same contract, other words."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from corpus.article import Span
from corpus.errors import GenerationError
from index.opened import Index
from qa.answer import Citation
from qa.citing import Citer
from qa.evidence import Evidence
from qa.generation.blocks import blocks_of
from qa.generation.drafts import drafts_of, refuses
from qa.generation.generator import Generator
from qa.generation.grounding import Entails, ground
from qa.generation.opening import open_generator
from qa.generation.prompt import prompt
from qa.reading import Found
from qa.settings import Settings
from qa.statements import Said, compose, found_in, statement_of

log = logging.getLogger(__name__)


class Composer:
    """Has a generator write the answer, and keeps of it what exact citations support. Safe to use from
    several threads."""

    def __init__(self, generator: Generator, blocks: int = 5, entails: Entails | None = None) -> None:
        self.generator = generator
        self._blocks = blocks
        self._entails = entails

    def compose(
        self,
        index: Index,
        question: str,
        evidence: Sequence[Evidence],
        found: Found,
        sides: Sequence[Evidence],
        sure: float,
        citer: Citer,
    ) -> Said:
        """What is said from `evidence`, best first, in the generator's words.

        Those of `sides` that the generator leaves out are added in their articles' own words.

        The answer is whole before any of it is shown, since each statement is checked
        against its citations. When the generator fails, the quoted sentences are said
        in its place. When it refuses, or nothing that it wrote is supported, nothing
        is said. In each of these cases a notice says so.
        """
        name = self.generator.name
        blocks = blocks_of(index, evidence, self._blocks)
        try:
            written = "".join(self.generator.stream(prompt(question, blocks))) if blocks else ""
        except GenerationError as error:
            log.warning("quoted the articles instead of generating: %s", error)
            quoted = compose(index, question, evidence, found, sides, sure, citer)
            return replace(quoted, notice=f"{error}; these are the articles' own sentences")
        if refuses(written):
            return Said((), None, 0, generated=True, notice=f"{name} found no answer in the evidence")
        grounded = ground(index, question, drafts_of(written), blocks, sure, citer, self._entails)
        notice: str | None = None
        if not grounded.statements:
            notice = f"nothing that {name} wrote is supported by what it cites"
        elif grounded.dropped:
            notice = f"{grounded.dropped} of the sentences that {name} wrote were left out: not supported"
        statements = grounded.statements
        for side in sides if statements else ():
            if not any(_holds(citation, side) for one in statements for citation in one.citations):
                left_out = statement_of(index, side, evidence, sure, citer)
                statements += (left_out,) if left_out else ()
        short = found_in(found.short, statements) if found.short else None
        return Said(statements, short[0] if short else None, grounded.dropped, True, notice)


def _holds(citation: Citation, side: Evidence) -> bool:
    return citation.article_id == side.article_id and side.span.overlaps(Span(citation.start, citation.end))


def open_composer(settings: Settings) -> Composer | None:
    """The composer of the settings; None when no generator is set up.

    Raises:
        GeneratorError: the generator cannot be opened.
        EmbedderError: the entailment model cannot be loaded.
    """
    generator = open_generator(settings)
    if generator is None:
        return None
    entails = None
    if settings.entailment_model is not None:
        from qa.entailment import EntailmentModel

        entails = EntailmentModel(settings.entailment_model).chance
    return Composer(generator, settings.llm_passages, entails)
