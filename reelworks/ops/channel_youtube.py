"""The `youtube` of a channel in channels.yaml: that its films are published, and how."""

from __future__ import annotations

import re

from reelworks.domain.channels import Privacy, Youtube
from reelworks.domain.publishing import is_schedule
from reelworks.ops.sections import Section

_DEFAULT = Youtube()
_PLAYLIST = re.compile(r"PL[A-Za-z0-9_-]{10,60}")
_PROJECT = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_PLACES = ("title", "description", "chapters", "channel")
_PLACE = re.compile(r"\{(\w*)\}")
_YES = ("yes", "no")


def read(entry: Section) -> Youtube | None:
    """None: the channel's films stay here."""
    told = entry.section("youtube")
    if told is None:
        return None
    if not entry.has("youtube_channel"):
        entry.fault("youtube", "needs youtube_channel, the id of the channel to publish on")
    found = Youtube(
        description=_template(told),
        tags=_tags(told),
        category=str(told.whole("category", int(_DEFAULT.category), low=1, high=99)),
        playlist=_matching(told, "playlist", "", _PLAYLIST, "the id of a playlist: PL..."),
        project=_matching(told, "project", "", _PROJECT, "lower-case letters, digits and -"),
        schedule=_schedule(told, entry),
        per_day=told.whole("per_day", _DEFAULT.per_day, low=1, high=100),
        made_for_kids=told.choice("made_for_kids", _YES, "no") == "yes",
        synthetic=told.choice("synthetic", _YES, "yes") == "yes",
        notify=told.choice("notify", _YES, "yes") == "yes",
    )
    told.close()
    return found


def _template(told: Section) -> str:
    text = told.text("description", _DEFAULT.description, longest=4_000)
    for name in _PLACE.findall(text):
        if name not in _PLACES:
            places = ", ".join(f"{{{place}}}" for place in _PLACES)
            told.fault("description", f"cannot name {{{name}}}: there are {places}")
    return text


def _tags(told: Section) -> tuple[str, ...]:
    text = told.text("tags", longest=500)
    return tuple(tag.strip() for tag in text.split(",") if tag.strip())


def _matching(told: Section, key: str, usual: str, form: re.Pattern[str], meant: str) -> str:
    text = told.text(key, usual)
    if text and not form.fullmatch(text):
        told.fault(key, f"cannot be {text!r}: it is {meant}")
    return text


def _schedule(told: Section, entry: Section) -> str:
    text = told.text("schedule")
    if text and not is_schedule(text):
        told.fault("schedule", f"cannot be {text!r}: write a time as 18:00 Europe/Berlin")
    if text and entry.text("privacy") != Privacy.PUBLIC.value:
        told.fault("schedule", "needs privacy: public, for that is what the video becomes")
    return text
