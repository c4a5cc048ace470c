"""Captions and titles as an ASS script for libass: the one place where text meets its syntax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from unicodedata import bidirectional

from reelworks.media import fonts
from reelworks.media.captions import Cue
from reelworks.media.fonts import Face, line_height, runs

_RIGHT_TO_LEFT = {"R", "AL"}
_STRONG = {"L", *_RIGHT_TO_LEFT}
_JOINER = "\u2060"  # word joiner: no width, no glyph


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks, in pixels of the picture.

    `em` is the size of the letters; `align` counts as on a numeric keypad (2: bottom centre);
    `at` puts that corner of the text on a point instead of at the margins; `waiting` is how much
    of a word shows before it is spoken, from 0 to 1.
    """

    em: float
    outline: float
    blur: float
    align: int
    margin_x: int = 0
    margin_y: int = 0
    at: tuple[int, int] | None = None
    waiting: float = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """Texts of one style: its line and theirs, the faces they need, what no face has."""

    style: str
    events: tuple[str, ...]
    faces: tuple[Face, ...]
    missing: str


def escape(text: str) -> str:
    """Text that libass shows exactly as it is written.

    A backslash means something only together with the character after it, and `\\{` is a plain
    brace: a joiner after every backslash and a backslash before every brace settle both.
    """
    parted = text.replace("\\", "\\" + _JOINER)
    return parted.replace("{", "\\{").replace("}", "\\}").replace("\n", " ")


def captions(cues: Sequence[Cue], style: Style, faces: Sequence[Face]) -> Block:
    """Cues whose words light up as they are spoken."""
    texts = [piece.text for cue in cues for piece in cue.pieces]
    mark = _direction(texts)
    events = [_caption(cue, style, faces, mark) for cue in cues]
    return _block("Caption", style, faces, texts, events)


def title(
    lines: Sequence[str],
    style: Style,
    faces: Sequence[Face],
    *,
    start: float,
    end: float,
    fade_ms: int = 0,
) -> Block:
    """Lines shown from `start` to `end`, in seconds, fading in and out."""
    fade = f"{{\\fad({fade_ms},{fade_ms})}}" if fade_ms else ""
    mark = _direction(lines)
    text = "\\N".join(mark + _set(line, style, faces) for line in lines)
    event = _event(1, start, end, "Title", fade + _look(style) + text)
    return _block("Title", style, faces, lines, [event])


def document(width: int, height: int, blocks: Sequence[Block]) -> str:
    """A whole script for a picture of this size."""
    head = _HEAD.format(width=width, height=height)
    events = (event for block in blocks for event in block.events)
    styles = (block.style for block in blocks)
    return "\n".join([head, *styles, "", "[Events]", _EVENT_FORMAT, *events, ""])


_HEAD = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding"""
_EVENT_FORMAT = "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"


def _block(
    name: str, style: Style, faces: Sequence[Face], texts: Sequence[str], events: Sequence[str]
) -> Block:
    missing = fonts.missing("".join(texts), faces)
    return Block(_style(name, style, faces[0]), tuple(events), fonts.used(texts, faces), missing)


def _style(name: str, style: Style, face: Face) -> str:
    waiting = f"&H{round(255 * (1 - style.waiting)):02X}FFFFFF"
    size = style.em * line_height(face)
    return (
        f"Style: {name},{face.family},{size:.2f},&H00FFFFFF,{waiting},&H50000000,&H80000000,"
        f"{_bold(face)},0,0,0,100,100,0,0,1,{style.outline:.2f},0,{style.align},"
        f"{style.margin_x},{style.margin_x},{style.margin_y},-1"  # -1: direction from the text
    )


def _bold(face: Face) -> int:
    return face.weight if face.weight != 400 else 0


def _direction(texts: Sequence[str]) -> str:
    """A mark that begins each line, where right-to-left writing is about: the text's direction.

    Without it, a line takes its direction from its own first letter, in the middle of a sentence.
    """
    strong = [kind for text in texts for kind in map(bidirectional, text) if kind in _STRONG]
    if not set(strong) & _RIGHT_TO_LEFT:
        return ""
    return "\u200f" if strong[0] in _RIGHT_TO_LEFT else "\u200e"


def _caption(cue: Cue, style: Style, faces: Sequence[Face], mark: str) -> str:
    marks = [cue.start, *[piece.start for piece in cue.pieces][1:], cue.end]
    times = pairwise(accumulate(map(_centi, marks), max))
    lines = []
    for line in cue.lines:
        words = (
            f"{{\\k{end - start}}}"
            + _set((" " if number and not piece.glued else "") + piece.text, style, faces)
            for number, (piece, (start, end)) in enumerate(zip(line, times, strict=False))
        )
        lines.append(mark + "".join(words))
    return _event(0, cue.start, cue.end, "Caption", _look(style) + "\\N".join(lines))


def _look(style: Style) -> str:
    place = f"\\pos({style.at[0]},{style.at[1]})" if style.at else ""
    return f"{{\\blur{style.blur:.2f}{place}}}"


def _set(text: str, style: Style, faces: Sequence[Face]) -> str:
    """The text in the style's own face, with a change of face around what that one lacks."""
    back = _face(faces[0], style)
    return "".join(
        escape(run.text)
        if run.face == faces[0]
        else _face(run.face, style) + escape(run.text) + back
        for run in runs(text, faces)
    )


def _face(face: Face, style: Style) -> str:
    return f"{{\\fn{face.family}\\fs{style.em * line_height(face):.2f}\\b{_bold(face)}}}"


def _event(layer: int, start: float, end: float, style: str, text: str) -> str:
    return f"Dialogue: {layer},{_clock(start)},{_clock(end)},{style},,0,0,0,,{text}"


def _centi(seconds: float) -> int:
    return round(seconds * 100)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(_centi(seconds), 6000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 100:02}.{rest % 100:02}"
