"""Which font shows which characters: openly licensed faces from packages, chosen by coverage."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont

from reelworks.domain.errors import BadInput, MachineError

_SAFE_FAMILY = re.compile(r"[\w .+-]{1,64}")  # a family's name stands inside an ASS tag
_MAX_BYTES = 64 * 1024 * 1024
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}
_MEASURE_AT = 200  # pixels per em when measuring; the result is kept per em


@dataclass(frozen=True, slots=True)
class Face:
    """One font file. `family` is the name that libass finds it by, `weight` what to ask for.

    Faces that come in one weight only are emboldened by libass when `weight` is over 400.
    """

    family: str
    path: Path
    index: int = 0
    weight: int = 400


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that one face shows."""

    text: str
    face: Face


def _package(name: str, file: str) -> Path:
    """A file of an installed package."""
    return _folder(name) / file


@lru_cache(maxsize=8)
def _folder(package: str) -> Path:
    """Where an installed package lies, found without importing it."""
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else Path("/nonexistent", package)


@lru_cache(maxsize=1)
def caption_face() -> Face:
    """What captions are set in."""
    path = _package("font_hanken_grotesk", "files/HankenGrotesk-SemiBold.otf")
    return Face("Hanken Grotesk SemiBold", path)


@lru_cache(maxsize=1)
def title_face() -> Face:
    """What titles are set in."""
    path = _package("font_source_serif_pro", "files/SourceSerifPro-Semibold.otf")
    return Face("Source Serif Pro Semibold", path)


_SCRIPTS = (
    *("Arabic", "Hebrew", "Devanagari", "Thai", "Bengali", "Tamil", "Telugu", "Gujarati"),
    *("Gurmukhi", "Kannada", "Malayalam", "Oriya", "Sinhala", "Khmer", "Lao", "Myanmar"),
    *("Armenian", "Georgian", "Ethiopic"),
)
_FAMILIES = {"Hebrew": "Noto Sans Hebrew Light"}  # the name in the file, though it is regular
_CJK = {"JP": 0, "KR": 1, "SC": 2, "TC": 3, "HK": 4}  # order in the collection


@lru_cache(maxsize=8)
def fallbacks(region: str) -> tuple[Face, ...]:
    """The faces after the first, in the order they are asked; `region` is a key of `_CJK`."""
    noto = [_noto("Noto Sans", "NotoSans[wght].ttf")]
    noto += [
        _noto(_FAMILIES.get(script, f"Noto Sans {script}"), f"NotoSans{script}[wght].ttf")
        for script in _SCRIPTS
    ]
    noto.append(_noto("Noto Emoji", "NotoEmoji[wght].ttf"))
    noto.append(_noto("Noto Sans Symbols", "NotoSansSymbols[wght].ttf"))
    cjk = _package("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc")
    noto.append(Face(f"Noto Sans CJK {region}", cjk, _CJK[region], weight=600))
    return tuple(noto)


def _noto(family: str, file: str) -> Face:
    return Face(family, _package("manimgx_fonts", file), weight=600)


def cjk_region(text: str, language: str) -> str:
    """Whose forms of the shared ideographs to show, by the text itself, else its language."""
    names = {unicodedata.name(char, "").split(" ")[0] for char in text if ord(char) > 0x10FF}
    if names & {"HIRAGANA", "KATAKANA"}:
        return "JP"
    if "HANGUL" in names:
        return "KR"
    tag = language.lower().replace("_", "-")
    if tag.startswith("zh"):
        wide = ("hk", "HK"), ("mo", "HK"), ("tw", "TC"), ("hant", "TC")
        return next((region for part, region in wide if part in tag.split("-")), "SC")
    return {"ja": "JP", "ko": "KR"}.get(tag.split("-")[0], "SC")


