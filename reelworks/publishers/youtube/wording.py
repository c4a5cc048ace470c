"""What is said of a video, within YouTube's limits.

The limits are from YouTube's documentation as remembered, and in this one place: titles of 100
characters, descriptions of 5,000 bytes, 500 characters of tags, neither `<` nor `>` anywhere;
chapters that begin at 0:00, three at least, ten seconds each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from reelworks.domain.errors import BadInput
from reelworks.ports.publish import Publication

_TITLE, _DESCRIPTION, _TAGS, _TAG = 100, 5_000, 500, 60
_FEWEST_CHAPTERS, _SHORTEST_CHAPTER_S = 3, 10.0
_CUT = "…"


def resource(said: Publication) -> dict[str, object]:
    """The `video` that is inserted: privacy, audience and AI disclosure are always said."""
    private = said.schedule is not None
    status: dict[str, object] = {
        "privacyStatus": "private" if private else said.privacy,
        "selfDeclaredMadeForKids": said.made_for_kids,
        "containsSyntheticMedia": said.synthetic,
        "license": "youtube",
        "embeddable": True,
    }
    if private:
        status["publishAt"] = said.schedule
    return {
        "snippet": {
            "title": title(said.title),
            "description": description(said),
            "tags": list(tags([said.marker, *said.tags])),
            "categoryId": said.category,
            "defaultLanguage": said.language,
            "defaultAudioLanguage": said.language,
        },
        "status": status,
    }


def title(text: str) -> str:
    """Raises BadInput when nothing is left of it."""
    plain = " ".join(_allowed(text).split())
    if not plain:
        raise BadInput(f"{text!r} is no title for YouTube.", remedy="Give the video another title.")
    return plain if len(plain) <= _TITLE else _at_a_word(plain, _TITLE - 1) + _CUT


def description(said: Publication) -> str:
    """The channel's template, filled in; where it is too long, the description is cut."""
    filled = _filled(said, said.description)
    beyond = len(filled.encode()) - _DESCRIPTION
    if beyond > 0:
        kept = len(said.description.encode()) - beyond - len(_CUT.encode())
        filled = _filled(said, _in_bytes(said.description, max(kept, 0)) + _CUT)
    return _in_bytes(filled, _DESCRIPTION)


def _filled(said: Publication, about: str) -> str:
    known = {
        **said.words,
        "title": said.title,
        "description": about.strip(),
        "chapters": "\n".join(chapters(said.chapters)),
    }
    text = said.template
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    lines = [line.rstrip() for line in _allowed(text).strip().splitlines()]
    return "\n".join(_no_gaps(lines))


def _no_gaps(lines: Iterable[str]) -> list[str]:
    """One empty line at most: where the template names what there is not."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept


def chapters(found: Sequence[tuple[float, str]]) -> tuple[str, ...]:
    """A line for each, as YouTube reads them; none where it would not."""
    starts = [(0.0 if number == 0 else at, name) for number, (at, name) in enumerate(found)]
    long_enough = all(b - a >= _SHORTEST_CHAPTER_S for (a, _), (b, _) in pairwise(starts))
    if len(starts) < _FEWEST_CHAPTERS or not long_enough:
        return ()
    return tuple(f"{_clock(at)} {' '.join(_allowed(name).split())}" for at, name in starts)


def tags(wanted: Iterable[str]) -> tuple[str, ...]:
    """As many as fit, the first ones first, none twice. A tag with a space counts its quotes."""
    kept: list[str] = []
    left = _TAGS
    for tag in wanted:
        plain = " ".join(_allowed(tag).replace(",", " ").split())[:_TAG]
        cost = len(plain) + (2 if " " in plain else 0) + (1 if kept else 0)
        if plain and plain.lower() not in {known.lower() for known in kept} and cost <= left:
            kept.append(plain)
            left -= cost
    return tuple(kept)


def _allowed(text: str) -> str:
    """Without what YouTube refuses: angle brackets, control characters."""
    plain = text.replace("<", "‹").replace(">", "›")
    return "".join(c for c in plain if c in "\n\t" or ord(c) >= 32)


def _at_a_word(text: str, most: int) -> str:
    cut = text[:most].rstrip()
    word = cut.rpartition(" ")[0]
    return word if len(word) > most // 2 and text[most : most + 1].strip() else cut


def _in_bytes(text: str, most: int) -> str:
    """The beginning of a text that takes at most so many bytes, no character cut in two."""
    return text.encode()[:most].decode(errors="ignore").rstrip()


def _clock(seconds: float) -> str:
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
