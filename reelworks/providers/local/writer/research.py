"""What a person's page says: its title, its language and its facts as whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reelworks.domain.errors import BadInput
from reelworks.ports.write import Fact, Research, SourceKind
from reelworks.providers.local.writer import language, page
from reelworks.providers.local.writer.grammar import bare, verb_at
from reelworks.providers.local.writer.language import ENGLISH
from reelworks.providers.local.writer.lexis import capitalised, word_set
from reelworks.providers.local.writer.names import names_in
from reelworks.providers.local.writer.page import Block, Kind
from reelworks.providers.local.writer.plain import speakable, unmarked
from reelworks.providers.local.writer.reader import Reader
from reelworks.providers.local.writer.topic import topic_of

_ASIDES = re.compile(
    r"^(?:sources?|references?|links?|see also|further reading|bibliography|todo|to do|credits?"
    r"|footnotes?|image credits?|open questions|questions|acknowledge?ments?|literature|quellen"
    r"|literatur|sources? et liens|références|fuentes|notes to self)\b",
    re.IGNORECASE,
)
_TITLE_LEAD = re.compile(
    r"^(?:(?:my |our )?(?:\w+ )?notes?(?: on| about| for)?|research|video|script|topic|title|draft"
    r"|documentary|film|outline|project|subject)\s*(?:[:–—-]\s+|(?<=on)\s|(?<=about)\s|(?<=for)\s)",
    re.IGNORECASE,
)
_THERE_IS = re.compile(r"^There (?:is|are|was|were) (?:an? )?(?=\S)")
_QUESTIONS = word_set("how why what when where who")
_SALUTATION = re.compile(r"^(?:dear|hi|hello|hey)\s[\w ]{2,20},?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    blocks: tuple[Block, ...]


def read(text: str) -> Research:
    """The research of a page of notes. BadInput when it says nothing."""
    notes = page.read(text)
    tongue = language.detect("\n".join(unmarked(block.text) for block in notes.blocks))
    said = [_spoken(block, english=tongue == ENGLISH) for block in notes.blocks]
    plain = "\n".join(block.text for block in said)
    title, blocks = _titled(notes.title, said)
    reader = Reader(tongue, topic_of(title, plain, names_in(plain)))
    facts = tuple(
        Fact(fact, section.heading)
        for section in _sections(blocks)
        for fact in reader.facts(section.blocks)
    )
    if not facts:
        raise BadInput(
            "The notes say nothing that a film could tell.",
            remedy="Write a few sentences or bullet points about the subject and try again.",
        )
    return Research(title or first_words(facts[0].text), tongue, SourceKind.NOTES, facts)


def _spoken(block: Block, *, english: bool) -> Block:
    """The block as it can be said."""
    if block.kind is Kind.ROW:
        cells, header = (
            tuple(speakable(cell, english=english) for cell in side)
            for side in (block.cells, block.header)
        )
        return replace(block, text=". ".join(cells), cells=cells, header=header)
    return replace(block, text=speakable(block.text, english=english))


def _titled(front: str, blocks: Sequence[Block]) -> tuple[str, Sequence[Block]]:
    """The page's title, and the blocks without it when it was their first heading."""
    blocks = blocks[1:] if blocks and _SALUTATION.match(blocks[0].text) else blocks
    if blocks and blocks[0].kind is Kind.HEADING and _is_title(blocks):
        return title_of(front or blocks[0].text), blocks[1:]
    first = min((block.level for block in blocks if block.kind is Kind.HEADING), default=0)
    only = [block for block in blocks if block.kind is Kind.HEADING and block.level == first]
    named = only[0].text if first == 1 and len(only) == 1 else ""
    return title_of(front or named), [
        block for block in blocks if not named or block is not only[0]
    ]


def _is_title(blocks: Sequence[Block]) -> bool:
    """Whether the first heading is the page's: others of its level make it a section's."""
    level = blocks[0].level
    others = (block for block in blocks[1:] if block.kind is Kind.HEADING)
    return level != 2 or all(block.level > level for block in others)


def title_of(text: str) -> str:
    """A heading as a title: without markup, numbering and `Notes on`."""
    plain = re.sub(r"^\d+[.)]\s+", "", speakable(text)).strip(" .:!#")
    return capitalised(_TITLE_LEAD.sub("", plain))


def first_words(sentence: str) -> str:
    """A title for a page that has none: its first subject, or its first few words."""
    words = _THERE_IS.sub("", sentence.rstrip(".。।")).split()
    if len(words) <= 6 and bare(words[0]) in _QUESTIONS:
        return capitalised(" ".join(words).rstrip("?!"))
    at = verb_at(words)
    chosen = words[:at] if at and at <= 6 else words[:5]
    while len(chosen) > 2 and len(chosen[-1]) <= 3 and chosen[-1].islower():
        chosen = chosen[:-1]
    return capitalised(re.split(r"[，、,;:]", " ".join(chosen))[0][:60].strip())


def _sections(blocks: Sequence[Block]) -> Iterator[_Section]:
    heading, held = "", list[Block]()
    skipped = 0  # level of a heading whose section is not about the subject
    for block in blocks:
        if block.kind is not Kind.HEADING:
            held += [] if skipped else [block]
            continue
        yield _Section(heading, tuple(held))
        heading, held = title_of(block.text), []
        if not skipped or block.level <= skipped:
            skipped = block.level if _ASIDES.match(heading) else 0
    yield _Section(heading, tuple(held))
