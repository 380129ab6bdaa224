"""Lines that give orders to a program instead of telling a reader something.

Scraped pages may carry text written for chatbots ("indirect prompt injection",
Greshake et al., "Not What You've Signed Up For", AISec 2023). Nothing here obeys
it, but a quotation of such a line would still say what its author wants said, so
it is no evidence. English only. An article that reports such words in a sentence of
its own is not touched.
"""

from __future__ import annotations

import re

_ROLE = re.compile(
    r"^\W*(?:SYSTEM|ASSISTANT|INSTRUCTIONS?)(?: PROMPT| MESSAGE| NOTE)?\s*[:\]>]"
    r"|<\|\w+\|>|\[/?INST\]|^#+ *Instruction"
)
_ORDER = re.compile(
    r"""(?:^|[.!?:;>\]]\s+)\W*(?:please\s+|now\s+)*(?:ignore|disregard|forget|override)\s+
        (?:(?:all|any|the|your|these|of|everything|previous|prior|earlier|preceding|above|other)\s+){1,4}
        (?:instructions?|orders?|prompts?|rules|commands?|sources?|articles?)\b
      | \b(?:when|if|whenever)\s+(?:(?:you\s+are|you're|anyone|somebody|someone|a\s+user)\s+)?ask(?:ed|s)\b
        [^.!?\n]{0,150}?[,:]\s*(?:always\s+|then\s+|only\s+)?(?:answer|reply|respond|output)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def gives_orders(line: str) -> bool:
    """Whether a line is addressed to a program that reads it."""
    return bool(_ROLE.search(line) or _ORDER.search(line))
