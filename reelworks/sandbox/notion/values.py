"""The values of a row's properties: as they may be written, as they are kept, as they are shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import available_timezones

from reelworks.sandbox.notion import files, texts
from reelworks.sandbox.notion.errors import Refused
from reelworks.sandbox.notion.schema import option
from reelworks.sandbox.notion.workspace import (
    Json,
    Page,
    Source,
    Workspace,
    partial,
    stamp,
    uuid_of,
)

_LONGEST_URL, _LONGEST_MAIL, _MOST = 2_000, 200, 100
_COMPUTED = frozenset(
    {"created_time", "last_edited_time", "created_by", "last_edited_by", "unique_id", "button"}
)


def written(
    space: Workspace, source: Source, page: Page, asked: Mapping[str, Json]
) -> tuple[str, ...]:
    """Put these values on a row, all or none; the ids of the properties that have changed."""
    found = {}
    for key, value in asked.items():
        config = source.named(key)
        found[config["id"]] = kept(space, source, config, key, value)
    changed = tuple(id_ for id_, value in found.items() if page.properties.get(id_) != value)
    for id_ in changed:
        before = page.properties.get(id_, [])
        page.properties[id_] = found[id_]
        if source.schema[id_]["type"] == "relation":
            _mirrored(space, source.schema[id_], page, before or [], found[id_])
    return changed


def kept(
    space: Workspace, source: Source, config: Mapping[str, Json], key: str, value: Json
) -> Json:
    """A value as it is kept. Raises Refused with Notion's words."""
    kind = config["type"]
    where = f"body.properties.{key}"
    if kind in _COMPUTED:
        raise Refused(f"{where}: a property of type {kind} cannot be written.")
    if not isinstance(value, dict):
        raise Refused(f"body failed validation: {where} should be an object.")
    if set(value) - {"type", "id"} != {kind} or value.get("type", kind) != kind:
        raise Refused(f"{config['name']} is expected to be {kind}.")
    if kind == "relation":
        return _relation(space, config, where, value[kind])
    if kind == "files":
        return files.written(space, f"{where}.files", value[kind])
    if kind in ("select", "multi_select", "status"):
        return _CHOOSE[kind](config, where, value[kind])
    return _CHECKED[kind](space, f"{where}.{kind}", value[kind])


def shown(space: Workspace, source: Source, page: Page, only: frozenset[str]) -> dict[str, Json]:
    """A row's properties by name; `only` these ids, if any are given."""
    return {
        config["name"]: {"id": config["id"], "type": config["type"], **_shown(space, page, config)}
        for config in source.schema.values()
        if not only or config["id"] in only
    }


def _shown(space: Workspace, page: Page, config: Mapping[str, Json]) -> dict[str, Json]:
    kind, value = config["type"], page.properties.get(config["id"])
    if kind in _COMPUTED:
        return {kind: _computed(space, page, config)}
    if kind in ("select", "status", "multi_select"):
        held = value if kind == "multi_select" else [value]
        found = [_chosen(o) for o in config[kind]["options"] if o["id"] in (held or [])]
        return {kind: found if kind == "multi_select" else next(iter(found), None)}
    match kind:
        case "files":
            return {kind: [files.shown(space, one) for one in value or []]}
        case "people":
            return {kind: [partial(space.people[id_]) for id_ in value or []]}
        case "relation":
            return {kind: [{"id": id_} for id_ in value or []], "has_more": False}
        case "title" | "rich_text":
            return {kind: value or []}
        case "checkbox":
            return {kind: bool(value)}
    return {kind: value}


def _computed(space: Workspace, page: Page, config: Mapping[str, Json]) -> Json:
    """What nobody writes."""
    match config["type"]:
        case "created_time":
            return stamp(page.created_at, space.desk)
        case "last_edited_time":
            return stamp(page.edited_at, space.desk)
        case "created_by":
            return partial(page.created_by)
        case "last_edited_by":
            return partial(page.edited_by)
        case "unique_id":
            return {"prefix": config["unique_id"]["prefix"], "number": page.number}
    return {}


def _chosen(found: Mapping[str, Json]) -> dict[str, Json]:
    return {name: found[name] for name in ("id", "name", "color")}


def _text(_: Workspace, where: str, value: Json) -> Json:
    return texts.written(where, value)


def _number(_: Workspace, where: str, value: Json) -> Json:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise Refused(f"body failed validation: {where} should be a number or `null`.")
    return value


def _short(most: int) -> Callable[[Workspace, str, Json], Json]:
    def checked(_: Workspace, where: str, value: Json) -> Json:
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise Refused(f"body failed validation: {where} should be a string or `null`.")
        if len(value) > most:
            raise Refused(
                f"body failed validation: {where}.length should be ≤ `{most}`, instead was "
                f"`{len(value)}`."
            )
        return value

    return checked