def own(path: Path) -> Face:
    """A channel's own font. Raises BadInput, saying why, when it cannot be used."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadInput(f"The font {path} is larger than {_MAX_BYTES >> 20} MB.")
        with TTFont(path, fontNumber=0, lazy=True) as font:
            family = str(font["name"].getDebugName(1) or "")
            _code_points(font)
        ImageFont.truetype(str(path), _MEASURE_AT)
    except (OSError, TTLibError, KeyError, ValueError, AssertionError, IndexError) as error:
        raise BadInput(
            f"The font {path} cannot be read: {error}.",
            remedy="Give a TrueType or OpenType font file, or leave the font out.",
        ) from error
    if not _SAFE_FAMILY.fullmatch(family):
        raise BadInput(f"The font {path} calls its family {family!r}, which cannot be used.")
    return Face(family, path)


@lru_cache(maxsize=64)
def coverage(face: Face) -> frozenset[int]:
    """The code points that a face has a glyph for; none when its file is not there."""
    try:
        with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
            return _code_points(font)
    except (OSError, TTLibError):
        return frozenset()


def _code_points(font: TTFont) -> frozenset[int]:
    # What the glyphs are called does not matter here, and takes 50 ms to find out.
    font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
    return frozenset(font.getBestCmap() or ())


@lru_cache(maxsize=64)
def line_height(face: Face) -> float:
    """Ascent and descent per em, as libass counts them: its font size is this, not the em."""
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        windows = font["OS/2"].usWinAscent + font["OS/2"].usWinDescent
        height = windows or font["hhea"].ascent - font["hhea"].descent
        return float(height / font["head"].unitsPerEm)


def runs(text: str, faces: Sequence[Face]) -> tuple[Run, ...]:
    """Cut a text by the face that shows it: a word's letters in one, marks where they belong.

    A character that no face has is left to the first one, which shows its empty box.
    """
    if text and coverage(faces[0]).issuperset(map(ord, text)):
        return (Run(text, faces[0]),)
    found: list[Run] = []
    for word in re.split("( +)", text):
        preferred = _face_of_word(word, faces)
        for char in word:
            face = _face_for(char, (preferred, *faces), found[-1].face if found else preferred)
            if found and found[-1].face == face:
                found[-1] = Run(found[-1].text + char, face)
            else:
                found.append(Run(char, face))
    return tuple(found)


def _face_of_word(word: str, faces: Sequence[Face]) -> Face:
    """The first face that has all letters: a font with two Greek letters does not write Greek."""
    letters = {ord(char) for char in word if char.isalpha()}
    return next((face for face in faces if letters <= coverage(face)), faces[0])


def _face_for(char: str, faces: Sequence[Face], current: Face) -> Face:
    if char == " ":  # the emoji font's space is as wide as an emoji
        return faces[0] if current.family == "Noto Emoji" else current
    if joins(char):
        return current
    return next((face for face in faces if ord(char) in coverage(face)), faces[0])


def joins(char: str) -> bool:
    """Whether a character belongs to the one before it: a mark, a joiner, a variation selector."""
    category = unicodedata.category(char)
    return category in _INVISIBLE or category[0] == "M" or "\U0001f3fb" <= char <= "\U0001f3ff"


def missing(text: str, faces: Sequence[Face]) -> str:
    """The characters that no face can show, each once, in the order they appear."""
    needed = (
        char
        for char in dict.fromkeys(text)
        if not char.isspace() and unicodedata.category(char) not in _INVISIBLE
    )
    return "".join(c for c in needed if not any(ord(c) in coverage(face) for face in faces))


def used(texts: Iterable[str], faces: Sequence[Face]) -> tuple[Face, ...]:
    """The faces that these texts need, the first one always."""
    found = dict.fromkeys([faces[0]])
    for text in texts:
        found.update(dict.fromkeys(run.face for run in runs(text, faces)))
    return tuple(found)


def width(text: str, faces: Sequence[Face]) -> float:
    """How wide a text is, in ems."""
    return sum(_run_width(run) for run in runs(text, faces))


@lru_cache(maxsize=4096)
def _run_width(run: Run) -> float:
    return float(_measuring(run.face).getlength(run.text)) / _MEASURE_AT


@lru_cache(maxsize=32)
def _measuring(face: Face) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), _MEASURE_AT, index=face.index)


def faces_for(
    first: Face, text: str, language: str, wanted: Face | None = None
) -> tuple[Face, ...]:
    """The faces to set a text in: a channel's own, then ours, then one for every other script."""
    chain = (wanted, first, *fallbacks(cjk_region(text, language)))
    faces = tuple(face for face in chain if face is not None and face.path.is_file())
    if not faces:
        raise MachineError(
            "None of the fonts that Reelworks comes with is installed.",
            remedy="Install the package's dependencies again (make install).",
        )
    return faces
