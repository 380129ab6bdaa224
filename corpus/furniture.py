"""Lines that belong to a page and not to its article, told by their own words.

`furniture_reason` judges a line alone. A rule is looked up by the line's first word
and has to fit the whole line, and a verb needs its object beside it: "Sign up for our
newsletter" is a call, "Sign up for it in person" is advice. `may_be_furniture` are
words such as "Facebook" or "Print" that are page furniture only in such company.
"""

from __future__ import annotations

import re

_LONGEST = 300  # a longer line is a paragraph

_NETWORK = (
    r"(?:facebook|twitter|what\s?s\s?app|telegram|instagram|linkedin|reddit|youtube|threads|bluesky|mastodon"
    r"|tiktok|e-?mail|pinterest|messenger|(?<=\s)x)\b"
)
_NETWORKS = rf"(?:\s*(?:{_NETWORK}|and|[,|/&·]))"
_LETTER = (
    r"\b(?:newsletters?|briefings?|inbox|e-?mail\s+alerts?|news\s+alerts?|mailing\s+list|daily\s+digest)\b"
)
_TODAY = r"\s+(?:now|here|today|for\s+free)\b"
_COOKIES = r"\s+(?:files?\s+)?cookies?\b.{0,240}"

# reason, first words, what must follow up to the line's end (white space and signs at the end aside)
_RULES: tuple[tuple[str, str, str], ...] = (
    (
        "share",
        "share",
        r"(?:\s+(?:this|on|via|with|the)\b(?:\s+(?:article|story|post|page|link|friends))?(?:\s+(?:on|via))?)?"
        rf"\s*:?{_NETWORKS}*",
    ),
    ("share", "diesen artikel beitrag", r"(?:\s+(?:artikel|beitrag))?\s+teilen"),
    ("share", "teilen", rf"(?:\s+auf\s+{_NETWORK})?"),
    ("share", "partager", rf"(?:\s+cet\s+article)?(?:\s+(?:sur|par)\s+{_NETWORK})?"),
    ("share", "comparte compartir", rf"(?:\s+(?:en|por)\s+{_NETWORK})?"),
    ("share", "поделиться", rf"(?:\s+в\s+{_NETWORK})?"),
    ("share", "facebook twitter whatsapp telegram instagram linkedin", rf"{_NETWORKS}*(?<!\band)"),
    ("call", "subscribe sign register", rf"(?:(?!\bsaid\b).){{0,160}}{_LETTER}.{{0,120}}"),
    ("call", "please", rf"\s+(?:subscribe|sign\s+up|register)\b.{{0,160}}{_LETTER}.{{0,120}}"),
    ("call", "subscribe", rf"{_TODAY}[^.!?]{{0,80}}"),
    ("call", "subscribe", r"(?:\s+to\s+(?:our|us)(?:\s+(?:channel|podcast|feed))?)?"),
    ("call", "sign", rf"\s+up{_TODAY}[^.!?]{{0,80}}"),
    (
        "call",
        "get have enjoying enjoyed want never don't don’t if to",
        r".{0,160}\b(?:newsletter|(?:in|to)\s+your\s+inbox)\b.{0,160}",
    ),
    (
        "call",
        "follow like",
        r"\s+(?:us|our|me|@\w+|[\w .'’-]{1,60})\s+(?:\w+\s+)?(?:on|in|at)\s+.{0,30}"
        rf"{_NETWORK}(?:[\s,&/]+(?:and\s+)?{_NETWORK})*(?:\s+(?:for|to)\b[^.!?]{{0,60}}|\s*:?\s*@\w+)?",
    ),
    (
        "call",
        "join",
        rf"\s+(?:us|our)\b.{{0,60}}\b(?:{_NETWORK}|channel|newsletter|mailing\s+list).{{0,40}}",
    ),
    ("call", "join", rf"\s+.{{1,40}}\s{_NETWORK}\s+(?:group|channel|community)\b.{{0,40}}"),
    ("call", "click tap", r"\s+here\s+to\s+(?:subscribe|sign\s+up|join|register|follow)\b.{0,80}"),
    ("call", "to", r"\s+(?:continue|keep)\s+reading\b.{0,80}"),
    ("call", "already", r"\s+a\s+(?:subscriber|member)\b.{0,40}"),
    ("call", "you", r"\s+have\s+\d+\s+(?:free\s+)?articles?\s+(?:left|remaining)\b.{0,40}"),
    ("call", "newsletter abonnieren", r"(?:\s+abonnieren)?"),
    ("call", "jetzt kostenlos", r"\s+(?:kostenlos\s+)?(?:abonnieren|anmelden|registrieren)\b[^.!?]{0,60}"),
    ("call", "melden", r"\s+sie\s+sich\b.{0,60}\bnewsletter\b.{0,60}"),
    ("call", "folgen", rf"\s+sie\s+uns\b.{{0,30}}{_NETWORK}.{{0,40}}"),
    ("call", "abonnez inscrivez", r"-vous\b.{0,60}\b(?:newsletter|lettre\s+d['’]information)\b.{0,60}"),
    ("call", "suivez rejoignez", rf"-nous\b.{{0,30}}{_NETWORK}.{{0,40}}"),
    ("call", "síguenos siguenos únete", rf"\s.{{0,30}}{_NETWORK}.{{0,40}}"),
    ("call", "suscríbete suscríbase", r"\s.{0,40}\b(?:bolet[ií]n|newsletter)\b.{0,60}"),
    ("call", "подписывайтесь подпишитесь", r"\s+на\s+(?:наш|рассылку|канал|нас).{0,60}"),
    ("call", "become", rf"\s+a\s+(?:member|subscriber)(?:{_TODAY}.{{0,60}})?"),
    ("call", "donate", rf"(?:{_TODAY})?"),
    ("call", "support", r"\s+us\s+from\b.{0,40}"),
    ("call", "download get install try", r"\s+(?:our|the)\s+(?:(?:free|new|mobile)\s+)*app\b[^.!?]{0,60}"),
    ("call", "get available download", r"(?:\s+it)?\s+(?:on|from)(?:\s+the)?\s+(?:google\s+play|app\sstore)"),
    ("call", "refresh", r"\s+(?:the|this)\s+page\b.{0,40}"),
    ("comments", "tell let", r"\s+us\s+(?:know\s+)?(?:what\s+you\s+think\s+)?in\s+the\s+comments\b.{0,30}"),
    ("comments", "what", r"\s+do\s+you\s+think\?\s*(?:tell|let|share|join|have|leave)\b.{0,80}"),
    ("comments", "leave post write add", r"\s+a\s+comment"),
    ("comments", "join", r"\s+the\s+(?:conversation|discussion)"),
    ("comments", "have", r"\s+your\s+say\b.{0,80}"),
    ("comments", "comments kommentare commentaires comentarios комментарии", r"\s*(?:\(\d+\)|:?\s*\d+)"),
    ("comments", "show view read", r"\s+(?:all\s+)?(?:the\s+)?comments"),
    ("comments", "vos", r"\s+commentaires"),
    ("comments", "did was", r"\s+(?:you\s+find\s+)?this\s+(?:(?:article|page)\s+)?(?:help|use)ful\?.{0,20}"),
    ("comments", "give send", r"\s+(?:us\s+)?(?:your\s+)?feedback"),
    ("comments", "write", r"\s+to\s+us\s*:\s*\S+@\S+"),
    ("comments", "letters", r"\s+may\s+be\s+edited\b.{0,60}"),
    ("cookies", "we this", rf"(?:\s+(?:site|website|page))?(?:\s+and\s+our\s+partners)?\s+uses?{_COOKIES}"),
    ("cookies", "we", r"\s+value\s+your\s+privacy"),
    ("cookies", "by", r"\s+(?:continuing|using\s+this\s+site)\b.{0,60}\bcookies?\b.{0,60}"),
    ("cookies", "please", r"\s+(?:enable|turn\s+on|allow|accept)\s+(?:javascript|cookies)\b.{0,60}"),
    ("cookies", "enable allow accept", r"\s+(?:javascript|cookies)\b.{0,60}"),
    ("cookies", "wir diese", rf"\s+(?:website\s+)?verwende[nt]{_COOKIES}"),
    ("cookies", "nous ce", rf"\s+(?:site\s+)?utilis(?:ons|e)\s+des{_COOKIES}"),
    ("cookies", "utilizamos usamos este", rf"(?:\s+sitio(?:\s+web)?\s+utiliza)?{_COOKIES}"),
    ("cookies", "мы сайт", r"\s+использу(?:ем|ет)\s+(?:файлы\s+)?cookies?\b.{0,200}"),
    ("cookies", "manage", r"\s+(?:preferences|cookies|consent)"),
    ("cookies", "accept reject", r"\s+all(?:\s+cookies)?"),
    ("advertisement", "advertisement", r"(?:\s*[-–—]\s*continue\s+reading\s+below)?"),
    ("advertisement", "story article", r"\s+continues\s+(?:below|after)(?:\s+(?:the\s+)?advertisement)?"),
    ("advertisement", "scroll", r"\s+(?:down\s+)?to\s+continue"),
    ("advertisement", "sponsored paid partner", r"\s+content"),
    ("advertisement", "anzeige werbung publicité publicidad реклама", ""),
    ("advertisement", "la", r"\s+suite\s+après\s+(?:la|cette)\s+publicité"),
    ("credit", "file photo photos image images picture", r"(?:\s+photos?)?(?:\s*credits?)?\s*:\s*.{2,200}"),
    ("credit", "foto fotos bild bilder imagen crédito crédit фото", r"(?:\s+photo)?\s*:\s*.{2,100}"),
    ("credit", "contributing source quelle fuente", r"\s*:\s*[^.!?]{2,80}"),
    ("credit", "with", r"\s+material\s+from\s+[^.!?,]{2,40}"),
    ("copyright", "copyright", r"\s*(?:©|\(c\)|:|\d{4}|by\b).{0,160}"),
    ("copyright", "all", r"\s+rights\s+reserved\b.{0,160}"),
    ("copyright", "reproduction republication", r"\s+(?:without|in\s+whole)\b.{0,120}"),
    ("copyright", "alle tous", r"\s+(?:rechte\s+vorbehalten|droits\s+réservés)"),
    ("copyright", "todos все", r"\s+(?:los\s+derechos\s+reservados|права\s+защищены)"),
    ("copyright", "the", r"\s+(?:views|opinions)\s+expressed\b.{0,40}\b(?:author|writer).{0,120}"),
    ("navigation", "home homepage start startseite accueil inicio главная", r"\s*[>/»›]\s*.{1,100}"),
    ("navigation", "skip", r"\s+to\s+(?:main\s+)?(?:content|navigation)"),
    ("navigation", "toggle", r"\s+navigation"),
    ("navigation", "zur nach back", r"\s+(?:startseite|oben|to\s+top)"),
    ("navigation", "load show", r"\s+more"),
    ("navigation", "continue", r"\s+reading"),
    ("navigation", "read", r"\s+the\s+full\s+(?:story|article)(?:\s+here)?"),
    ("navigation", "estimated reading", r"\s+(?:reading\s+)?time\s*:?\s*\d+\s+min(?:utes?)?"),
    ("navigation", "lecture lesezeit", r"\s*:?\s*\d+\s+min(?:uten)?"),
    ("navigation", "listen play", r"\s+(?:to\s+this\s+(?:article|story)|audio)"),
    ("navigation", "view", r"\s+this\s+(?:post|photo|reel)\s+on\s+instagram"),
    ("navigation", "a", r"\s+post\s+shared\s+by\s+.{1,80}"),
    ("navigation", "tags tagged topics keywords schlagworte themen etiquetas теги", r"\s*:\s*[^.!?]{2,120}"),
    ("navigation", "filed mots", r"[-\s](?:under|clés)\s*:\s*[^.!?]{2,120}"),
    ("navigation", "print save", r"\s+(?:this\s+)?(?:page|recipe|article|story)"),
    ("navigation", "breaking", r"(?:\s+news)?"),
)  # fmt: skip

