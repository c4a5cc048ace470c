"""A finished script, cut into shots and not changed by a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reelworks.domain.errors import BadInput
from reelworks.ports.write import Fact, Research, SourceKind
from reelworks.providers.local.writer import language, page, sentences
from reelworks.providers.local.writer.lexis import length
from reelworks.providers.local.writer.research import first_words, title_of

MOST_SHOTS = 60
_LONGEST_BLOCK = 45  # words; a longer paragraph is more than one shot
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_BREAKS = (  # where a block may be parted, the best kind first
    None,  # between sentences
    re.compile(r"(?<=[,;:–—，、；：،؛])\s*(?=\S)"),
    re.compile(r"\s+"),
    re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff])(?=[\u3040-\u30ff\u3400-\u9fff])"),
)


def read(text: str) -> Research:
    """The script's blocks as facts. BadInput when it has none."""
    title, heading, facts = "", "", list[Fact]()
    for block in re.split(r"\n\s*\n", page.body_of(text)):
        spoken: list[str] = []
        for line in block.split("\n"):
            if match := _HEADING.match(line):
                facts += _fact(spoken, heading)
                spoken, words = [], title_of(match[2])
                title, heading = (words, "") if not title and len(match[1]) == 1 else (title, words)
            elif not _RULE.match(line):
                spoken.append(line)
        facts += _fact(spoken, heading)
    if not facts:
        raise BadInput(
            "The script has no words to speak.",
            remedy="Write the narration as paragraphs, with a blank line between two shots.",
        )
    said = "\n".join(fact.text for fact in facts)
    title = _front(text) or title or first_words(sentences.split(facts[0].text)[0])
    return Research(title, language.detect(said), SourceKind.SCRIPT, tuple(facts))


def _front(text: str) -> str:
    return page.read(text).title


def _fact(lines: Sequence[str], heading: str) -> list[Fact]:
    text = " ".join(" ".join(lines).split())
    return [Fact(text, heading)] if any(letter.isalnum() for letter in text) else []


def shots(blocks: Sequence[Fact], count: int) -> list[Fact]:
    """The blocks as exactly `count` shots; 0 is as many as the script has, 60 at most."""
    wanted = count or min(len(_fine(blocks)), MOST_SHOTS)
    cut = list(blocks) if count else _fine(blocks)
    while len(cut) > wanted:
        cut = _with_two_joined(cut)
    while len(cut) < wanted:
        cut = _with_one_parted(cut, wanted)
    return cut


def _fine(blocks: Sequence[Fact]) -> list[Fact]:
    """No block longer than a shot should be, where its sentences allow."""
    fine: list[Fact] = []
    for block in blocks:
        halves = _halves(block, None) if length(block.text) > _LONGEST_BLOCK else None
        fine += _fine(halves) if halves else [block]
    return fine


def _with_two_joined(cut: list[Fact]) -> list[Fact]:
    """The two neighbours that are shortest together become one; rather under one heading."""

    def cost(at: int) -> tuple[bool, int]:
        return cut[at].heading != cut[at + 1].heading, length(cut[at].text) + length(
            cut[at + 1].text
        )

    at = min(range(len(cut) - 1), key=cost)
    joined = Fact(f"{cut[at].text} {cut[at + 1].text}", cut[at].heading)
    return [*cut[:at], joined, *cut[at + 2 :]]


def _with_one_parted(cut: list[Fact], wanted: int) -> list[Fact]:
    """The longest block that can be parted at the best kind of place becomes two."""
    for place in _BREAKS:
        for at in sorted(range(len(cut)), key=lambda one: -length(cut[one].text)):
            if halves := _halves(cut[at], place):
                return [*cut[:at], *halves, *cut[at + 1 :]]
    words = "1 word" if len(cut) == 1 else f"{len(cut)} words"
    raise BadInput(
        f"The script has only {words}; it cannot fill {wanted} shots.",
        remedy=f"Pass `--shots {len(cut)}` or fewer, or leave the number to the script.",
    )


def _halves(block: Fact, place: re.Pattern[str] | None) -> list[Fact] | None:
    """The block in two, parted nearest to its middle; None when it has no such place."""
    if place is None:
        pieces = _exact_sentences(block.text)
        ends = [sum(map(len, pieces[:at])) for at in range(1, len(pieces))]
    else:
        ends = [match.end() for match in place.finditer(block.text)]
    parted = [(block.text[:end].strip(), block.text[end:].strip()) for end in ends]
    whole = [halves for halves in parted if all(map(_speaks, halves))]
    if not whole:
        return None
    first, second = min(whole, key=lambda halves: abs(len(halves[0]) - len(halves[1])))
    return [Fact(first, block.heading), Fact(second, block.heading)]


def _speaks(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def _exact_sentences(text: str) -> list[str]:
    """The sentences with the spaces after them, so that they add up to the text."""
    pieces, start = [], 0
    found = sentences.split(text)
    for following in found[1:]:
        at = text.index(following, start + 1)
        pieces.append(text[start:at])
        start = at
    return [*pieces, text[start:]]
