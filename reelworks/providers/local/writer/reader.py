"""The facts in a section of a page: its paragraphs, list items and table rows as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reelworks.providers.local.writer import fragments, sentences, tables
from reelworks.providers.local.writer.grammar import is_sentence, verb_at
from reelworks.providers.local.writer.language import ENGLISH
from reelworks.providers.local.writer.lexis import capitalised, ended, length, words_of
from reelworks.providers.local.writer.page import Block, Kind
from reelworks.providers.local.writer.salience import is_self_note
from reelworks.providers.local.writer.topic import Topic

_LONGEST_FACT = 2_000  # letters; a text without sentence ends is cut there at a space
_CODE = re.compile(r"^(?:[^:]{1,40}:\s)?(?:\S*[a-zA-Z]\d\S*[\s.]*)+$")  # `d4 d5`: nobody says it
_AMOUNT = re.compile(
    r"(?:about )?[\d½¼¾.,/]+\s?(?:k?g|m?l|cl|oz|lbs?|cups?|tsp|tbsp|teaspoons?|tablespoons?"
    r"|pinch(?:es)?|cloves?|slices?|eggs?|sticks?|pieces?)\b(?!.*[.;:])",
    re.IGNORECASE,
)
_STOPPED = re.compile(r"[.!?。！？؟।][\"']?$")


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns blocks into facts, in one language."""

    language: str
    topic: Topic

    def facts(self, blocks: Sequence[Block]) -> Iterator[str]:
        runs = [list(run) for _, run in groupby(blocks, key=lambda block: block.kind)]
        for at, run in enumerate(runs):
            following = runs[at + 1] if at + 1 < len(runs) else []
            before = runs[at - 1][-1] if at else None
            match run[0].kind:
                case Kind.ITEM:
                    yield from self._items(run, before)
                case Kind.ROW:
                    yield from (fact for row in run for fact in self._row(row))
                case _:
                    yield from self._texts(run, following)

    def _texts(self, blocks: list[Block], following: list[Block]) -> Iterator[str]:
        for block in blocks:
            text = block.text
            leads_in = bool(following) and block is blocks[-1]
            if leads_in and (_is_label(text) or (text.endswith(":") and _is_list(following))):
                text = " ".join(sentences.split(text)[:-1])
            yield from self._statements(text, trusted=_STOPPED.search(text) is not None)

    def _statements(self, text: str, *, trusted: bool) -> Iterator[str]:
        found = sentences.split(text)
        for sentence in found:
            if is_self_note(sentence) or length(sentence) < 2 or _CODE.match(sentence):
                continue
            said = self._said(sentence, trusted=trusted or len(found) > 1)
            yield from (one for one in said if length(one) >= 2)

    def _said(self, text: str, *, trusted: bool) -> Iterator[str]:
        if len(text) > _LONGEST_FACT:
            text = text[:_LONGEST_FACT].rsplit(" ", 1)[0]
        if not words_of(text):
            return
        if self.language == ENGLISH:
            yield from fragments.sentences_of(text, self.topic, trusted=trusted)
        else:
            yield ended(capitalised(text))

    def _row(self, row: Block) -> Iterator[str]:
        head, cells = row.header, row.cells
        if self.language == ENGLISH and (facts := tables.facts(head, cells)):
            yield from facts
        else:
            rest = ", ".join(cell for cell in cells[1:] if cell)
            said = f"{cells[0]}: {rest}" if cells[0] and rest else cells[0] or rest
            yield from self._statements(said, trusted=False)

    def _items(self, run: list[Block], before: Block | None) -> Iterator[str]:
        intro = before.text if before and before.kind is Kind.TEXT else ""
        if intro.endswith(":") and _is_list(run):
            yield self._list(sentences.split(intro)[-1], run)
            return
        if self.language == ENGLISH and len(run) > 1 and all(map(_is_amount, run)):
            yield self._list("You need", run).replace("You need:", "You need", 1)
            return
        for block in run:
            text = block.text
            yield from self._statements(text, trusted=_STOPPED.search(text) is not None)

    def _list(self, intro: str, run: list[Block]) -> str:
        items = [block.text for block in run]
        if self.language == ENGLISH:
            return fragments.listed(intro, items, self.topic.names)
        return ended(capitalised(f"{intro.rstrip(' :')}: {', '.join(items)}"))


def _is_amount(item: Block) -> bool:
    """`500 g strong wheat flour`: one of the things that a recipe takes."""
    return _AMOUNT.match(item.text) is not None and length(item.text) <= 9


def _is_label(text: str) -> bool:
    """`quick facts`: a few words above a list that only say that a list follows."""
    plain = len(text.split()) <= 5 and not _STOPPED.search(text)
    return plain and verb_at(text.split()) is None


def _is_list(run: list[Block]) -> bool:
    """A few short items without verbs: one sentence with its introduction."""
    items = [block.text for block in run if block.kind is Kind.ITEM]
    short = all(length(item) <= 5 and ":" not in item for item in items)
    verbless = not any(is_sentence(item, trusted=False) for item in items)
    return 1 <= len(items) <= 5 and len(items) == len(run) and short and verbless