def _checkbox(_: Workspace, where: str, value: Json) -> Json:
    if not isinstance(value, bool):
        raise Refused(f"body failed validation: {where} should be a boolean.")
    return value


def _date(_: Workspace, where: str, value: Json) -> Json:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) - {"start", "end", "time_zone"}:
        raise Refused(f"body failed validation: {where} should have a start.")
    zone = value.get("time_zone")
    if zone is not None and zone not in available_timezones():
        raise Refused(f"body failed validation: {where}.time_zone is none.")
    times = [value.get("start"), value.get("end")]
    if times[0] is None or not all(_is_time(one) for one in times if one is not None):
        raise Refused(f"body failed validation: {where}.start should be a valid ISO 8601 date.")
    return {"start": times[0], "end": times[1], "time_zone": zone}


def _is_time(text: Json) -> bool:
    if not isinstance(text, str):
        return False
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            parse(text)
        except ValueError:
            continue
        return True
    return False


def _people(space: Workspace, where: str, value: Json) -> Json:
    if not isinstance(value, list) or len(value) > _MOST:
        raise Refused(f"body failed validation: {where}.length should be ≤ `{_MOST}`.")
    ids = [uuid_of(one.get("id", "")) for one in value if isinstance(one, dict)]
    if len(ids) < len(value) or (strangers := set(ids) - set(space.people)):
        raise Refused(f"Could not find user: {', '.join(sorted(strangers)) if ids else where}.")
    return ids


def _select(config: Mapping[str, Json], where: str, value: Json) -> Json:
    """An option that is not there yet is made, as Notion does."""
    if value is None:
        return None
    options = config[config["type"]]["options"]
    found = _named(options, where, value)
    if found is None:
        found = option(value.get("name"), value.get("color", "default"))
        options.append(found)
    return found["id"]


def _status(config: Mapping[str, Json], where: str, value: Json) -> Json:
    """Options of a status are not made by writing them."""
    if value is None:
        return config["status"]["groups"][0]["option_ids"][0]
    found = _named(config["status"]["options"], where, value)
    if found is None:
        said = value.get("name", value.get("id"))
        raise Refused(
            f'Invalid status option. Status option "{said}" does not exist.',
        )
    return found["id"]


def _multi_select(config: Mapping[str, Json], where: str, value: Json) -> Json:
    if not isinstance(value, list) or len(value) > _MOST:
        raise Refused(f"body failed validation: {where}.length should be ≤ `{_MOST}`.")
    return [_select(config, where, one) for one in value]


def _named(options: list[dict[str, Json]], where: str, value: Json) -> dict[str, Json] | None:
    known = {"id", "name", "color", "description"}
    if not isinstance(value, dict) or set(value) - known or not {"id", "name"} & set(value):
        raise Refused(f"body failed validation: {where} should have a name or an id.")
    for one in options:
        if (
            value.get("id", one["id"]) == one["id"]
            and value.get("name", one["name"]) == one["name"]
        ):
            return one
    return None


def _relation(space: Workspace, config: Mapping[str, Json], where: str, value: Json) -> Json:
    if not isinstance(value, list) or len(value) > _MOST:
        raise Refused(f"body failed validation: {where}.length should be ≤ `{_MOST}`.")
    pages = [space.page(one.get("id", "") if isinstance(one, dict) else "") for one in value]
    there = config["relation"]["data_source_id"]
    if any(page.source != there for page in pages):
        raise Refused(f"{where}: a page is not in the related data source.")
    return [page.id for page in pages]


def _mirrored(
    space: Workspace, config: Mapping[str, Json], page: Page, before: list[str], now: list[str]
) -> None:
    """What one end of a relation says, the other says too."""
    back = config["relation"].get("dual_property", {}).get("synced_property_id")
    if not back:
        return
    for id_ in {*before, *now}:
        other = space.pages[id_].properties
        held = [one for one in other.get(back, []) if one != page.id]
        other[back] = [*held, page.id] if id_ in now else held


_CHECKED: Mapping[str, Callable[[Workspace, str, Json], Json]] = {
    "title": _text,
    "rich_text": _text,
    "number": _number,
    "url": _short(_LONGEST_URL),
    "email": _short(_LONGEST_MAIL),
    "phone_number": _short(_LONGEST_MAIL),
    "checkbox": _checkbox,
    "date": _date,
    "people": _people,
}
_CHOOSE: Mapping[str, Callable[[Mapping[str, Json], str, Json], Json]] = {
    "select": _select,
    "status": _status,
    "multi_select": _multi_select,
}
