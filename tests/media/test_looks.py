"""Captions look the same however they get into the picture, and every look does what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reelworks.media import segment, typeset
from reelworks.media.looks import LOOKS, Look
from reelworks.media.sheets import Area
from reelworks.media.typeset import Script, Spoken
from reelworks.ports.speech import Word
from tests.media import material

SIZE = (640, 360)
FRAMES = 60
SAID = "The river rose in a single night and the bridges fell."
_LOSSLESS = ("-profile:v", "high444", "-preset", "ultrafast", "-qp", "0")
SHOWN = [look for look in LOOKS.values() if look]


def script(
    look: Look | None,
    *,
    text: str = SAID,
    title: str = "",
    colour: str = "",
    seconds: float = FRAMES / 30,
    apart: bool = True,
) -> Script:
    spoken = Spoken(material.spoken(text, seconds - 0.6), 0.3, seconds)
    return typeset.shot(
        *SIZE, spoken, language="en", title=title, look=look, colour=colour, apart=apart
    )


def rendered(folder: Path, what: Script, *, frames: int = FRAMES) -> list[material.Pixels]:
    clip = material.grey(folder / "clip.mp4", frames / 30, size="640x360")
    picture = segment.Picture(*SIZE, 30, frames)
    segment.render(clip, folder / "segment.mp4", picture, what, _LOSSLESS)
    return material.frames(folder / "segment.mp4")


def assert_alike(ones: list[material.Pixels], others: list[material.Pixels]) -> None:
    for number, (a, b) in enumerate(zip(ones, others, strict=True)):
        off = np.abs(a.astype(int) - b)
        assert off.mean() < 0.12, number  # a word late or early is far above
        assert (off > 24).mean() < 0.001, number


@pytest.mark.parametrize(
    "text", [SAID, "It rose.", "The 川 rose in a single night and bridges fell."]
)
@pytest.mark.parametrize("look", SHOWN)
def test_drawn_once_is_drawn_as_on_every_frame(tmp_path: Path, look: Look, text: str) -> None:
    apart = script(look, text=text)
    assert apart.sheets
    assert not apart.text
    over = script(look, text=text, apart=False)
    assert not over.sheets
    assert_alike(rendered(tmp_path, apart), rendered(tmp_path, over))


@pytest.mark.parametrize("seconds", [1.5, 2.0, 4.0, 6.0])
@pytest.mark.parametrize(
    "title", ["Rivers", "An unusually long title about the river and its bridges"]
)
def test_a_title_fades_as_on_every_frame(tmp_path: Path, title: str, seconds: float) -> None:
    frames = round(seconds * 30)
    apart, over = (
        script(LOOKS["bold"], title=title, seconds=seconds, apart=how) for how in (True, False)
    )
    assert len(apart.sheets) == (1 if seconds == 1.5 else 2)  # there it never stands still
    ones, others = (rendered(tmp_path, what, frames=frames) for what in (apart, over))
    assert_alike(ones, others)


def test_a_word_lights_up_at_its_moment_where_a_frame_begins_with_it(tmp_path: Path) -> None:
    """A clock that counts in thirds of a millisecond would be a frame late for some of these."""
    words = tuple(Word(f"w{n}", n * 0.1, n * 0.1 + 0.1) for n in range(18))
    spoken = Spoken(words, 0.1, 2)
    what = typeset.shot(*SIZE, spoken, language="en", look=LOOKS["classic"])
    light = [float(frame.astype(int).sum()) for frame in rendered(tmp_path, what)]
    rises = [number for number in range(4, 57) if light[number] > light[number - 1] + 100]
    assert rises == [number for number in range(6, 57) if number % 3 == 0]


@pytest.mark.parametrize("words", [60, 70, 200])
def test_a_long_take_shows_all_its_words(tmp_path: Path, words: int) -> None:
    """With more than so many of them, they are drawn over every frame."""
    what = script(LOOKS["classic"], text=" ".join(["river"] * words), seconds=6)
    assert len(what.sheets) == (words <= 64)
    frames = rendered(tmp_path, what, frames=180)
    assert all(np.ptp(frame) > 100 for frame in frames[10:-15])


@pytest.mark.parametrize("at", [2.0, 9.0])
def test_words_after_the_end_do_no_harm(tmp_path: Path, at: float) -> None:
    late = Spoken(tuple(replace(w, start=at, end=at + 1) for w in material.spoken(SAID, 1)), 0, 2)
    what = typeset.shot(*SIZE, late, language="en")
    assert what.sheets
    frames = rendered(tmp_path, what)
    assert all(np.ptp(frame) <= 2 for frame in frames[: FRAMES - 3])  # a cue comes a little early


@pytest.mark.parametrize("look", SHOWN)
@pytest.mark.parametrize(
    "text",
    [
        "Ångström ÅÉŷ lj " * 3,
        "Yes.",
        "fjord Þjóð ỵ̂ ǵ̈",
        "ارتفع النهر في ليلة واحدة وسقطت الجسور",
        "नदी एक ही रात में चढ़ी और पुल गिर गए",
        "แม่น้ำเพิ่มขึ้นในคืนเดียวและสะพานก็พังลง",
        "ស្ត្រី ទន្លេ ឡើង ក្នុង មួយ យប់",
        "the 川は一晩で増水し、橋は落ちた。 fell",
        "🏞️ rose 👩‍👩‍👧 and 🌉 fell",
        "W" * 60,
    ],
)
def test_nothing_reaches_out_of_its_layers(tmp_path: Path, look: Look, text: str) -> None:
    frames = rendered(tmp_path, script(look, text=text, apart=False))
    inside = np.zeros(frames[0].shape, bool)
    for area in areas(look, text):
        inside[area.y : area.y + area.height, area.x : area.x + area.width] = True
    assert all(np.ptp(frame[~inside]) <= 2 for frame in frames)
    assert any(np.ptp(frame[inside]) > 100 for frame in frames)


def areas(look: Look, text: str) -> set[Area]:
    (sheet,) = script(look, text=text).sheets
    return {layer.area for layer in sheet.layers}


def test_a_layer_is_as_small_as_its_line() -> None:
    look = LOOKS["classic"]
    long, short = areas(look, "The wide bridges fell " * 3), areas(look, "No.")
    assert (len(long), len(short)) == (2, 1)
    assert max(area.width for area in short) < min(area.width for area in long) / 3
    assert max(area.height for area in (*long, *short)) < SIZE[1] / 6
    low, high = sorted(long, key=lambda area: -area.y)
    assert high.y + high.height == low.y  # nothing is shown twice, nothing lost
    assert low.y + low.height < SIZE[1]


def test_marks_upon_marks_are_not_cut_off() -> None:
    stacked = script(LOOKS["classic"], text="Z" + "\u0301" * 12 + "algo")
    assert not stacked.sheets
    assert "algo" in stacked.text


def test_title_and_captions_share_a_shot(tmp_path: Path) -> None:
    frames = rendered(tmp_path, script(LOOKS["classic"], title="Rivers"))
    assert np.ptp(frames[30][:260]) > 100
    assert np.ptp(frames[30][260:]) > 100


def test_no_look_shows_nothing(tmp_path: Path) -> None:
    frames = rendered(tmp_path, script(LOOKS["none"]))
    assert all(np.ptp(frame) <= 2 for frame in frames)


def test_the_word_that_is_spoken_has_the_channels_colour(tmp_path: Path) -> None:
    import av

    rendered(tmp_path, script(LOOKS["bold"], colour="#FF0000"))
    with av.open(str(tmp_path / "segment.mp4")) as file:
        pictures = [frame.to_ndarray(format="rgb24").astype(int) for frame in file.decode(video=0)]
    red = [(p[..., 0] - p[..., 1] > 60).nonzero()[1] for p in pictures]
    assert red[3].size == 0
    assert red[13].size > 20  # "The"
    assert red[18].size > 20
    assert red[18].mean() > red[13].mean()  # a later word


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1080, 1080)])
@pytest.mark.parametrize("look", SHOWN)
def test_captions_stand_where_no_app_puts_its_own(
    tmp_path: Path, size: tuple[int, int], look: Look
) -> None:
    """Upright: above the lowest fifth, clear of the buttons at the right edge."""
    width, height = size
    spoken = Spoken(material.spoken("Nobody heard the wide bridges fall " * 3, 1.0), 0, 1)
    what = typeset.shot(*size, spoken, language="en", look=look, apart=False)
    (picture,) = material.drawn(replace(what, text=_shown_at_once(what.text)), tmp_path, size)
    rows, columns = (np.flatnonzero((picture > 128).any(axis=axis)) for axis in (1, 0))
    assert columns.min() > width * 0.07
    assert columns.max() < width * (0.9 if height > width else 0.93)
    assert rows.max() < height * (0.8 if height > width else 0.95)
    assert rows.min() > height * 0.5


def _shown_at_once(text: str) -> str:
    """The first cue alone, from the beginning."""
    head, *events = text.split("\nDialogue: ")
    fields = events[0].split(",", 9)
    return f"{head}\nDialogue: 0,0:00:00.00,0:00:09.00,{','.join(fields[3:])}\n"


@pytest.mark.parametrize(
    "colour", ["#000000", "#27566B", "#0000FF", "#FF0000", "#FFD84A", "#FFFFFF"]
)
def test_a_dark_colour_is_made_light_enough_to_read(colour: str) -> None:
    found = typeset._readable(colour)
    red, green, blue = (int(found[at : at + 2], 16) for at in (1, 3, 5))
    assert 0.2126 * red + 0.7152 * green + 0.0722 * blue >= 159
    assert found == colour or colour not in {"#FFD84A", "#FFFFFF"}
