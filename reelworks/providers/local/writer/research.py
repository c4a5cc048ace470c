"""What a person's page says: its title, its language and its facts as whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reelworks.domain.errors import BadInput
from reelworks.ports.write import Fact, Research, SourceKind
from reelworks.providers.local.writer import fragments, language, page, sentences
from reelworks.providers.local.writer.fragments import Topic
from reelworks.providers.local.writer.grammar import Names, is_sentence, names_in, verb_at
from reelworks.providers.local.writer.language import ENGLISH
from reelworks.providers.local.writer.lexis import capitalised, ended, is_plural, length, words_of
from reelworks.providers.local.writer.page import Block, Kind
from reelworks.providers.local.writer.plain import speakable

_ASIDES = re.compile(
    r"^(?:sources?|references?|links?|see also|further reading|bibliography|todo|to do|credits?"
    r"|footnotes?|image credits?|open questions|questions|acknowledge?ments?|literature|quellen"
    r"|literatur|sources? et liens|références|fuentes|notes to self)\b",
    re.IGNORECASE,
)
_TITLE_LEAD = re.compile(
    r"^(?:(?:my )?(?:research )?notes?(?: on| about| for)?|research|video|script|topic|title|draft"
    r"|documentary|film|outline)\s*(?:[:–—-]\s*|(?<=on)\s|(?<=about)\s|(?<=for)\s)",
    re.IGNORECASE,
)
_LONGEST_FACT = 2_000  # letters; a text without sentence ends is cut there at a space


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    blocks: tuple[Block, ...]


def read(text: str) -> Research:
    """The research of a page of notes. BadInput when it says nothing."""
    notes = page.read(text)
    plain = "\n".join(speakable(block.text) for block in notes.blocks)
    tongue = language.detect(plain)
    title, blocks = _titled(notes.title, notes.blocks)
    reader = _Reader(tongue, names_in(plain), _pronoun(title, plain))
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
    return Research(title or _first_words(facts[0].text), tongue, SourceKind.NOTES, facts)


def _titled(front: str, blocks: Sequence[Block]) -> tuple[str, Sequence[Block]]:
    """The page's title, and the blocks without it when it was their first heading."""
    if blocks and blocks[0].kind is Kind.HEADING and blocks[0].level != 2:
        return title_of(front or blocks[0].text), blocks[1:]
    first = min((block.level for block in blocks if block.kind is Kind.HEADING), default=0)
    only = [block for block in blocks if block.kind is Kind.HEADING and block.level == first]
    named = only[0].text if first == 1 and len(only) == 1 else ""
    return title_of(front or named), [
        block for block in blocks if not named or block is not only[0]
    ]


def title_of(text: str) -> str:
    """A heading as a title: without markup, numbering and `Notes on`."""
    plain = re.sub(r"^\d+[.)]\s+", "", speakable(text)).strip(" .:#")
    return capitalised(_TITLE_LEAD.sub("", plain))


def _first_words(sentence: str) -> str:
    words = sentence.rstrip(".。").split()
    at = verb_at(words)
    chosen = words[:at] if at and at <= 6 else words[:6]
    return capitalised(" ".join(chosen)[:60].rstrip(" ,;:"))


def _pronoun(title: str, text: str) -> str:
    """What a page calls its subject: a person when it keeps saying he or she."""
    words = [word.lower() for word in words_of(text)]
    he, she = words.count("he") + words.count("his"), words.count("she") + words.count("her")
    they, it = words.count("they") + words.count("their"), words.count("it") + words.count("its")
    if max(he, she) > max(2, it, they):
        return "He" if he >= she else "She"
    return "They" if is_plural(title.split(":", maxsplit=1)[0]) and title else "It"


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


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns blocks into facts, in one language."""

    language: str
    names: Names
    pronoun: str

    def facts(self, blocks: Sequence[Block]) -> Iterator[str]:
        runs = [list(run) for _, run in groupby(blocks, key=lambda block: block.kind)]
        for at, run in enumerate(runs):
            following = runs[at + 1] if at + 1 < len(runs) else []
            if run[0].kind is Kind.TEXT:
                yield from self._texts(run, following)
            elif run[0].kind is Kind.ROW:
                yield from (fact for row in run for fact in self._row(row))
            else:
                yield from self._items(run, runs[at - 1][-1].text if at else "")

    def _texts(self, blocks: list[Block], following: list[Block]) -> Iterator[str]:
        for block in blocks:
            text = speakable(block.text)
            introduces = text.endswith(":") and following and block is blocks[-1]
            if not introduces:
                yield from self._statements(text, trusted=True)
            elif not _is_list(following, self):
                *before, _ = [*sentences.split(text)]
                yield from self._statements(" ".join(before), trusted=True)

    def _statements(self, text: str, *, trusted: bool) -> Iterator[str]:
        found = sentences.split(text)
        for sentence in found:
            said = self._sentence(sentence[:_LONGEST_FACT], trusted=trusted or len(found) > 1)
            if length(said) >= 2:
                yield said

    def _sentence(self, text: str, *, trusted: bool) -> str:
        if len(text) == _LONGEST_FACT:
            text = text.rsplit(" ", 1)[0]
        if self.language != ENGLISH or not words_of(text):
            return ended(capitalised(text)) if words_of(text) else ""
        return fragments.sentence(text, Topic(self.pronoun, self.names), trusted=trusted)

    def _row(self, row: Block) -> Iterator[str]:
        cells = [speakable(cell) for cell in row.cells]
        head = [speakable(cell) for cell in row.header]
        filled = [(name, cell) for name, cell in zip(head[1:], cells[1:], strict=False) if cell]
        if not cells or not cells[0]:
            return
        if len(filled) <= 1 or self.language != ENGLISH:
            rest = ", ".join(cell for _, cell in filled)
            yield from self._statements(f"{cells[0]}: {rest}" if rest else cells[0], trusted=False)
            return
        said = [f"the {self.names.lowered(name)} {_be(name)} {cell}" for name, cell in filled[:3]]
        subject = fragments.noun_phrase(cells[0], self.names, definite=False)
        yield ended(capitalised(f"for {subject}, {' and '.join(said)}"))

    def _items(self, run: list[Block], before: str) -> Iterator[str]:
        intro = speakable(before).strip()
        if intro.endswith(":") and _is_list(run, self):
            yield from self._list(sentences.split(intro)[-1], run)
            return
        for block in run:
            yield from self._statements(speakable(block.text), trusted=False)

    def _list(self, intro: str, run: list[Block]) -> Iterator[str]:
        items = [speakable(block.text) for block in run]
        if self.language == ENGLISH and is_sentence(intro.rstrip(" :") + " this", trusted=True):
            yield fragments.listed(intro, items, self.names)
        else:
            yield ended(capitalised(f"{intro.rstrip(' :')}: {', '.join(items)}"))


def _be(name: str) -> str:
    return "are" if is_plural(name) else "is"


def _is_list(run: list[Block], reader: _Reader) -> bool:
    """A few short items without verbs: one sentence with its introduction."""
    items = [speakable(block.text) for block in run if block.kind is Kind.ITEM]
    short = all(length(item) <= 5 and ":" not in item for item in items)
    verbless = all(verb_at(item.split(), sure=True) is None for item in items)
    return 1 <= len(items) <= 5 and len(items) == len(run) and short and verbless
