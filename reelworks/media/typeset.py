"""How big, how wide and where text stands in a picture of any size: captions, titles, posters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from math import inf

from reelworks.media import ass, captions, fonts, sheets
from reelworks.media.captions import Cue, Piece
from reelworks.media.fonts import Face
from reelworks.media.looks import LOOKS, Look
from reelworks.media.sheets import Sheet
from reelworks.ports.speech import Word

_TITLE_FROM, _TITLE_UNTIL = 0.35, 4.2  # seconds; the frames before it stay free for a thumbnail
_TITLE_FADE_MS = 600
_EVENNESS = 24  # widths that are tried for even lines
_TITLE_REST_S = 0.4  # of picture after a title is gone
_SQUARE = 1.2  # a picture no longer than this on one side is treated as square
_LIT = "#FFD84A"  # where a channel has no colour of its own
_BRIGHTNESS = (0.2126, 0.7152, 0.0722)  # of red, green and blue
_LEAST_BRIGHT = 160  # of 255
_USUAL = LOOKS["classic"]

Part = ass.Block | Sheet


@dataclass(frozen=True, slots=True)
class Script:
    """Text over a picture: an ASS script drawn over its frames, sheets laid over them.

    With the faces that they name, and the characters that no face has. Without text, nothing is
    drawn over the frames.
    """

    text: str
    faces: tuple[Face, ...]
    missing: str
    sheets: tuple[Sheet, ...] = ()


NOTHING = Script("", (), "")


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture's size, and where captions stand in it: clear of what players put over them.

    Upright, that is a third of the right edge and the foot, with the app's buttons and words.
    """

    width: int
    height: int

    @property
    def _upright(self) -> bool:
        return self.height > self.width * _SQUARE

    @property
    def _wide(self) -> bool:
        return self.width > self.height * _SQUARE

    @property
    def caption_em(self) -> float:
        """In pixels; what a phone shows as letters of two millimetres at least."""
        return self.width * 0.056 if self._upright else self.height * 0.052

    @property
    def caption_width(self) -> float:
        """The widest line, in pixels."""
        return self.width * (0.68 if self._wide else 0.76 if self._upright else 0.84)

    @property
    def caption_foot(self) -> float:
        """How far above the picture's foot the last line stands."""
        return self.height * (0.24 if self._upright else 0.085)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words on a shot's clock: they begin `lead` seconds into its `seconds`."""

    words: tuple[Word, ...]
    lead: float
    seconds: float

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)


def shot(
    width: int,
    height: int,
    spoken: Spoken,
    *,
    language: str,
    title: str = "",
    own: Face | None = None,
    look: Look | None = _USUAL,
    colour: str = "",
    apart: bool = True,
) -> Script:
    """What stands over a shot: its captions, and the film's title when it is given.

    Without a `look` there are no captions; `colour` (`#RRGGBB`) is the channel's. What stands still
    is `apart` on sheets of its own, where it can be, or everything is drawn over the frames.
    """
    title, frame = captions.clean(title), Frame(width, height)
    parts: list[Part] = []
    if spoken.words and look:
        faces = fonts.faces_for(fonts.caption_face(), spoken.text, language, own)
        style = _caption_style(frame, look, _readable(colour or _LIT))
        cues = _cues(frame, spoken, faces, style.em)
        sheet = sheets.of_captions((width, height), cues, style, faces) if apart else None
        parts.append(sheet or ass.captions(cues, style, faces))
    if title:
        faces = fonts.faces_for(fonts.title_face(), title, language, own)
        parts += _title(frame, title, faces, spoken.seconds, apart=apart)
    return _script(width, height, parts)


def poster(width: int, height: int, title: str, *, language: str) -> Script:
    """A film's title, as large as it can stand at the foot of a still."""
    title = captions.clean(title)
    if not title:
        return NOTHING
    faces = fonts.faces_for(fonts.title_face(), title, language)
    unit = min(width, height)
    most = 3 if width > height else 5
    em, lines = fit(title, faces, width * 0.86, most=most, largest=unit * 0.135, least=unit * 0.06)
    style = ass.Style(
        em=em,
        outline=em * 0.03,
        blur=em * 0.08,
        align=1,
        at=(round(width * 0.065), height - round(height * 0.085)),
    )
    return _script(width, height, [ass.title(lines, style, faces, start=0, end=10)])


