"""Settings read one by one from a YAML mapping, every fault kept with its line."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from reelworks.ops.yaml_nodes import Fault

_LARGEST_AMOUNT = 1_000_000
_LONGEST_SHOWN = 40


@dataclass(slots=True)
class Faults:
    """What was found so far."""

    found: list[Fault] = field(default_factory=list)

    def add(self, node: Node, reason: str) -> None:
        self.found.append(Fault(node.start_mark.line + 1, reason))


class Section:
    """One mapping. Reading a setting makes it known; `close` tells of those nobody read.

    A setting that is missing, empty or faulty reads as its default, so that reading goes on and
    everything that is wrong is told at once.
    """

    def __init__(self, node: MappingNode, name: str, faults: Faults) -> None:
        self._node = node
        self._name = name
        self._faults = faults
        self._keys: dict[str, Node] = {}
        self._values: dict[str, Node] = {}
        self._known: set[str] = set()
        for key, value in node.value:
            self._take(key, value)

    def _take(self, key: Node, value: Node) -> None:
        if not isinstance(key, ScalarNode):
            self._faults.add(key, f"{self._name} has a setting whose name is not plain text")
        elif key.value in self._keys:
            self._faults.add(key, f"`{key.value}` is written twice in {self._name}: keep one")
        else:
            self._keys[key.value], self._values[key.value] = key, value

    def has(self, key: str) -> bool:
        """Whether the setting is there and not empty."""
        self._known.add(key)
        return key in self._values and not _is(self._values[key], "null")

    def names(self) -> tuple[str, ...]:
        """Every setting that is there, in its order."""
        return tuple(self._keys)

    def fault(self, key: str, reason: str) -> None:
        """Something is wrong with `key`."""
        self._faults.add(self._keys.get(key, self._node), f"`{key}` {reason}")

    def text(self, key: str, default: str = "", *, longest: int = 200) -> str:
        """One line of text."""
        if not self.has(key):
            return default
        node = self._values[key]
        if not isinstance(node, ScalarNode):
            self.fault(key, f"must be text, not {_shown(node)}")
        elif _is(node, "int", "float", "bool"):
            self.fault(key, f'must be text: write it in quotes, "{node.value}"')
        elif not node.value.isprintable():
            self.fault(key, "must be one line of plain text")
        elif len(node.value) > longest:
            self.fault(key, f"is {len(node.value)} characters long; {longest} are allowed")
        else:
            return str(node.value).strip()
        return default

    def choice(self, key: str, options: Collection[str], default: str) -> str:
        """One of `options`."""
        if not self.has(key):
            return default
        node = self._values[key]
        if isinstance(node, ScalarNode) and node.value in options:
            return str(node.value)
        self.fault(key, f"cannot be {_shown(node)}{_instead(node.value, options)}")
        return default

    def whole(self, key: str, default: int, *, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        if not self.has(key):
            return default
        node = self._values[key]
        if _is(node, "int") and re.fullmatch(r"\+?[0-9]{1,9}", node.value):
            number = int(node.value)
            if low <= number <= high:
                return number
        self.fault(key, f"must be a whole number from {low} to {high}, not {_shown(node)}")
        return default

    def amount(self, key: str) -> Decimal | None:
        """An amount of money, zero or more."""
        if not self.has(key):
            return None
        node = self._values[key]
        if _is(node, "int", "float") and re.fullmatch(r"\+?[0-9]{1,9}(\.[0-9]{0,6})?", node.value):
            number = Decimal(node.value)
            if number <= _LARGEST_AMOUNT:
                return number
        self.fault(key, f"must be an amount in dollars such as 4.00, not {_shown(node)}")
        return None

    def section(self, key: str) -> Section | None:
        """The settings under `key`; None when there are none."""
        if not self.has(key):
            return None
        return section(self._values[key], f"`{key}`", self._faults)

    def is_word(self, key: str) -> bool:
        """Whether a plain value is given where settings may stand as well."""
        return self.has(key) and isinstance(self._values[key], ScalarNode)

    def sections(self, key: str, each: str) -> list[Section]:
        """The settings of every entry of the list under `key`; one entry is called `each`."""
        node = self._values[key] if self.has(key) else None
        if not isinstance(node, SequenceNode) or not node.value:
            self.fault(key, f"must be a list that is not empty; {each} begins with a dash")
            return []
        found = (section(entry, each, self._faults) for entry in node.value)
        return [entry for entry in found if entry is not None]

    def close(self) -> None:
        """Tell of every setting that nobody read."""
        for name, key in self._keys.items():
            if name not in self._known:
                reason = f"`{_cut(name)}` is no setting of {self._name}"
                self._faults.add(key, reason + _instead(name, sorted(self._known)))


def section(node: Node, name: str, faults: Faults) -> Section | None:
    """The node as settings; None, and a fault, when it is something else."""
    if isinstance(node, MappingNode):
        return Section(node, name, faults)
    faults.add(node, f"{name} must be settings such as `name: value`, not {_shown(node)}")
    return None


def _is(node: Node, *kinds: str) -> bool:
    return (
        isinstance(node, ScalarNode) and str(node.tag).removeprefix("tag:yaml.org,2002:") in kinds
    )


def _shown(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a group of settings"
    return "a list" if isinstance(node, SequenceNode) else f'"{_cut(node.value)}"'


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _instead(given: object, options: Collection[str]) -> str:
    near = get_close_matches(given.lower(), options, n=1) if isinstance(given, str) else []
    return f"; did you mean `{near[0]}`?" if near else f"; use one of: {', '.join(options)}"