# needle, reason, pattern: rules for what may stand behind other words
_INSIDE: tuple[tuple[str, str, str], ...] = (
    ("sign up here", "call", r".{0,200}\bsign\s+up\s+here\b.{0,120}"),
    (
        "sign up",
        "call",
        rf".{{0,160}}[,:;.!?]['\"”’)]*\s*sign\s+up\s+(?:to|for)\b.{{0,80}}{_LETTER}.{{0,80}}",
    ),
    ("subscribe to", "call", rf".{{0,160}}[,:;.!?]['\"”’)]*\s*subscribe\s+to\b.{{0,80}}{_LETTER}.{{0,80}}"),
    ("donate ", "call", rf".{{0,160}}[.!?]['\"”’)]*\s+donate{_TODAY}.{{0,80}}"),
    ("become a member", "call", rf".{{0,160}}[.!?]['\"”’)]*\s+become\s+a\s+member{_TODAY}.{{0,80}}"),
    ("min", "navigation", r"\W*\d+\s+min(?:ute)?s?\s+read\W*|\W*\d+\s+min(?:utos)?\s+de\s+lectura\W*"),
    ("omment", "comments", r"\W*\d+\s+(?:comments|kommentare|commentaires|comentarios)\W*"),
    ("©", "copyright", r"\W*©.{0,160}"),
    ("(c)", "copyright", r"\W*\(c\)\s*\d{4}.{0,160}"),
    (
        "|",
        "share",
        r"(?:[^|]{1,40}\|\s*){0,4}(?:share|print|e-?mail|comments?)\s*\|\s*(?:share|print|e-?mail|comments?)\s*"
        r"(?:\|[^|]{1,40}){0,4}",
    ),
)

