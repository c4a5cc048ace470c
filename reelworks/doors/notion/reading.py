"""Reading: a page as Notion sends it, however odd, into what its properties say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reelworks.domain.errors import BadAnswer
from reelworks.doors.notion.properties import Property, Value, moment, value_of

Json = Any  # what Notion sends

_ID = re.compile(r"[0-9a-f]{32}")

Ids = Mapping[str, str]  # property -> Notion's id of it, which stays when it is renamed


@dataclass(frozen=True, slots=True)
class Sheet:
    """A row as it stands. `editor`: who changed it last; `person`: certain not to be a program.

    `faults`: what cannot be read, by property, in words.
    """

    page_id: str
    source: str
    editor: str
    edited_at: datetime | None
    gone: bool
    values: Mapping[str, Value]
    faults: Mapping[str, str]

    def text(self, name: str) -> str:
        """A property's words; "" where it is empty or cannot be read."""
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""


def sheet(page: Json, properties: Sequence[Property], ids: Ids) -> Sheet:
    """A page's properties as they are declared. Raises BadAnswer for what is no page at all."""
    if not isinstance(page, dict) or not is_id(_text(page.get("id"))):
        raise BadAnswer("Notion sent something that is no page.")
    its = page.get("properties")
    found = _by_id(its if isinstance(its, dict) else {})
    values: dict[str, Value] = {}
    faults: dict[str, str] = {}
    for wanted in properties:
        said = found.get(ids.get(wanted.name, "")) or found.get(wanted.name)
        fault = _fault(wanted, said)
        if said is None or fault:
            faults[wanted.name] = fault
        else:
            values[wanted.name] = value_of(wanted.kind, said)
    return Sheet(
        page_id=bare(page["id"]),
        source=bare(_text(_dict(page.get("parent")).get("data_source_id"))),
        editor=bare(_text(_dict(page.get("last_edited_by")).get("id"))),
        edited_at=_time(page.get("last_edited_time")),
        gone=any(page.get(name) is True for name in ("in_trash", "archived", "is_archived")),
        values=values,
        faults=faults,
    )


def bare(id_: str) -> str:
    """An id without dashes, in small letters: Notion writes it either way."""
    return id_.replace("-", "").lower()


def is_id(text: str) -> bool:
    """An id as Notion's are: nothing else ever gets into an address of ours."""
    return _ID.fullmatch(bare(text)) is not None


def _by_id(properties: Mapping[str, Json]) -> Mapping[str, Mapping[str, Json]]:
    """By id, and by name where nothing has that name as its id."""
    good = {name: said for name, said in properties.items() if isinstance(said, dict)}
    return {**good, **{_text(said.get("id")): said for said in good.values() if said.get("id")}}


def _fault(wanted: Property, said: Mapping[str, Json] | None) -> str:
    if said is None:
        return f"The property {wanted.name} is missing."
    kind = _text(said.get("type"))
    if kind != wanted.kind.value:
        return f"The property {wanted.name} is of the type {kind or 'nothing'}, not {wanted.kind}."
    return ""


def _time(value: Json) -> datetime | None:
    text = moment(_text(value))
    return datetime.fromisoformat(text) if text else None


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
