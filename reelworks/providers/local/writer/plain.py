"""Inline Markdown and note-taker's shorthand, turned into text that can be said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

Rules = Sequence[tuple[re.Pattern[str], str]]


def _rules(*rules: tuple[str, str], flags: int = 0) -> Rules:
    return [(re.compile(pattern, flags), words) for pattern, words in rules]


_BEGINS = r"(?:(?<=[.!?] )|^)"
_SENT_AWAY = (  # "Visit https://... for more." says nothing once the address is gone
    rf"(?i:{_BEGINS}(?:see|visit|go to|check out|mail|e-?mail|contact|write to|download|sources?"
    r"|more|read more)\b[^.!?\n]{0,60}?"
)
_REST = r"(?:[^.!?\n]{0,80}[.!?](?=\s|$)|\s*$))"
_LINK = r"!?\[[^\[\]]*\]\([^)]*\)"
_SEE_LINKS = (
    rf"(?i:{_BEGINS}(?:see|see also|click|sources?:?|read more:?)\s(?:the\s)?{_LINK}"
    rf"(?:,?\s(?:and\s|or\s)?{_LINK})*\s*(?:[.!?](?=\s|$)|$))"
)
_MARKUP = _rules(
    (_SEE_LINKS, " "),
    (rf"{_SENT_AWAY}(?:https?://|www\.)\S+{_REST}", " "),
    (rf"{_SENT_AWAY}\S{{1,64}}@\S{{1,64}}{_REST}", " "),
    (r"!\[[^\[\]]*\]\([^)]*\)", " "),  # images
    (r"\[\s*(?:\^[^\[\]]*|\d+(?:\s*[,–-]\s*\d+)*|citation needed|cn|sic|\?|…|\.\.\.)\s*\]", ""),
    (r"\[([^\[\]]+)\]\([^)]*\)", r"\1"),  # links
    (r"\[([^\[\]]+)\]\[[^\[\]]*\]", r"\1"),
    (r"\[\[(?:[^\[\]|]*\|)?([^\[\]]+)\]\]", r"\1"),
    (r"<(?:https?|mailto|ftp):[^>\s]*>", " "),
    (r"(?:https?://|ftp://|www\.)\S+", " "),
    (r"\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{2,64}", " "),
    (r"</?[a-zA-Z][^<>]{0,200}>", " "),  # HTML tags
    (r"\{\{.*?\}\}", " "),
    (r"`([^`]*)`", r"\1"),
    (r"(?<!\w)(\*{1,3}|_{1,3}|~~|==)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2"),
    (r"(\*{2,3})(?=\S)(.+?)(?<=\S)\1", r"\2"),
    (r"\\([\\`*_{}\[\]()#+\-.!|>~])", r"\1"),
)
_PARENTHESES = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）)")
_ASIDE = re.compile(r"\s+[—–]\s+[^—–.;!?]{1,80}?\s+[—–]\s+|(?<=\w)—[^—.;!?]{1,80}?—(?=\w)")
_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'"}
)
_SHORTHAND = _rules(
    (r"\s*(?:<-+>|↔)\s*", " and "),
    (r"(?-i:(\b[A-Z]\w*|\d))\s*(?:=+>|-+>|→|⇒|⟶)\s*(?-i:(?=[A-Z\d]))", r"\1 to "),
    (r"\s*(?:=+>|-+>|→|⇒|⟶)\s*", "; "),
    (r"\s+-{2,3}\s+", " – "),
    (r"\s+\b(?:lol|haha|imo|imho|btw|fyi)\b", ""),
    (r"(?<![\d.,])(\d[\d,]*)\s?\+\s+(?=[a-z])", r"more than \1 "),
    (r"\s*(?:<-+|←)\s*", " from "),
    (r"\s*&\s*(?=\w)", " and "),
    (r"\band\s*/\s*or\b", "or"),
    (r"\bw/o\b", "without"),
    (r"\bw/\s*", "with "),
    (r"\b(k?m|cm|mm|mi|ft|l|kg|g|t)\s*/\s*(h|s|d)\b", r"\1 per \2"),
    (r"(?<=\w)\s*/\s*(?=(?:year|month|week|day|hour|minute|second|person|night)\b)", " per "),
    (r"(?<=[^\W\d_])\s*/\s*(?=[^\W\d_])", " or "),
    (r"\b1/2\b", "half"),
    (r"\b1/3\b", "a third"),
    (r"\b2/3\b", "two thirds"),
    (r"\b1/4\b", "a quarter"),
    (r"\b3/4\b", "three quarters"),
    (r"(?<=\d)\s*/\s*(?=\d)", " to "),
    (r"(?<=[\d ])/(?=[^\W\d_])", " per "),
    (r"(?:(?<=\s)|^)(?:~|≈|∼)\s*(?=[\d$€£])", "about "),
    (r"\b(?:c|ca|approx)\.\s*(?=\d)", "about "),
    (r"\bca\s+(?=\d)", "about "),
    (r"\be\.\s?g\.,?\s*", "for example "),
    (r"\bi\.\s?e\.,?\s*", "that is, "),
    (r",?\s*\betc\b\.?(?=\s*$)", " and more."),
    (r",?\s*\betc\b\.?", " and more"),
    (r"\bvs\.?(?=\s)", "versus"),
    (r"\b(\d\d)(\d\d)\s*[–—-]\s*(\d\d)\b(?![\d-])", r"\1\2 to \1\3"),
    (r"(?<![\d-])(\d[\d,.]*)\s*[–—−-]\s*(?=\d{1,4}\b(?![-–]\d))", r"\1 to "),
    (r"(?:(?<=\s)|^)>\s*(?=\d)", "more than "),
    (r"(?:(?<=\s)|^)<\s*(?=\d)", "less than "),
    (r"(?:(?<=\s)|^)#\s?(?=\d)", "number "),
    (r"(?<=\d)\s*[x×]\s*(?=\d)", " by "),
    (r"(?:(?<=\s)|^)\+\s?(?=\d)", "plus "),
    (r"(?:(?<=\s)|^)×\s?(?=\d)", "times "),
    (r"(?<=\w)\s+=\s+(?=\w)", " is "),
    (r"(?<=\d)\s*\+(?=\s|$|[,.;])", " and more"),
    (r"\s\+\s(?=\w)", " and "),
    flags=re.IGNORECASE,
)
_SHORTHAND_ANYWHERE = _rules(  # what needs no word of any language
    (r"\s*(?:[<=-]*[=-]+>|<[=-]+|→|⇒|↔|⟶|←)\s*", ", "),
    (r"(?<=[^\W\d_])\s*[/&+]\s*(?=[^\W\d_])", ", "),
)
_UNSAID = re.compile(r"""[^\w\s'"%$€£¥°.,;:!?¿¡\-–—،؛؟。、，；：！？…「」『』«»·।॥]|_""")
_TIDY = _rules(
    (r"^(\".+\")\s+[–—-]\s+[^\"]*$", r"\1"),  # a quotation's source
    (r"\s+([,.;:!?%])", r"\1"),
    (r"([,;:])(?:\s*[,;:])+", r"\1"),
    (r"[,;:]+\s*([.!?])", r"\1"),
    (r"\.{3,}|…", "..."),
    (r"^[\s,.;:!?\-–—·)]+", ""),
    (r"\"\s*\"|'\s+'", " "),
    (r"\s+", " "),
)


def unmarked(text: str) -> str:
    """The words of inline Markdown, without its syntax, links, images and citations."""
    return " ".join(_replaced(text, _MARKUP).split())


def _replaced(text: str, rules: Rules) -> str:
    for pattern, words in rules:
        text = pattern.sub(words, text)
    return text


def speakable(text: str, *, english: bool = True) -> str:
    """Text as a narrator would have it: no asides, no symbols, no emoji, tidy punctuation."""
    text = unmarked(text)
    for pattern in (_PARENTHESES, _PARENTHESES):
        text = pattern.sub(" ", text)
    if re.search(r"[.!?。]\W*$", text):  # in a fragment, dashes part it
        text = _ASIDE.sub(" ", text)
    text = text.translate(_QUOTES)
    text = _replaced(text, _SHORTHAND if english else _SHORTHAND_ANYWHERE)
    text = _UNSAID.sub(_mark_or_space, text)
    return _balanced(_replaced(text, _TIDY).strip())


def _mark_or_space(match: re.Match[str]) -> str:
    """Vowel signs and accents of any script are said; symbols and emoji are not."""
    return match[0] if unicodedata.category(match[0])[0] in "LMN" else " "


def _balanced(text: str) -> str:
    """A lone quotation mark is worse than none."""
    return text if text.count('"') % 2 == 0 else " ".join(text.replace('"', "").split())
