"""What is said of a video fits YouTube's limits, whatever it is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelworks.domain.errors import BadInput
from reelworks.domain.publishing import is_schedule, next_time
from reelworks.ports.publish import Publication
from reelworks.publishers.youtube.wording import chapters, description, resource, tags, title
from reelworks.sandbox.youtube.checking import checked_video

PLAIN = Publication(
    film=Path("film.mp4"),
    sha256="0" * 64,
    account="UC",
    marker="reelworks-0123456789abcdef",
    title="Lights",
    description="What the towers were for.",
    template="{description}\n\n{chapters}\n\n{channel}",
    tags=("lighthouses",),
    category="27",
    language="en",
    privacy="unlisted",
    made_for_kids=False,
    synthetic=True,
    notify=False,
    chapters=((0.4, "Fires"), (12.0, "Towers"), (3725.0, "Lens")),
    words={"channel": "Tides"},
)


def said(publication: Publication) -> dict[str, Any]:
    """The resource, after YouTube's own checks."""
    import json

    body = json.dumps(resource(publication)).encode()
    return cast(dict[str, Any], checked_video(body, "snippet,status"))


def test_everything_is_said() -> None:
    found = said(PLAIN)
    assert found["snippet"]["description"] == (
        "What the towers were for.\n\n0:00 Fires\n0:12 Towers\n1:02:05 Lens\n\nTides"
    )
    assert found["snippet"]["tags"] == [PLAIN.marker, "lighthouses"]
    assert found["snippet"]["defaultAudioLanguage"] == "en"
    assert found["status"]["privacyStatus"] == "unlisted"
    assert found["status"]["containsSyntheticMedia"] is True
    assert found["status"]["selfDeclaredMadeForKids"] is False


def test_privacy_and_disclosure_are_said_even_when_they_are_the_default() -> None:
    status = cast(dict[str, object], resource(replace(PLAIN, privacy="public"))["status"])
    assert {"privacyStatus", "containsSyntheticMedia", "selfDeclaredMadeForKids"} <= set(status)


def test_a_scheduled_video_is_private_until_then() -> None:
    at = "2027-01-01T17:00:00Z"
    status = said(replace(PLAIN, privacy="public", schedule=at))["status"]
    assert (status["privacyStatus"], status["publishAt"]) == ("private", at)


TEXT = st.text(max_size=300)


@given(TEXT, st.text(max_size=9000), st.lists(TEXT, max_size=40), TEXT)
def test_whatever_it_is_made_of_youtube_takes_it(
    name: str, about: str, words: list[str], channel: str
) -> None:
    try:
        title(name)
    except BadInput:
        name = "A title"
    publication = replace(
        PLAIN, title=name, description=about, tags=tuple(words), words={"channel": channel}
    )
    assert PLAIN.marker in said(publication)["snippet"]["tags"]


def test_a_long_title_ends_at_a_word() -> None:
    found = title("word " * 40)
    assert len(found) <= 100
    assert found.endswith("word…")


def test_a_long_description_keeps_its_chapters() -> None:
    found = description(replace(PLAIN, description="é" * 6000))
    assert len(found.encode()) <= 5000
    assert found.endswith("0:00 Fires\n0:12 Towers\n1:02:05 Lens\n\nTides")


def test_a_template_that_names_what_there_is_not_leaves_no_gap() -> None:
    found = description(replace(PLAIN, chapters=(), template="a\n\n{chapters}\n\nb"))
    assert found == "a\n\nb"


@pytest.mark.parametrize(
    "found",
    [
        ((0.0, "a"), (20.0, "b")),
        ((0.0, "a"), (5.0, "b"), (30.0, "c")),
        (),
    ],
)
def test_chapters_that_youtube_would_not_show_are_left_out(
    found: tuple[tuple[float, str], ...],
) -> None:
    assert chapters(found) == ()


def test_tags_that_do_not_fit_are_left_out_and_none_is_there_twice() -> None:
    assert tags(["a", "A", "b,c", "  "]) == ("a", "b c")
    assert sum(len(tag) + 3 for tag in tags(f"two words {n}" for n in range(100))) <= 503


def test_nothing_is_no_title() -> None:
    with pytest.raises(BadInput, match="no title"):
        title(" \x00 ")


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("18:00 Europe/Berlin", "2026-11-26T12:00:00+00:00", "2026-11-26T17:00:00Z"),
        ("18:00 Europe/Berlin", "2026-11-26T16:45:00+00:00", "2026-11-27T17:00:00Z"),
        ("18:00", "2026-11-26T19:00:00+00:00", "2026-11-27T18:00:00Z"),
        ("18:00 Europe/Berlin", "2027-03-27T20:00:00+00:00", "2027-03-28T16:00:00Z"),
    ],
)
def test_a_schedule_is_the_next_such_time(text: str, now: str, expected: str) -> None:
    assert is_schedule(text)
    assert next_time(text, datetime.fromisoformat(now).astimezone(UTC)) == expected


@pytest.mark.parametrize("text", ["25:00", "18:00 Nowhere/Land", "six", "18.00"])
def test_what_is_no_time_of_day_is_none(text: str) -> None:
    assert not is_schedule(text)
