"""How big, how wide and where text stands in a picture of any size: captions, titles, posters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from math import inf

from reelworks.media import ass, captions, fonts
from reelworks.media.captions import Piece
from reelworks.media.fonts import Face
from reelworks.ports.speech import Word

_TITLE_FROM, _TITLE_UNTIL = 0.35, 4.2  # seconds; the frames before it stay free for a thumbnail
_EVENNESS = 24  # widths that are tried for even lines
_TITLE_REST_S = 0.4  # of picture after a title is gone


@dataclass(frozen=True, slots=True)
class Script:
    """An ASS script, the faces it names, and the characters that none of them has."""

    text: str
    faces: tuple[Face, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words on a shot's clock: they begin `lead` seconds into its `seconds`."""

    words: tuple[Word, ...]
    lead: float
    seconds: float


def shot(
    width: int,
    height: int,
    spoken: Spoken,
    *,
    language: str,
    title: str = "",
    own: Face | None = None,
) -> Script:
    """What stands over a shot: its captions, and the film's title when it is given."""
    title = captions.clean(title)
    blocks = [_captions(width, height, spoken, language, own)] if spoken.words else []
    if title:
        faces = fonts.faces_for(fonts.title_face(), title, language, own)
        blocks.append(_title(width, height, title, faces, spoken.seconds))
    return _script(width, height, blocks)


def poster(width: int, height: int, title: str, *, language: str) -> Script:
    """A film's title, as large as it can stand at the foot of a still."""
    title = captions.clean(title)
    if not title:
        return _script(width, height, [])
    faces = fonts.faces_for(fonts.title_face(), title, language)
    unit = min(width, height)
    most = 3 if width > height else 5
    em, lines = fit(title, faces, width * 0.86, most=most, largest=unit * 0.135, least=unit * 0.06)
    style = ass.Style(
        em=em,
        outline=em * 0.03,
        blur=em * 0.08,
        align=1,
        margin_x=round(width * 0.065),
        margin_y=round(height * 0.085),
    )
    return _script(width, height, [ass.title(lines, style, faces, start=0, end=10, fade_ms=0)])


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


def _captions(
    width: int, height: int, spoken: Spoken, language: str, own: Face | None
) -> ass.Block:
    said = "".join(word.text for word in spoken.words)
    faces = fonts.faces_for(fonts.caption_face(), said, language, own)
    em, widest = _caption_size(width, height)
    words = [Word(w.text, w.start + spoken.lead, w.end + spoken.lead) for w in spoken.words]
    measure = partial(fonts.width, faces=faces)
    cues = captions.cues(words, spoken.seconds, measure=measure, widest=widest / em)
    style = ass.Style(
        em=em,
        outline=em * 0.075,
        blur=em * 0.045,
        align=2,
        margin_y=round(height * (0.2 if height > width else 0.085)),
        waiting=0.66,
    )
    return ass.captions(cues, style, faces)


def _caption_size(width: int, height: int) -> tuple[float, float]:
    """The em, and the widest line, in pixels."""
    if height > width:
        return width * 0.059, width * 0.84
    return height * 0.052, width * 0.68


def _title(width: int, height: int, title: str, faces: Sequence[Face], seconds: float) -> ass.Block:
    unit = min(width, height)
    most = 3 if width > height else 5
    em, lines = fit(title, faces, width * 0.76, most=most, largest=unit * 0.1, least=unit * 0.045)
    style = ass.Style(
        em=em,
        outline=em * 0.045,
        blur=em * 0.075,
        align=5,
        at=(width // 2, round(height * 0.4)),
    )
    end = max(_TITLE_FROM, min(_TITLE_UNTIL, seconds - _TITLE_REST_S))
    return ass.title(lines, style, faces, start=_TITLE_FROM, end=end, fade_ms=600)


def _script(width: int, height: int, blocks: Sequence[ass.Block]) -> Script:
    faces = tuple(dict.fromkeys(face for block in blocks for face in block.faces))
    missing = "".join(dict.fromkeys("".join(block.missing for block in blocks)))
    return Script(ass.document(width, height, blocks), faces, missing)
