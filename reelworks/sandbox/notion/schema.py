"""The properties of a data source: what may be asked for, and how it is kept."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Mapping

from reelworks.sandbox.notion.errors import Refused
from reelworks.sandbox.notion.workspace import Json, Source, Workspace, new_id

COLOURS = (
    *("default", "gray", "brown", "orange", "yellow"),
    *("green", "blue", "purple", "pink", "red"),
)
_PLAIN = frozenset(
    {"title", "rich_text", "url", "people", "files", "email", "phone_number", "date", "checkbox"}
    | {"created_by", "created_time", "last_edited_by", "last_edited_time", "button"}
)
_CHOICES = frozenset({"select", "multi_select", "status"})
TYPES = _PLAIN | _CHOICES | {"number", "unique_id", "relation"}
_MOST_OPTIONS, _LONGEST_OPTION = 100, 100
_STATUSES = (("Not started", "default"), ("In progress", "blue"), ("Done", "green"))
_GROUPS = (("To-do", "gray"), ("In progress", "blue"), ("Complete", "green"))
_LETTERS = string.ascii_letters + string.digits


def configured(space: Workspace, name: str, asked: Json) -> dict[str, Json]:
    """A new property as it is kept. Raises Refused."""
    kind = kind_of(name, asked, more=frozenset({"description"}))
    config: dict[str, Json] = {
        "id": "title" if kind == "title" else _property_id(),
        "name": name,
        "description": asked.get("description"),
        "type": kind,
    }
    return {**config, kind: _MADE.get(kind, _empty)(space, name, asked[kind])}


def kind_of(name: str, asked: Json, *, more: frozenset[str]) -> str:
    """Which type is meant: that of the one key that names one."""
    where = f"body.properties.{name}"
    if not isinstance(asked, dict):
        raise Refused(f"body failed validation: {where} should be an object.")
    kinds = set(asked) - {"type"} - more
    if len(kinds) != 1 or asked.get("type", *kinds) not in kinds:
        raise Refused(f"body failed validation: {where} should name one type of property.")
    kind: str = kinds.pop()
    if kind not in TYPES:
        raise Refused(f"body failed validation: {where}.{kind} is no type this stand-in knows.")
    if not isinstance(asked[kind], dict):
        raise Refused(f"body failed validation: {where}.{kind} should be an object.")
    return kind


def updated(space: Workspace, source: Source, key: str, asked: Json) -> None:
    """Change, add or remove (null) one property. Raises Refused."""
    config = _known(source, key)
    if config is None:
        if asked is None:
            raise Refused(f"{key} is not a property that exists.")
        added = configured(space, key, {k: v for k, v in asked.items() if k != "name"})
        _check_one_title(source, added)
        source.schema[added["id"]] = added
        mirror(space, source, added)
    elif asked is None:
        if config["type"] == "title":
            raise Refused("Cannot delete the title property.")
        del source.schema[config["id"]]
    else:
        _change(space, source, config, dict(asked))


def _change(
    space: Workspace, source: Source, config: dict[str, Json], asked: dict[str, Json]
) -> None:
    name: Json = asked.pop("name", config["name"])
    if not isinstance(name, str) or not name:
        raise Refused("body failed validation: a property's name should be a string.")
    if name != config["name"] and _known(source, name) is not None:
        raise Refused(f"There is another property named {name}.")
    if set(asked) - {"type", "description"}:
        before: str = config["type"]
        kind = kind_of(name, asked, more=frozenset({"description"}))
        if kind != before:
            if "title" in (kind, before):
                raise Refused("Cannot change the type of the title property.")
            del config[before]
            config |= {kind: _MADE.get(kind, _empty)(space, name, asked[kind]), "type": kind}
        elif kind in _CHOICES and "options" in asked[kind]:
            config[kind] = _rechosen(name, config, asked[kind])
        elif kind == "number":
            config[kind] |= _number(space, name, asked[kind])
    config["name"] = name
    config["description"] = asked.get("description", config["description"])


def _known(source: Source, key: str) -> dict[str, Json] | None:
    found = (c for c in source.schema.values() if key in (c["name"], c["id"]))
    return next(found, None)


def _check_one_title(source: Source, added: Mapping[str, Json]) -> None:
    if added["type"] == "title" and any(c["type"] == "title" for c in source.schema.values()):
        raise Refused("A data source has exactly one title property.")


def mirror(space: Workspace, source: Source, config: dict[str, Json]) -> None:
    """The other end of a relation that is seen from both sides."""
    if config["type"] != "relation" or "dual_property" not in config["relation"]:
        return
    there = space.source(config["relation"]["data_source_id"])
    dual = config["relation"]["dual_property"]
    if dual.get("synced_property_id"):
        return
    name = dual.get("synced_property_name") or f"Related to {source.id[:8]} ({config['name']})"
    back: dict[str, Json] = {
        "id": _property_id(),
        "name": name,
        "description": None,
        "type": "relation",
    }
    ends = {"data_source_id": source.id, "database_id": source.database, "type": "dual_property"}
    synced = {"synced_property_id": config["id"], "synced_property_name": config["name"]}
    there.schema[back["id"]] = {**back, "relation": {**ends, "dual_property": synced}}
    dual |= {"synced_property_id": back["id"], "synced_property_name": name}


def _empty(_: Workspace, name: str, asked: Mapping[str, Json]) -> dict[str, Json]:
    _only(name, asked, frozenset())
    return {}


def _only(name: str, asked: Mapping[str, Json], keys: frozenset[str]) -> None:
    if extra := set(asked) - keys:
        raise Refused(f"body failed validation: body.properties.{name} has no {min(extra)}.")


def _number(_: Workspace, name: str, asked: Mapping[str, Json]) -> dict[str, Json]:
    _only(name, asked, frozenset({"format"}))
    return {"format": asked.get("format", "number")}


def _unique_id(_: Workspace, name: str, asked: Mapping[str, Json]) -> dict[str, Json]:
    _only(name, asked, frozenset({"prefix"}))
    return {"prefix": asked.get("prefix")}


def _relation(space: Workspace, name: str, asked: Mapping[str, Json]) -> dict[str, Json]:
    _only(name, asked, frozenset({"data_source_id", "type", "single_property", "dual_property"}))
    there = space.source(asked.get("data_source_id", ""))
    ways = {"single_property", "dual_property"} & set(asked)
    if len(ways) != 1:
        raise Refused(f"body failed validation: body.properties.{name}.relation needs one way.")
    way = ways.pop()
    ends = {"data_source_id": there.id, "database_id": there.database, "type": way}
    return {**ends, way: dict(asked[way])}


def _choices(_: Workspace, name: str, asked: Mapping[str, Json]) -> dict[str, Json]:
    _only(name, asked, frozenset({"options"}))
    return {"options": _options(name, asked.get("options", []), {})}


def _status(_: Workspace, name: str, asked: Mapping[str, Json]) -> dict[str, Json]:
    _only(name, asked, frozenset({"options"}))
    if asked.get("options"):
        options = _options(name, asked["options"], {})
        return {"options": options, "groups": _groups([[o["id"] for o in options], [], []])}
    options = [option(word, colour) for word, colour in _STATUSES]
    return {"options": options, "groups": _groups([[o["id"]] for o in options])}


def _groups(members: list[list[str]]) -> list[dict[str, Json]]:
    return [
        {"id": new_id(), "name": name, "color": colour, "option_ids": ids}
        for (name, colour), ids in zip(_GROUPS, members, strict=True)
    ]


def _rechosen(name: str, config: Mapping[str, Json], asked: Mapping[str, Json]) -> dict[str, Json]:
    """The list that is sent takes the place of the old one; who stays keeps id and colour."""
    kind = config["type"]
    kept: dict[str, Json] = dict(config[kind])
    _only(name, asked, frozenset({"options"}))
    known = {key: o for o in kept["options"] for key in (o["id"], o["name"])}
    kept["options"] = _options(name, asked["options"], known)
    if kind == "status":
        there = {o["id"] for o in kept["options"]}
        groups = [
            {**g, "option_ids": [i for i in g["option_ids"] if i in there]} for g in kept["groups"]
        ]
        grouped = {id_ for group in groups for id_ in group["option_ids"]}
        groups[0]["option_ids"] += [o["id"] for o in kept["options"] if o["id"] not in grouped]
        kept["groups"] = groups
    return kept


def _options(name: str, asked: Json, known: Mapping[str, Json]) -> list[dict[str, Json]]:
    if not isinstance(asked, list) or len(asked) > _MOST_OPTIONS:
        raise Refused(
            f"body failed validation: body.properties.{name}.options.length should be ≤ "
            f"`{_MOST_OPTIONS}`."
        )
    found = [_one_option(one, known) for one in asked]
    if len({o["name"].casefold() for o in found}) < len(found):
        raise Refused(f"The options of {name} must have different names.")
    return found


def _one_option(asked: Json, known: Mapping[str, Json]) -> dict[str, Json]:
    if not isinstance(asked, dict) or set(asked) - {"id", "name", "color", "description"}:
        raise Refused("body failed validation: an option has an id, a name, a color.")
    before = known.get(asked.get("id", "")) or known.get(asked.get("name", ""))
    colour = asked.get("color")
    if colour is not None and colour not in COLOURS:
        raise Refused(f"body failed validation: color should be one of {', '.join(COLOURS)}.")
    if before is None:
        if "name" not in asked:
            raise Refused(f"The option {asked.get('id')} does not exist.")
        return option(asked["name"], colour or "default", asked.get("description"))
    if colour not in (None, before["color"]):
        raise Refused(f"Cannot update color of select with name: {before['name']}.")
    return {**before, "name": checked_option(asked.get("name", before["name"]))}


def option(name: Json, colour: str = "default", about: Json = None) -> dict[str, Json]:
    """A new option."""
    return {"id": new_id(), "name": checked_option(name), "color": colour, "description": about}


def checked_option(name: Json) -> str:
    """Raises Refused for what cannot be an option's name."""
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_OPTION:
        raise Refused(f"body failed validation: an option's name has 1 to {_LONGEST_OPTION}.")
    if "," in name:
        raise Refused(f"Invalid select option, commas not allowed: {name}")
    return name


def _property_id() -> str:
    """Notion's are short, and percent-encoded: clients must not decode them."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(4))
    return f"{letters}%3A"


_MADE: Mapping[str, Callable[[Workspace, str, Mapping[str, Json]], dict[str, Json]]] = {
    "number": _number,
    "unique_id": _unique_id,
    "relation": _relation,
    "select": _choices,
    "multi_select": _choices,
    "status": _status,
}
