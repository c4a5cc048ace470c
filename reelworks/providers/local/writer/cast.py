"""Which subject is seen in which shot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reelworks.providers.local.writer.subjects import STAND_INS, SUBJECTS, named

_SHARE_WITH_SUBJECT = 2 / 3  # the other shots belong to the place alone


def characters_for(shots: int) -> int:
    """How many characters a film of so many shots has: 4 for 18."""
    return max(1, round(shots * 4 / 18))


def cast(lines: Sequence[str], settings: Sequence[str], text: str) -> list[str | None]:
    """A subject or none for each shot: so many different ones in all, each at least once."""
    wanted = [
        [name for name in named(line) if _fits(name, settings[at])] for at, line in enumerate(lines)
    ]
    chosen = _chosen(wanted, settings, text)
    seen = _where_named(wanted, chosen)
    for name in sorted(chosen, key=lambda one: sum(_fits(one, setting) for setting in settings)):
        if name not in seen:
            seen[_free_shot(seen, name, settings)] = name
    _again(seen, chosen, settings)
    return seen


def _fits(name: str, setting: str) -> bool:
    return setting in SUBJECTS[name].settings


def _chosen(wanted: Sequence[Sequence[str]], settings: Sequence[str], text: str) -> list[str]:
    """Those that the words name most; then those the page names; then stand-ins for the place."""
    counts = Counter(name for names in wanted for name in names)
    usual = Counter(settings).most_common(1)[0][0]
    others = [*named(text), *STAND_INS[usual], *SUBJECTS]
    possible = [name for name in others if any(_fits(name, setting) for setting in settings)]
    ranked = [name for name, _ in counts.most_common()]
    return list(dict.fromkeys([*ranked, *possible]))[: characters_for(len(settings))]


def _where_named(wanted: Sequence[Sequence[str]], chosen: Sequence[str]) -> list[str | None]:
    """Each shot shows what its words name: of several, the one seen least so far."""
    seen: list[str | None] = []
    for names in wanted:
        fitting = [name for name in names if name in chosen]
        seen.append(min(fitting, key=seen.count) if fitting else None)
    return seen


def _free_shot(seen: Sequence[str | None], name: str, settings: Sequence[str]) -> int:
    """A shot for a subject that no words placed: an empty one that fits, else one to spare."""

    def cost(at: int) -> tuple[bool, bool, int, int]:
        holder = seen[at]
        only = holder is not None and seen.count(holder) == 1
        return only, not _fits(name, settings[at]), seen.count(holder) if holder else 0, -at

    return min(range(len(seen)), key=cost)


def _again(seen: list[str | None], chosen: Sequence[str], settings: Sequence[str]) -> None:
    """Subjects seen once are seen again, far from the first time, while places stay empty."""
    for name in chosen:
        first = seen.index(name)
        free = [at for at, held in enumerate(seen) if held is None and _fits(name, settings[at])]
        filled = len(seen) - seen.count(None)
        if seen.count(name) == 1 and free and filled < len(seen) * _SHARE_WITH_SUBJECT:
            seen[max(free, key=lambda at: abs(at - first))] = name
