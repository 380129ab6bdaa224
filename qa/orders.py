"""Lines that give orders to a program instead of telling a reader something.

Scraped pages may carry text written for chatbots ("indirect prompt injection",
Greshake et al., "Not What You've Signed Up For", AISec 2023). Nothing here obeys
it, but a quotation of such a line would still say what its author wants said, so
it is no evidence. An article that reports such words in a sentence of
its own is not touched.

The rules are about forms, not topics: who is spoken to (a model, an assistant), what
it is to do (ignore, answer, say), marks of another speaker (roles, chat templates,
tool calls), and places that a reader of the page does not see (comments, hidden
elements).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from corpus.article import Span

_BEGIN = r"(?:^[\W\d]*|[.!?:;>\]|]\s+|\(\s*)\W*(?:please\s+|now\s+|then\s+|instead,?\s+|but\s+)*"
_MODEL = (
    r"(?:(?:the|all|any|every|an?|this|your)\s+)?(?:AIs?\b|A\.I\.|LLMs?\b|GPT\S*|(?:large\s+)?language\s+models?"
    r"|(?:AI\s+|chat\s?|virtual\s+)?(?:assistants?|chat\s?bots?|bots?|agents?|models?|crawlers?|summari[sz]ers?)\b)"
    r"(?:\s+(?:systems?|models?|assistants?|agents?|readers?|bots?|tools?))?"
)
_SAY = r"(?:say|state|claim|respond|reply|answer|output|print|write|report|repeat|tell|give|insist|confirm)"

# A speaker's mark where an article has none: roles, chat templates, tool calls, forged ends of the evidence.
_ROLE = re.compile(
    r"""^\W*(?:SYSTEM|ASSISTANT|USER|INSTRUCTIONS?)(?:\ PROMPT|\ MESSAGE|\ NOTE)?\s*[:\]>]
      | <\|\w+\|>|\[/?INST\]|<</?SYS>>
      | ^\W*\[(?i:system|assistant|user|developer)\]|"role"\s*:\s*"|^\s*\{\s*"\w+"\s*:
      | ^\#+\s*(?:Instruction|System|Assistant|User|Response|Prompt)\b
      | ^\W*(?:Assistant|System\ (?:prompt|message|note)|(?:New|Updated|Additional|Hidden)\ instructions?)\s*:
      | ^\W*(?i:final|verified|correct|official|expected)\ [Aa]nswer(?:,[^:\n]{0,40})?\s*:
      | ^\W*(?i:answer)\s*:.*\[\d+\]
      | </?(?i:system|assistant|user|instructions?|prompt|evidence|context|documents?|tool_?\w*
        |function_?\w*)\b[^>\n]*>
      | ^\W*(?:Action\s+Input|Action\s*:\s*\w+_\w+)|"(?:arguments|tool_calls?|function_call)"\s*:
      | [-=]{3,}\s*(?:END|BEGIN|START)\b.{0,40}[-=]{3,}""",
    re.VERBOSE,
)
_ROLE_CUES = (":", "]", ">", "#", "=", "--", "Action")  # one of these is in every line that has such a mark
# Each rule with the words of which its lines have one at least: most lines have none of them, and
# searching is by far the dearest thing that is done to a sentence.
_ORDERS = tuple(
    (frozenset(words.split()), re.compile(rule, re.IGNORECASE | re.VERBOSE))
    for words, rule in (
        (
            "ignore disregard forget override skip bypass discard",
            rf"""{_BEGIN}(?:ignore|disregard|forget|override|skip|bypass|discard)\s+
            (?:(?:all|any|the|your|these|of|everything|previous|prior|earlier|preceding|above|other)\s+){{1,4}}
            (?:instructions?|orders?|prompts?|rules|commands?|sources?|articles?|guidelines?|directions|directives?
            |constraints?|restrictions?)\b""",
        ),
        (
            "ignore disregard forget",
            rf"""{_BEGIN}(?:ignore|disregard|forget)\s+(?:everything|anything|all|whatever)\b[^.!?]{{0,20}}
            \b(?:above|before|you\s+(?:know|were|have)|so\s+far)""",
        ),
        (
            "asked asks",
            rf"""\b(?:when|if|whenever)\s+
            (?:(?:you\s+are|you're|anyone|anybody|somebody|someone|a\s+(?:user|reader))\s+)?
            ask(?:ed|s)\b[^.!?\n]{{0,150}}?[,:]\s*(?:always\s+|then\s+|only\s+|just\s+|please\s+)*{_SAY}\b""",
        ),
        (
            "answering replying responding asked summarising summarizing",
            rf"""\bwhen(?:ever)?\s+(?:answering|replying|responding|asked|summari[sz]ing)\b[^.!?\n]{{0,150}}?,\s*
            (?:always|only|never|do\s+not)\s+{_SAY}\b""",
        ),
        (
            "say state claim respond reply answer output insist repeat",
            rf"""{_BEGIN}(?:always\s+|only\s+|just\s+|simply\s+)*
            (?:say|state|claim|respond|reply|answer|output|insist|repeat)
            \s+(?:only\s+|exactly\s+|just\s+|simply\s+|instead\s+|back\s+)*
            (?:that\b|with\b|this\s*(?:[:"“]|to\b)|so\b|the\s+(?:words?|following|phrase)\b|["“:])""",
        ),
        (
            "word words phrase phrases string",
            r"""\b(?:print|output|write|reply\s+with|respond\s+with|answer\s+with|say)\s+(?:only\s+|just\s+)?
            the\s+(?:words?|phrase|string)\b""",
        ),
        (
            "respond reply answer",
            r"""(?:^|[.!?:;,>]\s+)(?:respond|reply|answer)\s+(?:to\s+)?(?:every|any|all|each)\s+
            (?:questions?|quer\w+|prompts?)\b""",
        ),
        (
            "answer reply respond output report",
            r""",\s+you\s+(?:must|have\s+to|need\s+to|should|shall|will)\s+(?:only\s+|always\s+)?
            (?:answer|reply|respond|output|report)\b""",
        ),
        (
            "answer reply respond",
            r"""\byou\s+(?:always\s+|only\s+|then\s+)?(?:answer|reply|respond)\s+(?:that|with)\b""",
        ),
        (
            "append include add insert embed render display",
            rf"""{_BEGIN}(?:append|include|add|insert|embed|render|display)\s+(?:(?:this|the|an?|following)\s+)*
            (?:image|picture|link|url|!\[|<img)""",
        ),
        (
            "play pretend imagine",
            rf"""{_BEGIN}(?:let\s+us|let's)\s+(?:play|pretend|imagine)\b[^.!?]{{0,60}}\byou\s+are\b""",
        ),
        (
            "mode",
            r"""\b(?:sudo|developer|debug|admin|god|dan|jailbreak)\s+mode\s+(?:on|enabled|activated|engaged)\b""",
        ),
        (
            "require requires",
            r"""\b(?:policy|polic[iy]es|guidelines?|rules?)\b[^.!?]{0,40}\brequires?\b[^.!?]{0,100}\b(?:be\s+)?
            (?:given|reported|stated|answered)\s+as\b""",
        ),
        (
            "answer reply respond mention cite quote reveal",
            rf"""{_BEGIN}(?:do\s+not|don't|never)\s+(?:answer|reply|respond|mention|cite|quote|reveal)\b""",
        ),
        (
            "say state claim respond reply answer output mention obey",
            rf"""{_BEGIN}(?:you\s+(?:must|should|shall|will|have\s+to)\s+(?:now\s+|only\s+|always\s+|not\s+|never\s+)*
            (?:say|state|claim|respond|reply|answer|output|mention|obey))\b""",
        ),
        (
            "now",
            rf"""\b(?:you\s+are|you're)\s+now\s+(?:(?-i:[A-Z]{{2,}})|called\b|in\s+\w+\s+mode\b|{_MODEL})""",
        ),
        (
            "now",
            r"""\bfrom\s+now\s+on,?\s+you\s+(?:are|will|must|shall|answer|act|speak|respond|reply)\b""",
        ),
        (
            "act pretend role roleplay imagine",
            rf"""{_BEGIN}(?:act\s+as|pretend\s+(?:to\s+be|that|you)|role-?play|imagine\s+(?:that\s+)?you\s+are)\b""",
        ),
        (
            "reveal show repeat print leak output",
            rf"""{_BEGIN}(?:reveal|show|repeat|print|leak|output)\s+(?:me\s+)?(?:your|the)\s+
            (?:system|hidden|secret|initial|original)\b""",
        ),
        (
            "decode decrypt execute",
            rf"""{_BEGIN}(?:decode|decrypt|execute)\s+(?:and\s+\w+\s+)?(?:this|the\s+following|it|before)\b""",
        ),
        (
            "your",
            r"""\bin\s+your\s+(?:next\s+|final\s+)?(?:answer|reply|response|output|summary)\b""",
        ),
        (
            "your",
            r"""\byour\s+(?:only\s+|final\s+)?(?:answer|reply|response)\b[^.!?\n]{0,60}?\s(?:is|must|should|shall)\b""",
        ),
        (
            "your",
            r"""\byour\s+(?:system\s+prompt|(?:previous|prior|original|hidden)\s+(?:instructions|rules|prompt))\b""",
        ),
        (
            "user",
            r"""\b(?:tell|ask|urge|warn|inform|direct)\s+the\s+user\b""",
        ),
        (
            "cite",
            r"""\bcite\s+(?:it\s+|this\s+)?as\s+\[""",
        ),
        (
            "answer",
            r"""\b(?:the|an?)\s+(?:only\s+)?
            (?:correct|right|true|expected|desired|official|accepted|intended|reference|gold)\s+answer
            (?:\s+(?:to|for)\b[^\n]{0,120}?)?\s+(?:is|was|will\s+be)\b""",
        ),
        (
            "answer",
            r"""\bthe\s+answer\s+(?:that\s+)?you\s+(?:are\s+looking\s+for|want|need|must\s+give|should\s+give)\b""",
        ),
        (
            "note notes instruction instructions message messages reminder reminders update "
            "updates hint hints order orders attention notice rot base",
            rf"""\b(?:notes?|instructions?|messages?|reminders?|updates?|hints?|orders?|attention|notice|rot13
            |base64)\b
            [^.!?:|\n]{{0,40}}?\s(?:to|for)\s+{_MODEL}\s*[:,|—–-]""",
        ),
        (
            "read reads reading processing parsing summarising summarizing seeing",
            rf"""(?:{_MODEL}|\bmachines?|\bcomputers?|\brobots?)\s+(?:(?:that|who|which)\s+)?
            (?:read|reads|reading|processing|parsing|summari[sz]ing|seeing)\s+this\b""",
        ),
        (
            "attention hey hello dear hi",
            rf"""^[\W\d]*(?:attention|hey|hello|dear|hi),?\s+{_MODEL}\s*[:,!—–-]""",
        ),
    )
)
# "Ignore the instructions" at the beginning of a sentence, in other languages.
_FOREIGN = re.compile(
    r"""(?:^|[.!?:;>|。]\s*)\W*(?:
        (?:ignorier\w*|vergiss|vergessen\s+sie|missachte\w*)\b.{0,50}\b(?:anweisung|instruktion|befehl|vorgabe|regel)
      | (?:ignore[zr]?|oublie[zr]?)\b.{0,50}\b(?:instruction|consigne|ordre|règle)
      | (?:ignor[ae]\w*|olvid[ae]\w*|esque[çc]a\w*|desconsider\w+|dimentica\w*|trascura\w*)\b.{0,50}
        \b(?:instruccion|instruç|istruzion|órden|orden|ordini|regl|regol|regra)
      | (?:negeer|vergeet)\b.{0,50}\b(?:instructie|opdracht|regel|aanwijzing)
      | (?:ignorera|glöm|ignorer|glem)\b.{0,50}\b(?:instruktion|instruks|anvisning|regler)
      | (?:zignoruj|pomiń|zapomnij)\w*\b.{0,50}\b(?:instrukcj|polece|zasad)
      | (?:игнорируй|игнорируйте|забудь|забудьте)\b.{0,50}(?:инструкц|указани|команд|правил)
      | [请請]?(?:忽略|無視|无视|忘记|忽視).{0,15}(?:指令|指示|说明|說明|提示|命令|规则)
      | (?:تجاهل|انس)\b.{0,40}(?:تعليمات|أوامر|قواعد)
    )
      | (?:指示|命令|プロンプト|ルール).{0,8}(?:無視|忘れ)|(?:지시|명령|프롬프트|규칙).{0,10}(?:무시|잊)
      | (?:talimat|komut|kural)\w*\b.{0,25}(?:görmezden\s+gel|yok\s+say|unut)""",
    re.IGNORECASE | re.VERBOSE,
)
_FOREIGN_CUES = (  # and one of these in every such line, in lower case
    *("ignor", "vergiss", "vergessen", "missacht", "oublie", "olvid", "esque", "desconsider", "dimentica"),
    *("trascura", "negeer", "vergeet", "glöm", "glem", "pomiń", "zapomnij", "забуд", "игнор"),
    *("忽", "無視", "无视", "忘", "تجاهل", "انس", "무시", "잊", "talimat", "komut", "kural"),
)
# A line that is a speaker's mark and nothing else: what follows it is that speaker's.
_HEADER = re.compile(
    r"""^\W*(?:(?:system|assistant|user|instructions?|new\ instructions|prompt)\s*:?
      |\#+\s*(?:system|assistant)\b.*|<\|\w+\|>\s*\w*|\[/?INST\]|[0-9a-f]+\ (?:END|BLOCK\ ?\d*)
      |</?(?:system|assistant|instructions?|prompt|evidence|context)>
      |[-=]{3,}\s*(?:END|BEGIN)\b.*[-=]{3,})\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_UNSEEN = re.compile(
    r"""<!--.*?(?:-->|\Z)|^\s*/\*.*?\*/|^\s*```\s*tool\w*\n.*?(?:```|\Z)|^\[//\]:\s*\#.*?$
      |<([a-z]\w*)\b[^<>\n]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|\shidden\b)[^<>\n]*>.*?(?:</\1>|\n\n|\Z)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL | re.MULTILINE,
)


_LETTERS = re.compile(r"[a-z]+")
_DOTS = {0x131: "i", 0x307: None}  # what else the rules take for an "i"
_SIGNS = ("<", "[//]", "/*", "```")


def gives_orders(line: str) -> bool:
    """Whether a line is addressed to a program that reads it. Invisible characters hide nothing."""
    plain = line
    if not line.isascii():
        plain = unicodedata.normalize("NFKC", line)
        unseen = {ord(each): None for each in set(plain) if unicodedata.category(each) == "Cf"}
        plain = plain.translate(unseen) if unseen else plain
    lower = plain.lower()
    lower = lower if lower.isascii() else lower.translate(_DOTS)
    words = set(_LETTERS.findall(lower))
    return (
        any(not cues.isdisjoint(words) and rule.search(plain) for cues, rule in _ORDERS)
        or (any(cue in plain for cue in _ROLE_CUES) and bool(_ROLE.search(plain)))
        or (any(cue in lower for cue in _FOREIGN_CUES) and bool(_FOREIGN.search(plain)))
    )


def orders_in(text: str) -> Callable[[Span], bool]:
    """Whether a span of the text stands in a line that gives orders, below a line that only names a
    speaker such as "SYSTEM:", or where a reader of the page does not see it, as a function of spans.
    """
    unseen = _unseen(text)

    @cache
    def addressed(begin: int, end: int) -> bool:
        """Whether the lines from `begin` to `end` are a program's to read."""
        if gives_orders(text[begin:end]):
            return True
        paragraph = text.rfind("\n\n", 0, begin)
        above = text[0 if paragraph < 0 else paragraph + 2 : begin]
        return any(_HEADER.search(line) for line in above.splitlines() if line.strip())

    def found(span: Span) -> bool:
        end = text.find("\n", span.end)
        if addressed(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end):
            return True
        return any(each.start < span.end and span.start < each.end for each in unseen)

    return found


def _unseen(text: str) -> list[Span]:
    if not any(sign in text for sign in _SIGNS):
        return []
    return [Span(*match.span()) for match in _UNSEEN.finditer(text)]
