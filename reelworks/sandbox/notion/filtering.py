"""Filters and sorts of a query, over rows as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from reelworks.sandbox.notion import texts
from reelworks.sandbox.notion.errors import Refused
from reelworks.sandbox.notion.workspace import Json, Source

Row = Mapping[str, Json]  # a page as it is shown
Test = Callable[[Row], bool]
_MOST_DEEP = 2

_TEXTS = frozenset({"title", "rich_text", "url", "email", "phone_number"})
_TIMES = frozenset({"date", "created_time", "last_edited_time"})
_WORDS: Mapping[str, Callable[[str, str], bool]] = {
    "equals": lambda have, want: have == want,
    "does_not_equal": lambda have, want: have != want,
    "contains": lambda have, want: want.casefold() in have.casefold(),
    "does_not_contain": lambda have, want: want.casefold() not in have.casefold(),
    "starts_with": lambda have, want: have.casefold().startswith(want.casefold()),
    "ends_with": lambda have, want: have.casefold().endswith(want.casefold()),
}
_ORDER: Mapping[str, Callable[[Json, Json], bool]] = {
    "equals": lambda have, want: bool(have == want),
    "does_not_equal": lambda have, want: bool(have != want),
    "greater_than": lambda have, want: bool(have > want),
    "less_than": lambda have, want: bool(have < want),
    "greater_than_or_equal_to": lambda have, want: bool(have >= want),
    "less_than_or_equal_to": lambda have, want: bool(have <= want),
}
_DATES: Mapping[str, Callable[[datetime, datetime], bool]] = {
    "equals": lambda have, want: have == want,
    "before": lambda have, want: have < want,
    "after": lambda have, want: have > want,
    "on_or_before": lambda have, want: have <= want,
    "on_or_after": lambda have, want: have >= want,
}


def passing(source: Source, asked: Json, deep: int = 0) -> Test:
    """Whether a row passes a filter. Raises Refused for a filter that Notion would not take."""
    if not isinstance(asked, dict):
        raise Refused("body failed validation: body.filter should be an object.")
    for word, both in (("and", all), ("or", any)):
        if word in asked:
            if deep >= _MOST_DEEP or set(asked) != {word} or not isinstance(asked[word], list):
                raise Refused(f"body failed validation: body.filter.{word} is not valid.")
            tests = [passing(source, one, deep + 1) for one in asked[word]]
            return _joined(both, tests)
    if "timestamp" in asked:
        return _timestamp(asked)
    return _property(source, asked)


def _joined(both: Callable[[Iterable[bool]], bool], tests: Sequence[Test]) -> Test:
    return lambda row: both(one(row) for one in tests)


def ordered(source: Source, rows: Sequence[Row], sorts: Sequence[Json]) -> list[Row]:
    """The rows in this order; those without a value come last."""
    found = sorted(rows, key=lambda row: str(row["created_time"]), reverse=True)
    for sort in reversed(sorts):
        direction = sort.get("direction")
        if direction not in ("ascending", "descending") or len(sort) != 2:
            raise Refused("body failed validation: body.sorts needs a direction.")
        key = _key(source, sort)
        have = [row for row in found if key(row) is not None]
        have.sort(key=key, reverse=direction == "descending")
        found = [*have, *(row for row in found if key(row) is None)]
    return found


def _key(source: Source, sort: Json) -> Callable[[Row], Json]:
    if "timestamp" in sort:
        name = sort["timestamp"]
        if name not in ("created_time", "last_edited_time"):
            raise Refused("body failed validation: body.sorts.timestamp is not valid.")
        return lambda row: row[name]
    if "property" not in sort:
        raise Refused("body failed validation: body.sorts needs a property or a timestamp.")
    config = source.named(sort["property"])
    kind = config["type"]
    if kind in ("select", "status"):
        order = {o["id"]: place for place, o in enumerate(config[kind]["options"])}
        return lambda row: _place(row, config, order)
    return lambda row: _plain(kind, row["properties"][config["name"]][kind])


def _place(row: Row, config: Mapping[str, Json], order: Mapping[str, int]) -> int | None:
    value = row["properties"][config["name"]][config["type"]]
    return None if value is None else order[value["id"]]


def _plain(kind: str, value: Json) -> Json:
    """What is compared of a value; None for an empty one."""
    match kind:
        case "title" | "rich_text":
            return texts.plain(value) or None
        case "select" | "status":
            return None if value is None else value["name"]
        case "date":
            return None if value is None else _time(value["start"])
        case "created_time" | "last_edited_time":
            return _time(value)
        case "unique_id":
            return value["number"]
        case "files" | "people" | "relation" | "multi_select":
            return len(value) or None
        case _:
            return value


def _timestamp(asked: Json) -> Test:
    name = asked["timestamp"]
    if name not in ("created_time", "last_edited_time") or set(asked) - {"timestamp", "type", name}:
        raise Refused("body failed validation: body.filter.timestamp is not valid.")
    condition = asked.get(name)
    passes = _condition("date", condition)
    return lambda row: passes(_time(row[name]))


def _property(source: Source, asked: Json) -> Test:
    if not isinstance(asked.get("property"), str):
        raise Refused("body failed validation: body.filter.property should be a string.")
    try:
        config = source.named(asked["property"])
    except Refused:
        raise Refused(f"Could not find property with name or id: {asked['property']}") from None
    name, kind = config["name"], config["type"]
    given = set(asked) - {"property", "type"}
    if given != {kind}:
        raise Refused(
            f"database property {kind} does not match filter {min(given, default='nothing')}"
        )
    if kind in ("multi_select", "people", "relation"):
        passes = _members(asked[kind])
        return lambda row: passes(row["properties"][name][kind])
    simple = _condition(kind, asked[kind])
    return lambda row: simple(_plain(kind, row["properties"][name][kind]))


def _condition(kind: str, asked: Json) -> Callable[[Json], bool]:
    word, want = _one(asked)
    if word == "is_empty":
        return lambda have: have is None
    if word == "is_not_empty":
        return lambda have: have is not None
    if kind in _TEXTS and word in _WORDS and isinstance(want, str):
        return lambda have: _WORDS[word](have or "", want)
    if kind in ("number", "unique_id") and word in _ORDER and isinstance(want, (int, float)):
        return lambda have: have is not None and _ORDER[word](have, want)
    if kind == "checkbox" and word in ("equals", "does_not_equal") and isinstance(want, bool):
        return lambda have: _ORDER[word](have, want)
    if kind in ("select", "status") and word in ("equals", "does_not_equal"):
        names = want if isinstance(want, list) else [want]
        return lambda have: (have in names) is (word == "equals")
    if kind in _TIMES and word in _DATES:
        at = _time(want)
        return lambda have: have is not None and _DATES[word](have, at)
    raise Refused(f"body failed validation: body.filter.{kind}.{word} is not known.")


def _members(asked: Json) -> Callable[[Json], bool]:
    word, want = _one(asked)
    if word == "is_empty":
        return lambda have: not have
    if word == "is_not_empty":
        return bool
    if word not in ("contains", "does_not_contain"):
        raise Refused(f"body failed validation: body.filter: {word} is not known.")
    wanted = set(want if isinstance(want, list) else [want])
    inside = word == "contains"
    return lambda have: (
        bool(wanted & {one.get(k) for one in have for k in ("id", "name")}) is inside
    )


def _one(asked: Json) -> tuple[str, Json]:
    if not isinstance(asked, dict) or len(asked) != 1:
        raise Refused("body failed validation: body.filter needs exactly one condition.")
    word, want = next(iter(asked.items()))
    return str(word), want


_RELATIVE = {"today": 0, "tomorrow": 1, "yesterday": -1, "one_week_ago": -7,
             "one_week_from_now": 7, "one_month_ago": -30, "one_month_from_now": 30}  # fmt: skip


def _time(text: Json) -> datetime:
    if text in _RELATIVE:
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return today + timedelta(days=_RELATIVE[text])
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        try:
            found = datetime.combine(date.fromisoformat(text), datetime.min.time())
        except (TypeError, ValueError):
            raise Refused(f"body failed validation: `{text}` is no date.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
