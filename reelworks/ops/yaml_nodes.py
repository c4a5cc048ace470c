"""YAML text read into nodes that know their lines, or the faults that stand in the way.

Only what a settings file needs of YAML is read: one document, no aliases (they can blow up), no
tags, nothing nested deeply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import Node

_DEEPEST = 8
_MOST_EVENTS = 50_000
_MOST_FAULTS = 20
_NOT_TEXT = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# The scanner's words, and ours.
_SYNTAX = {
    r"'\t' that cannot start any token": "a tab stands where only spaces may: indent with spaces",
    "mapping values are not allowed": 'a second ": " in one line: put the text in quotes',
    "could not find expected ':'": "a colon is missing here, or a quote above is not closed",
    "expected <block end>": "the indentation does not fit the lines above",
    "while scanning a quoted scalar": "a quote is opened here and never closed",
    "while parsing a flow": "a bracket is opened here and never closed",
    "that cannot start any token": "text that begins with this character must be put in quotes",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line (counted from 1)."""

    line: int
    reason: str


def parse(text: str) -> Node | list[Fault]:
    """The root node of the one document in `text`, or what is wrong with it."""
    if bad := _NOT_TEXT.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        return [Fault(line, f"the character U+{ord(bad[0]):04X} is not text: remove it")]
    try:
        if unwanted := list(islice(_unwanted(text), _MOST_FAULTS)):
            return unwanted
        root: Node | None = _yaml().compose(text)
    except YAMLError as error:
        return [_syntax(error)]
    return [Fault(1, "the file is empty")] if root is None else root


def _yaml() -> YAML:
    return YAML(typ="safe", pure=True)  # pure: the C parser knows less about lines


def _unwanted(text: str) -> Iterator[Fault]:
    """The parts of YAML that we do not read, found without building anything of them."""
    depth = documents = 0
    for count, event in enumerate(_yaml().parse(text)):
        depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
        depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
        documents += isinstance(event, DocumentStartEvent)
        line = event.start_mark.line + 1
        if isinstance(event, NodeEvent):
            yield from (Fault(line, reason) for reason in _refused(event))
        if too_much := _too_much(depth, documents, count):
            yield Fault(line, too_much)
            return


def _too_much(depth: int, documents: int, events: int) -> str:
    if depth > _DEEPEST:
        return "settings are nested too deeply"
    if documents > 1:
        return "a second document begins here (---): keep one"
    return "the file holds far more settings than can be meant" if events > _MOST_EVENTS else ""


def _refused(event: NodeEvent) -> Iterator[str]:
    if isinstance(event, AliasEvent):
        yield f"*{event.anchor} repeats another part: write the settings out instead"
    elif event.anchor is not None:
        yield f"&{event.anchor} names a part to be repeated: write the settings out instead"
    if (tag := getattr(event, "tag", None)) is not None:
        yield f"the tag {tag} is not read: remove it"


def _syntax(error: YAMLError) -> Fault:
    if not isinstance(error, MarkedYAMLError):
        return Fault(1, f"this is not YAML: {error}")
    said = f"{error.context or ''} {error.problem or ''}".strip()
    reason = next((ours for theirs, ours in _SYNTAX.items() if theirs in said), said)
    began = error.context_mark if "opened" in reason else None
    mark = began or error.problem_mark or error.context_mark
    return Fault(mark.line + 1 if mark else 1, reason)