def card(
    width: int,
    height: int,
    lines: tuple[str, str],
    *,
    seconds: float,
    language: str,
    own: Face | None,
    low: bool,
) -> Script:
    """A title in large letters and a smaller line below it; `low`: under a logo."""
    title, line = (captions.clean(text) for text in lines)
    frame, middle = Frame(width, height), 0.58 if low else 0.46
    wanted = (
        Words("Title", title, fonts.title_face(), 0.11, middle),
        Words("Line", line, fonts.caption_face(), 0.05, 0.86 if title else middle),
    )
    blocks = [_centred(frame, words, seconds, language, own) for words in wanted if words.text]
    return _script(width, height, blocks)


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the middle of a picture: how large beside its shorter side, how far down."""

    name: str
    text: str
    face: Face
    scale: float
    at: float


def _centred(
    frame: Frame, words: Words, seconds: float, language: str, own: Face | None
) -> ass.Block:
    faces = fonts.faces_for(words.face, words.text, language, own)
    largest = min(frame.width, frame.height) * words.scale
    width = frame.width * 0.8
    em, lines = fit(words.text, faces, width, most=2, largest=largest, least=largest / 2)
    place = (frame.width // 2, round(frame.height * words.at))
    style = ass.Style(em=em, outline=em * 0.02, blur=em * 0.05, align=5, at=place)
    end = max(0.2, seconds - 0.12)
    return ass.title(lines, style, faces, start=0.12, end=end, fades_ms=(400, 400), name=words.name)


def fit(
    text: str, faces: Sequence[Face], width: float, *, most: int, largest: float, least: float
) -> tuple[float, tuple[str, ...]]:
    """The largest em, and the lines, at which a text stands in `most` lines of `width` pixels.

    A text that is too long even at the smallest size is cut, and says so with an ellipsis.
    """
    measure = cache(partial(fonts.width, faces=faces))
    em = largest
    while em > least:
        lines = wrap(_pieces(text, measure, inf), measure, width / em)
        if len(lines) <= most and all(measure(line) <= width / em for line in lines):
            return em, lines
        em *= 0.93
    lines = wrap(_pieces(text, measure, width / least), measure, width / least)
    if len(lines) > most:
        lines = (*lines[: most - 1], _cut(lines[most - 1], measure, width / least))
    return least, lines


def wrap(pieces: Sequence[Piece], measure: captions.Measure, widest: float) -> tuple[str, ...]:
    """Pieces in as few lines as they need, as even as they can be."""
    longest = max(measure(piece.text) for piece in pieces)
    fewest = _filled(pieces, measure, widest)
    for step in range(_EVENNESS):
        lines = _filled(pieces, measure, longest + (widest - longest) * step / _EVENNESS)
        if len(lines) == len(fewest):
            return lines
    return fewest


def _pieces(text: str, measure: captions.Measure, widest: float) -> list[Piece]:
    """The words of a text, cut where one is wider than `widest` or its script has no spaces."""
    words = (Piece(word, 0, 0) for word in text.split())
    return [part for word in words for part in captions.parts(word, measure, widest)]


def _filled(pieces: Sequence[Piece], measure: captions.Measure, widest: float) -> tuple[str, ...]:
    lines: list[list[Piece]] = [[pieces[0]]]
    for piece in pieces[1:]:
        if measure(captions.text_of([*lines[-1], piece])) <= widest:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return tuple(map(captions.text_of, lines))


def _cut(line: str, measure: captions.Measure, widest: float) -> str:
    while len(line) > 1 and measure(line + "…") > widest:
        line = line[:-1].rstrip()
    return line + "…"


def _cues(frame: Frame, spoken: Spoken, faces: Sequence[Face], em: float) -> tuple[Cue, ...]:
    words = [Word(w.text, w.start + spoken.lead, w.end + spoken.lead) for w in spoken.words]
    measure = partial(fonts.width, faces=faces)
    return captions.cues(words, spoken.seconds, measure=measure, widest=frame.caption_width / em)


def _readable(colour: str) -> str:
    """The colour, mixed with white until it is bright enough for letters with a dark edge."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    light = sum(share * part for share, part in zip(_BRIGHTNESS, parts, strict=True))
    white = max(0.0, (_LEAST_BRIGHT - light) / (255 - light)) if light < 255 else 0.0
    return "#" + "".join(f"{round(part + (255 - part) * white):02X}" for part in parts)


def _caption_style(frame: Frame, look: Look, colour: str) -> ass.Style:
    em = frame.caption_em * look.scale
    return ass.Style(
        em=em,
        outline=em * look.outline,
        blur=em * look.blur,
        align=2,
        at=(frame.width // 2, frame.height - round(frame.caption_foot)),
        waiting=look.waiting,
        lit=colour if look.lights else "",
        box=look.box,
    )


def _title(
    frame: Frame, title: str, faces: Sequence[Face], seconds: float, *, apart: bool
) -> Iterator[Part]:
    """A title that fades in and out; what it is in between, `apart`."""
    unit, wide = min(frame.width, frame.height), frame.width > frame.height
    most = 3 if wide else 5
    width = frame.width * 0.76
    em, lines = fit(title, faces, width, most=most, largest=unit * 0.1, least=unit * 0.045)
    place = (frame.width // 2, round(frame.height * 0.4))
    style = ass.Style(em=em, outline=em * 0.045, blur=em * 0.075, align=5, at=place)
    start, end = _TITLE_FROM, max(_TITLE_FROM, min(_TITLE_UNTIL, round(seconds - _TITLE_REST_S, 2)))
    put = partial(ass.title, lines, style, faces)
    shown, hidden = start + _TITLE_FADE_MS / 1000, end - _TITLE_FADE_MS / 1000
    size = frame.width, frame.height
    sheet = sheets.of_title(size, lines, style, faces, (shown, hidden)) if apart else None
    if sheet is None:
        yield put(start=start, end=end, fades_ms=(_TITLE_FADE_MS, _TITLE_FADE_MS))
        return
    yield put(start=start, end=shown, fades_ms=(_TITLE_FADE_MS, 0))
    yield sheet
    yield put(start=hidden, end=end, fades_ms=(0, _TITLE_FADE_MS))


def _script(width: int, height: int, parts: Sequence[Part]) -> Script:
    faces = tuple(dict.fromkeys(face for part in parts for face in part.faces))
    missing = "".join(dict.fromkeys("".join(part.missing for part in parts)))
    blocks = [part for part in parts if isinstance(part, ass.Block)]
    apart = tuple(part for part in parts if isinstance(part, Sheet))
    return Script(ass.document(width, height, blocks) if blocks else "", faces, missing, apart)
