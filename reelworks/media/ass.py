"""Captions and titles as an ASS script for libass: the one place where text meets its syntax."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import sqrt
from unicodedata import bidirectional

from reelworks.media import fonts
from reelworks.media.captions import Cue
from reelworks.media.fonts import Face, line_height, runs

_RIGHT_TO_LEFT = {"R", "AL"}
_STRONG = {"L", *_RIGHT_TO_LEFT}
_EDGE = 0.69  # how opaque the outline is
_DIRECTION_OF_THE_TEXT = -1  # instead of a character set
_JOINER = "\u2060"  # word joiner: no width, no glyph


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks, in pixels of the picture.

    `em` is the size of the letters; `at` is where that point of the text stands which `align` names
    as on a numeric keypad (2: bottom centre); `waiting` is how bright a word is before it is
    spoken, from 0 to 1; `lit` colours the word that is being spoken, `#RRGGBB`; `box` is how dark
    the ground behind the text is, from 0 to 1. `alone`: the text is drawn on clear ground, to be
    laid over a picture afterwards.
    """

    em: float
    outline: float
    blur: float
    align: int
    at: tuple[int, int]
    waiting: float = 1.0
    lit: str = ""
    box: float = 0.0
    alone: bool = False


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


def captions(
    cues: Sequence[Cue], style: Style, faces: Sequence[Face], *, later: float = 0
) -> Block:
    """Cues whose words light up as they are spoken, all of it so many seconds later."""
    texts = [piece.text for cue in cues for piece in cue.pieces]
    mark = _direction(texts)
    events = [_caption(cue, style, faces, mark, later) for cue in cues]
    return _block("Caption", style, faces, texts, events)


def steady(cue: Cue, style: Style, row: int | None = None) -> Iterator[tuple[int, int]]:
    """From when to when a cue looks the same, in hundredths of a second.

    All of it, or one line, counted from the last: never, where there is no such line.
    """
    count = len(cue.lines)
    if row is not None and row >= count:
        return iter(())
    marks = _marks(cue)
    lines = (0, count) if row is None else (count - 1 - row, count - row)
    first, after = (sum(map(len, cue.lines[:line])) for line in lines)
    turns = marks[first : after + bool(style.lit)] if style.lit or style.waiting < 1 else ()
    return pairwise(sorted({marks[0], *turns, marks[-1]}))


def title(
    lines: Sequence[str],
    style: Style,
    faces: Sequence[Face],
    *,
    start: float,
    end: float,
    fades_ms: tuple[int, int] = (0, 0),
    name: str = "Title",
) -> Block:
    """Lines shown from `start` to `end`, in seconds, fading in and out; `name` is the style's."""
    fade = f"{{\\fad({fades_ms[0]},{fades_ms[1]})}}" if any(fades_ms) else ""
    mark = _direction(lines)
    text = "\\N".join(mark + _set(line, style, faces) for line in lines)
    event = _event(1, start, end, name, fade + _look(style) + text)
    return _block(name, style, faces, lines, [event])


def document(width: int, height: int, blocks: Sequence[Block]) -> str:
    """A whole script for a picture of this size."""
    head = _HEAD.format(width=width, height=height)
    events = (event for block in blocks for event in block.events)
    styles = dict.fromkeys(block.style for block in blocks)
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
    name: str,
    style: Style,
    faces: Sequence[Face],
    texts: Sequence[str],
    events: Sequence[str],
) -> Block:
    missing = fonts.missing("".join(texts), faces)
    used = fonts.used(texts, faces)
    return Block(_style(name, style, faces[0]), tuple(events), used, missing)


def _style(name: str, style: Style, face: Face) -> str:
    waiting = f"&H00{3 * f'{round(255 * style.waiting):02X}'}"
    size = style.em * line_height(face)
    edge, ground = (
        f"&H{_clear(opaque, style)}000000" for opaque in (_EDGE, style.box or 1 - _EDGE)
    )
    return (
        f"Style: {name},{face.family},{size:.2f},&H00FFFFFF,{waiting},{edge},{ground},"
        f"{_bold(face)},0,0,0,100,100,0,0,{4 if style.box else 1},{style.outline:.2f},"
        f"{style.outline * 3 if style.box else 0:.2f},{style.align},0,0,0,"
        f"{_DIRECTION_OF_THE_TEXT}"
    )


def _clear(opaque: float, style: Style) -> str:
    """How clear a colour is, as ASS counts it.

    On clear ground FFmpeg draws the square of what it is told.
    """
    return f"{round(255 * (1 - (sqrt(opaque) if style.alone else opaque))):02X}"


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


def _marks(cue: Cue) -> list[int]:
    """When a cue begins, when each further word does, and when it ends."""
    times = [cue.start, *[piece.start for piece in cue.pieces][1:], cue.end]
    return list(accumulate(map(_centi, times), max))


def _caption(cue: Cue, style: Style, faces: Sequence[Face], mark: str, later: float) -> str:
    begin = _centi(cue.start)
    times = pairwise(_marks(cue))
    lines = []
    for line in cue.lines:
        words = (
            _spoken(start - begin, end - begin, style)
            + _set((" " if number and not piece.glued else "") + piece.text, style, faces)
            for number, (piece, (start, end)) in enumerate(zip(line, times, strict=False))
        )
        lines.append(mark + "".join(words))
    begin_s, end_s = cue.start + later, cue.end + later
    return _event(0, begin_s, end_s, "Caption", _look(style) + "\\N".join(lines))


def _spoken(start: int, end: int, style: Style) -> str:
    """What makes a word light up from `start` to `end`, or from `start` on."""
    if not style.lit:
        return f"{{\\k{end - start}}}" if style.waiting < 1 else ""
    red, green, blue = (style.lit[at : at + 2] for at in (1, 3, 5))
    lit, white = f"\\1c&H{blue}{green}{red}&", "\\1c&HFFFFFF&"
    on, off = f"{start * 10},{start * 10}", f"{end * 10},{end * 10}"
    return f"{{{white}\\t({on},{lit})\\t({off},{white})}}"


def _look(style: Style) -> str:
    return f"{{\\blur{style.blur:.2f}\\pos({style.at[0]},{style.at[1]})}}"


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
