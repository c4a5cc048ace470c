"""Text from outside is drawn exactly as it is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reelworks.media import ass, captions, fonts
from reelworks.media.typeset import Script
from tests.media import material

SIZE = (2400, 240)
EM = 48.0
STYLE = ass.Style(em=EM, outline=0, blur=0, align=5, at=(SIZE[0] // 2, SIZE[1] // 2))

HOSTILE = (
    r"plain text",
    r"{\b1}bold?{\b0}",
    r"{\an8}to the top",
    r"{\pos(10,10)}moved",
    r"{\p1}m 0 0 l 100 0 100 100{\p0}",
    r"{unclosed brace",
    r"unopened brace}",
    r"}{ both }{",
    r"{}",
    r"a line\Nbreak and \n and \h",
    r"C:\News\notes\{draft}\new.txt",
    r"trailing backslash \ ",
    r"\\N double \\{ and \\\{ triple",
    r"\{already escaped\}",
    "real\nnew line, tab\tand return\r\nend",
    "he said \"quoted\" and 'single' and `back`",
    "100% sure, 50 %, %s %d %n %%",
    "a:b;c,d=e|f&g<h>i#j!k?l*m@n$o^p~q",
    "Dialogue: 0,0:00:00.00,0:00:05.00,Title,,0,0,0,,x",
    "[Events] [V4+ Styles] Style: X,Arial",
    "[in]scale=2:2[out];movie=/etc/passwd",
    "drawtext=text='x':fontfile=/etc/passwd",
    "$(rm -rf /) `id` && ls; $HOME",
    "../../etc/passwd -i --help -y",
    "<b>not bold</b> <font color=red>red</font>",
    "--> 00:00:01.000 WEBVTT NOTE",
    "“curly” ‘quotes’ – dashes — and … dots",
    "zero\u200bwidth\u200bspaces and \u00adsoft hyphens",
    "nul\x00 bell\x07 escape\x1b[31m delete\x7f",
    "café naïve Ångström łódź İstanbul ğ ß",
    "combining e\u0301 a\u030a o\u0308",
    "Река помнит каждый паводок",
    "Ο ποταμός θυμάται κάθε πλημμύρα",
    "川は洪水を覚えている",
    "河流记得每一次洪水",
    "강은 모든 홍수를 기억한다",
    "แม่น้ำจำน้ำท่วมทุกครั้ง",
    "नदी हर बाढ़ को याद रखती है",
    "النهر يتذكر كل فيضان",
    "הנהר זוכר כל שיטפון",
    "emoji 🌊 🐟 and ❤️ between words",
    "lone \ud83c half",
    "River עם عربي と 한국어 และ हिन्दी 🌊 {mixed}",
)


def block(text: str, second: int) -> ass.Block:
    clean = captions.clean(text)
    faces = fonts.faces_for(fonts.caption_face(), clean, "en")
    return ass.title([clean], STYLE, faces, start=second, end=second + 1)


@pytest.fixture(scope="module")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> list[material.Pixels]:
    """Every hostile text on a frame of its own."""
    blocks = [block(text, second) for second, text in enumerate(HOSTILE)]
    faces = tuple(dict.fromkeys(face for part in blocks for face in part.faces))
    document = ass.document(*SIZE, blocks)
    script = Script(document, faces, "")
    return material.drawn(script, tmp_path_factory.mktemp("drawn"), SIZE, len(HOSTILE))


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_is_as_wide_as_its_letters(
    drawings: list[material.Pixels], number: int
) -> None:
    """A tag that took effect would hide letters; one that was lost would show too many."""
    text = captions.clean(HOSTILE[number])
    faces = fonts.faces_for(fonts.caption_face(), text, "en")
    columns = np.flatnonzero(drawings[number].max(axis=0) > 64)
    wide = columns[-1] - columns[0] + 1
    assert wide == pytest.approx(fonts.width(text, faces) * EM, rel=0.035, abs=EM * 0.35)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_stays_on_its_line(drawings: list[material.Pixels], number: int) -> None:
    rows = np.flatnonzero(drawings[number].max(axis=1) > 64)
    assert SIZE[1] * 0.2 < rows[0]
    assert rows[-1] < SIZE[1] * 0.8
    assert rows[-1] - rows[0] < EM * 1.75


def test_words_light_up_one_after_the_other(tmp_path: Path) -> None:
    words = tuple(captions.Piece(text, i, i + 0.9) for i, text in enumerate(("one", "two", "six")))
    style = ass.Style(
        em=EM, outline=0, blur=0, align=5, at=(SIZE[0] // 2, SIZE[1] // 2), waiting=0.5
    )
    faces = (fonts.caption_face(),)
    cue = captions.Cue(0, 4, (words,))
    part = ass.captions([cue], style, faces)
    script = Script(ass.document(*SIZE, [part]), part.faces, part.missing)
    lit = [int((frame > 200).sum()) for frame in material.drawn(script, tmp_path, SIZE, 3)]
    assert lit == sorted(lit)
    assert min(np.diff(lit)) > 100


def test_a_long_gap_or_odd_times_never_give_a_negative_time() -> None:
    pieces = (captions.Piece("a", 2.0, 3.0), captions.Piece("b", 1.0, 1.0))
    part = ass.captions([captions.Cue(2.5, 1.0, (pieces,))], STYLE, (fonts.caption_face(),))
    assert "\\k-" not in part.events[0]