_FIRST_WORD = re.compile(r"\W*(\w+(?:['’]\w+)?)")
_BY_FIRST_WORD: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
for _reason, _words, _rest in _RULES:
    for _word in _words.split():
        _BY_FIRST_WORD.setdefault(_word, []).append((_reason, re.compile(rf"{_rest}\W*", re.IGNORECASE)))
_BY_NEEDLE = tuple((needle, reason, re.compile(rest, re.IGNORECASE)) for needle, reason, rest in _INSIDE)

_AGENCY = (
    r"(?:AP|AFP|EPA|dpa|REX|TASS|Reuters|REUTERS|USA\sTODAY(?:\sSports)?"
    r"|[A-Z][\w ]*(?:Press|Images|Photos?|Pictures|Shutterstock|Agency|Bild))"
)
_NAME = r"[A-Z][\w.'’-]*"
_NAMED_CREDIT = re.compile(  # told by its capitals: "Photo by Ena Fisk", "Ena Fisk / NordPress"
    rf"\(?(?:(?:Photo|Image|Picture|PHOTO|Photograph)s?\s+(?:by|via|courtesy\s+of)\s+{_NAME}(?:\s+{_NAME}){{0,3}}"
    rf"(?:\s*/\s*[A-Z][\w .-]{{1,30}})?|{_NAME}(?:\s+{_NAME}){{1,3}}\s*/\s*{_AGENCY})\)?"
)
_ALONE = re.compile(
    r"facebook|twitter|x|what['’]?s\s?app|telegram|instagram|linkedin|reddit|youtube|threads|pinterest|messenger"
    r"|e-?mail|mail|tweet|pin(?: it)?|print|save|(?:copy )?link|menu|search|log ?in|sign in|accept|top|share"
    r"|gallery|comments?|drucken|merken|imprimer|imprimir"
)


def furniture_reason(line: str) -> str | None:
    """Why the line is page furniture whatever stands around it, or None.

    Reasons: `share`, `call` (subscribe, follow, join, donate), `comments`, `cookies`,
    `advertisement`, `credit` (of a picture or an agency), `copyright`, `navigation`.
    """
    if len(line) > _LONGEST:
        return None
    first = _FIRST_WORD.match(line)
    if first is not None:
        for reason, pattern in _BY_FIRST_WORD.get(first[1].casefold(), ()):
            if pattern.fullmatch(line, first.end()):
                return reason
    lowered = line.lower()
    for needle, reason, pattern in _BY_NEEDLE:
        if needle in lowered and pattern.fullmatch(line):
            return reason
    return "credit" if _NAMED_CREDIT.fullmatch(line) else None


def may_be_furniture(line: str) -> bool:
    """Whether the line is a word that is furniture among furniture, and text elsewhere."""
    return len(line) <= 30 and _ALONE.fullmatch(line.strip("•·-–—*|:>[]() ").casefold()) is not None
