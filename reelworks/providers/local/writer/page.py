"""A page of Markdown or plain text, read as headings, paragraphs, list items and table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from html import unescape

from reelworks.providers.local.writer import web
from reelworks.providers.local.writer.verbs import AUXILIARIES


class Kind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the page. `level` is a heading's; `cells` and `header` are a table row's."""

    kind: Kind
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks in order; `title` is the front matter's, "" when it names none."""

    title: str
    blocks: tuple[Block, ...]


_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]"
)
_TERMINAL_COLOUR = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]{2,31}\d{0,2});")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINK_COMMENT = re.compile(r"^\[(?://|comment)\]:\s*(?:#|<>).*$", re.MULTILINE | re.IGNORECASE)
_CODE_TAG = re.compile(r"<(script|style|pre)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_BOLD_LINE = re.compile(r"^(\*\*|__)(?!\s)([^*_]{1,80}?)\1:?$")
_ITEM = re.compile(r"^\s*(?:[-*+•‣◦·▪–—]|\(?\d{1,3}[.)]|[a-z][.)])\s+(?:\[[ xX]\]\s+)?(?=\S)")
_RULE = re.compile(r"^\s*(?:(?:[-*_=~#]\s*){3,}|[—–─━═]{2,})\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{2,})\s*$")
_DEFINITION = re.compile(r"^\s{0,3}\[\^?[^\]]+\]:\s")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_LABELLED = re.compile(r"^\w+: (?=\S)")
_FRONT_LINE = re.compile(r"^(?:[\w .-]+:(?:\s.*)?|\s*-\s.*|\s+.*|#.*|)$")
_KEYED = re.compile(r"^\s*[*_]{0,3}[A-Z][\w ]{0,30}:")
_TERMINAL = re.compile(r"[.!?…:;。！？؟।]['\"”’»)\]]*$")

_LONGEST_BLOCK = 4_000  # letters
_FEW_LETTERS, _SHOUTED = 40, 0.9  # a title may shout; a page of capitals is a habit
_BEGINS = re.compile(r"(?:^[\W\d_]*|[.!?…]['\"”’»)\]]*\s+)[^\W\d_]|\bi(?=\b(?!'?\w))", re.MULTILINE)


def read(text: str) -> Page:
    """The page that this text is."""
    title, body = _front_matter(_lowered(clean(web.shown(text))))
    body = _CODE_TAG.sub(" ", body)
    lines = [line for line in _outside_fences(body.split("\n")) if not _DEFINITION.match(line)]
    lines = _with_title_apart(lines)
    return Page(title, tuple(piece for block in _blocks(lines) for piece in _pieces(block)))


def _with_title_apart(lines: list[str]) -> list[str]:
    """A first line such as `Project: Panama Canal` that a list follows at once is a heading."""
    at = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    if at + 1 >= len(lines) or not _ITEM.match(lines[at + 1]):
        return lines
    first = _LABELLED.sub("", lines[at].strip())
    if not _is_title_line(first) or first.split()[-1] in AUXILIARIES:
        return lines  # "The tower has" is no title of its list
    return [*lines[:at], f"# {lines[at].strip()}", *lines[at + 1 :]]


def _lowered(text: str) -> str:
    """Notes written all in capitals, as they would be written: `THE SEA ROSE.` is no shout.

    Names lose their capitals too, for nothing tells them from other words any more.
    """
    letters = [letter for letter in text if letter.isalpha() and letter.lower() != letter.upper()]
    capitals = sum(letter.isupper() for letter in letters)
    if len(letters) < _FEW_LETTERS or capitals < _SHOUTED * len(letters):
        return text
    return _BEGINS.sub(lambda match: match[0].upper(), text.lower())


def clean(text: str) -> str:
    """Without comments and characters that nobody sees; line ends are newlines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _ENTITY.sub(lambda entity: unescape(entity[0]), _TERMINAL_COLOUR.sub("", text))
    text = _CONTROL.sub("", text.replace("\u2029", "\n\n").replace("\u00a0", " "))
    return _LINK_COMMENT.sub("", _COMMENT.sub(" ", text))


def body_of(text: str) -> str:
    """The clean text without its front matter."""
    return _front_matter(clean(text))[1]


def _front_matter(text: str) -> tuple[str, str]:
    lines = text.lstrip("\n ").split("\n")
    if lines[0].strip() != "---":
        return "", text
    for end, line in enumerate(lines[1:80], start=1):
        if line.strip() in ("---", "..."):
            return _front_title(lines[1:end]), "\n".join(lines[end + 1 :])
        if not _FRONT_LINE.match(line):
            break
    return "", text


def _front_title(lines: Sequence[str]) -> str:
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip().lower() == "title":
            return value.strip().strip("\"'")
    return ""


def _outside_fences(lines: Sequence[str]) -> Iterator[str]:
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence):
                fence = ""
        elif match:
            fence = match[1]
            yield ""
        else:
            yield line


def _pieces(block: Block) -> Iterator[Block]:
    """A very long block in pieces that are quick to read, parted after a sentence."""
    text = block.text
    while len(text) > _LONGEST_BLOCK:
        cut = max(text.rfind(mark, 0, _LONGEST_BLOCK) for mark in (". ", "。", "! ", "? "))
        cut = cut + 1 if cut > 0 else text.rfind(" ", 0, _LONGEST_BLOCK)
        cut = cut if cut > 0 else _LONGEST_BLOCK
        yield replace(block, text=text[:cut])
        text = text[cut:].strip()
    yield replace(block, text=text)


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Runs of lines between blank ones, each read for what it is."""
    run: list[str] = []
    for line in [*lines, ""]:
        unquoted = re.sub(r"^\s{0,3}(?:>\s?)+", "", line)
        if unquoted.strip():
            run.append(unquoted.rstrip())
        elif run:
            yield from _run(run)
            run = []


def _run(lines: list[str]) -> Iterator[Block]:
    if len(lines) == 1 and _is_title_line(lines[0]):
        yield Block(Kind.HEADING, lines[0].strip(), level=3)
        return
    at = 0
    while at < len(lines):
        block, at = _next(lines, at)
        if block is not None:
            yield from block


def _next(lines: list[str], at: int) -> tuple[list[Block] | None, int]:
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if heading := _heading(line):
        return [heading], at + 1
    if "|" in line and _TABLE_RULE.match(following) and "|" in following:
        return _table(lines, at)
    if _UNDERLINE.match(following) and not _ITEM.match(line) and not _RULE.match(line):
        level = 1 if following.strip().startswith("=") else 2
        return [Block(Kind.HEADING, line.strip(), level=level)], at + 2
    if _RULE.match(line):
        return None, at + 1
    return _item(lines, at) if _ITEM.match(line) else _paragraph(lines, at)


def _heading(line: str) -> Block | None:
    if match := _HEADING.match(line):
        return Block(Kind.HEADING, match[2], level=len(match[1]))
    if match := _BOLD_LINE.match(line.strip()):
        return Block(Kind.HEADING, match[2].rstrip(":"), level=3)
    return None


def _is_title_line(line: str) -> bool:
    """A short line that stands alone and is no sentence: a heading in plain text."""
    words = line.split()
    plain = not (_HEADING.match(line) or _ITEM.match(line) or _RULE.match(line) or "|" in line)
    heading = plain and 1 <= len(words) <= 8 and not _TERMINAL.search(line.strip())
    return heading and ": " not in line and words[0][0].isupper()


def _table(lines: list[str], at: int) -> tuple[list[Block], int]:
    header, rows = _cells(lines[at]), []
    at += 2
    while at < len(lines) and "|" in lines[at]:
        cells = _cells(lines[at])
        if any(cells):
            rows.append(Block(Kind.ROW, lines[at].strip(), cells=cells, header=header))
        at += 1
    return rows, at


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", inner))


def _item(lines: list[str], at: int) -> tuple[list[Block], int]:
    block = Block(Kind.ITEM, _ITEM.sub("", lines[at], count=1).strip())
    at += 1
    while at < len(lines) and _continues(lines[at]):
        block = replace(block, text=f"{block.text} {lines[at].strip()}")
        at += 1
    return [block], at


def _continues(line: str) -> bool:
    """An indented or lower-case line that goes on with the item above it."""
    starts_anew = _ITEM.match(line) or _HEADING.match(line) or _RULE.match(line)
    return not starts_anew and (line[0].isspace() or line.strip()[0].islower())


def _paragraph(lines: list[str], at: int) -> tuple[list[Block], int]:
    """Wrapped lines become one text; lines that are notes of their own stay apart."""
    widest = max(len(line) for line in lines)
    notes = sum(line.strip()[0].islower() for line in lines) > len(lines) / 2
    texts = [lines[at].strip()]
    while (at := at + 1) < len(lines):
        line = lines[at]
        if _HEADING.match(line) or _ITEM.match(line) or _RULE.match(line) or "|" in line:
            break
        if _wrapped(lines[at - 1], line, widest, notes=notes):
            texts[-1] += f" {line.strip()}"
        else:
            texts.append(line.strip())
    return [Block(Kind.TEXT, text) for text in texts], at


def _wrapped(line: str, following: str, widest: int, *, notes: bool) -> bool:
    """Whether a line goes on in the next: its first word would not have fitted any more."""
    if line.endswith(("  ", "\\")):
        return False
    overflows = len(line) + 1 + len(following.split(maxsplit=1)[0]) > min(widest, 100)
    full = overflows and len(line) >= 40 and not notes
    if _KEYED.match(following):
        return False
    starts = following.strip().lstrip("*_`\"'([")[:1]
    goes_on = not starts.isupper() and not _TERMINAL.search(line.strip())
    return full or (goes_on and not notes)
