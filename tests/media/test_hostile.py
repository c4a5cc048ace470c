"""Two hundred hostile or odd texts: in captions, titles and metadata they are what was written."""

from __future__ import annotations

import html
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

import av
import numpy as np
import pytest
from rapidocr import RapidOCR

from reelworks.domain.errors import BadInput
from reelworks.media import ass, captions, film, fonts, metadata, rooms, subtitles, typeset, words
from reelworks.media.film import About
from reelworks.media.subtitles import Subtitle
from reelworks.media.typeset import Script
from reelworks.ports.speech import Word
from reelworks.scripts import render_shot
from tests.media import material
from tests.media.hostile import TEXTS

SIZE = (5600, 140)
EM = 32.0
STYLE = ass.Style(em=EM, outline=0, blur=0, align=5, at=(SIZE[0] // 2, SIZE[1] // 2))
_AT_ONCE = 40
_STACKED = 3  # marks on a letter; what Pillow and libass make of more differs in width
# Read by a program that knows letters, figures and common signs.
LEGIBLE = (
    "plain text that anybody reads",
    "100% sure of {\\b1}it{\\b0}",
    "Dialogue: 0,0:00:00.00,Title",
    "C:\\News\\notes\\{draft}\\new.txt",
    "{\\an8}to the top",
    "drawtext=text='x':fontfile=/etc/passwd",
    "<b>not bold</b>",
    "河流记得每一次洪水",
)


def test_there_are_two_hundred() -> None:
    assert len(set(TEXTS)) >= 200


@pytest.fixture(scope="module")
def widths(tmp_path_factory: pytest.TempPathFactory) -> list[int]:
    """How many columns libass covers with each text."""
    found: list[int] = []
    for some in _batches():
        pictures = _drawn(some, tmp_path_factory.mktemp("drawn"))
        columns = [np.flatnonzero(picture.max(axis=0) > 64) for picture in pictures]
        found += [int(at[-1] - at[0] + 1) if at.size else 0 for at in columns]
    return found


def _batches() -> list[tuple[str, ...]]:
    return [TEXTS[at : at + _AT_ONCE] for at in range(0, len(TEXTS), _AT_ONCE)]


def _drawn(texts: tuple[str, ...], folder: Path) -> list[material.Pixels]:
    blocks = []
    for second, text in enumerate(map(captions.clean, texts)):
        faces = fonts.faces_for(fonts.caption_face(), text, "en")
        blocks.append(ass.title([text], STYLE, faces, start=second, end=second + 1))
    faces = tuple(dict.fromkeys(face for part in blocks for face in part.faces))
    return material.drawn(Script(ass.document(*SIZE, blocks), faces, ""), folder, SIZE, len(texts))


def test_every_text_is_as_wide_as_its_letters(widths: list[int]) -> None:
    """Measured by Pillow: a tag that took effect hides letters, one that was lost shows more."""
    off = {}
    for text, wide in zip(TEXTS, widths, strict=True):
        clean = captions.clean(text)
        if _is_stacked(clean):
            continue
        wanted = fonts.width(clean, fonts.faces_for(fonts.caption_face(), clean, "en")) * EM
        slack = 1.3 if clean.endswith("”") else 0.6  # a wide quote is half empty
        if abs(wide - wanted) > max(wanted * 0.05, EM * slack):
            off[text] = (wide, round(wanted))
    assert off == {}


def _is_stacked(text: str) -> bool:
    marks = "".join(unicodedata.category(char)[0] for char in text)
    return "M" * _STACKED in marks or "\u202e" in text


def test_captions_lose_no_character_of_any_text(tmp_path: Path) -> None:
    for number, text in enumerate(TEXTS):
        said = [Word(word, i * 0.4, i * 0.4 + 0.3) for i, word in enumerate(text.split())]
        path = material.words(tmp_path / f"{number}.json", said)
        if any("\ud800" <= char <= "\udfff" for char in text):  # half a character is no JSON
            with pytest.raises(BadInput, match="no word times that we read"):
                words.read(path)
            continue
        cues = captions.cues(words.read(path), 60, measure=len, widest=42)
        shown = "".join(piece.text for cue in cues for piece in cue.pieces)
        assert shown == "".join(captions.clean(word.text).replace(" ", "") for word in said)


def test_every_text_is_a_title_of_a_few_lines() -> None:
    for text in TEXTS:
        clean = captions.clean(text)
        faces = fonts.faces_for(fonts.title_face(), clean, "en")
        _, lines = typeset.fit(clean, faces, 1459, most=3, largest=108, least=49)
        assert len(lines) <= 3
        shown = "".join("".join(lines).split()).rstrip("…")
        assert "".join(clean.split()).startswith(shown)


@pytest.mark.parametrize("kind", ["srt", "webvtt"])
def test_ffmpeg_reads_every_subtitle_back(tmp_path: Path, kind: str) -> None:
    shown = [
        Subtitle(n, n + 0.9, (captions.clean(text),))
        for n, text in enumerate(TEXTS)
        if captions.clean(text)
    ]
    path = tmp_path / f"film.{kind}"
    written = subtitles.srt(shown) if kind == "srt" else subtitles.vtt(shown)
    path.write_text(written, encoding="utf-8")
    with av.open(str(path), format=kind) as file:
        read = [bytes(packet).decode() for packet in file.demux() if packet.size]
    if kind == "webvtt":
        read = [html.unescape(text) for text in read]
    assert [text.replace("\u2060", "") for text in read] == [
        item.lines[0].replace("\u2060", "") for item in shown
    ]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A segment of half a second, and a sound track for it."""
    folder = tmp_path_factory.mktemp("parts")
    files = {
        "clip": material.grey(folder / "clip.mp4", 1, size="64x64"),
        "narration": material.sound(folder / "n.wav", material.speech(0.25)),
        "words": material.words(folder / "w.json", ()),
        "output": folder / "segment.mp4",
    }
    options = [f"--{name}={path}" for name, path in files.items()]
    assert render_shot.main([*options, "--size=64x64", "--lead=0", "--tail=0"]) == 0
    raw = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo:d=0.25")
    with rooms.room(folder) as room:
        room.ffmpeg([*raw, "-c:a", "aac", "-f", "mp4", "sound.m4a"])
        room.path("sound.m4a").rename(folder / "sound.m4a")
    return files["output"], folder / "sound.m4a"


def test_titles_and_chapters_are_read_back_as_written(
    parts: tuple[Path, Path], tmp_path: Path
) -> None:
    for text in TEXTS:
        title = captions.clean(text)
        about = About(title, "eng", metadata.chapters([title], [0], 8))
        chapter = about.chapters[0].title if about.chapters else None
        film.join([parts[0]], parts[1], tmp_path / "film.mp4", about, 30)
        with av.open(str(tmp_path / "film.mp4")) as file:
            assert file.metadata.get("title", "") == title
            assert [c["metadata"]["title"] for c in file.chapters()] == [chapter] * bool(chapter)


@pytest.mark.slow
def test_a_program_that_reads_pictures_reads_what_was_written(tmp_path: Path) -> None:
    engine = RapidOCR(params={"Global.log_level": "error"})
    for text, picture in zip(LEGIBLE, _drawn(LEGIBLE, tmp_path), strict=True):
        rows, columns = (np.flatnonzero(picture.max(axis=axis) > 64) for axis in (1, 0))
        inked = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        page = np.pad(inked, 24).repeat(2, 0).repeat(2, 1)
        found = engine(np.dstack([page] * 3), use_det=False, use_cls=False)
        read = "".join(found.txts or ())
        alike = SequenceMatcher(None, read.replace(" ", ""), text.replace(" ", "")).ratio()
        assert alike > 0.85, (text, read)  # it drops a backslash here and there
