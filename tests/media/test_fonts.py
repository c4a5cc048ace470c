"""Every common script has a font, and a missing one is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reelworks.domain.errors import BadInput, MachineError
from reelworks.media import fonts
from reelworks.media.fonts import Face, Run

SCRIPTS = {
    "The river, “quoted” – 100%": "Hanken Grotesk SemiBold",
    "Река": "Noto Sans",
    "ποταμός": "Noto Sans",
    "النهر": "Noto Sans Arabic",
    "הנהר": "Noto Sans Hebrew Light",
    "नदी": "Noto Sans Devanagari",
    "แม่น้ำ": "Noto Sans Thai",
    "নদী": "Noto Sans Bengali",
    "ஆறு": "Noto Sans Tamil",
    "გა": "Noto Sans Georgian",
    "ወንዝ": "Noto Sans Ethiopic",
    "🌊": "Noto Emoji",
    "川": "Noto Sans CJK SC",
    "강": "Noto Sans CJK KR",
    "かわ": "Noto Sans CJK JP",
}


def chain(text: str, language: str = "en") -> tuple[Face, ...]:
    return fonts.faces_for(fonts.caption_face(), text, language)


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_has_its_face(text: str) -> None:
    faces = chain(text)
    assert [run.face.family for run in fonts.runs(text, faces)] == [SCRIPTS[text]]
    assert fonts.missing(text, faces) == ""


@pytest.mark.parametrize("face", chain("x"), ids=lambda face: face.family)
def test_family_is_a_name_of_the_file(face: Face) -> None:
    with TTFont(face.path, fontNumber=face.index) as font:
        assert face.family in {font["name"].getDebugName(number) for number in (1, 4, 16)}


@pytest.mark.parametrize(
    ("text", "language", "region"),
    [
        ("川", "ja", "JP"),
        ("川", "zh", "SC"),
        ("川", "zh-TW", "TC"),
        ("川", "zh-Hant-HK", "HK"),
        ("川", "ko-KR", "KR"),
        ("川の", "zh", "JP"),
        ("강川", "ja", "KR"),
        ("river", "en", "SC"),
    ],
)
def test_shared_ideographs_follow_the_text_and_its_language(
    text: str, language: str, region: str
) -> None:
    assert fonts.cjk_region(text, language) == region


def test_marks_and_spaces_stay_with_the_letters_before_them() -> None:
    faces = chain("x")
    latin, emoji = faces[0], fonts.runs("🌊", faces)[0].face
    assert fonts.runs("e\u0301 é", faces) == (Run("e\u0301 é", latin),)
    assert fonts.runs("❤\ufe0f 🌊\U0001f3fd x", faces) == (
        Run("❤\ufe0f", emoji),
        Run(" ", latin),
        Run("🌊\U0001f3fd", emoji),
        Run(" x", latin),
    )


def test_runs_together_are_the_text() -> None:
    text = "River عم {x} と\u200d 🌊\\N ᚠ"
    assert "".join(run.text for run in fonts.runs(text, chain(text))) == text


def test_what_nobody_has_is_named_once() -> None:
    assert fonts.missing("ᚠ and ᚠ and \U00013000\u200b", chain("x")) == "ᚠ\U00013000"


def test_letters_are_equally_large_in_every_face() -> None:
    """What libass is given is the line's height; the em behind it must not change."""
    for face in chain("x"):
        assert 1.0 < fonts.line_height(face) < 2.4


def test_width_grows_with_the_text() -> None:
    faces = chain("x")
    assert fonts.width("river", faces) == pytest.approx(fonts.width("ri", faces) * 2.7, rel=0.35)
    assert fonts.width("川川川", faces) == pytest.approx(3.0, abs=0.01)


def test_own_font_goes_first_and_ours_fill_in(tmp_path: Path) -> None:
    mine = tmp_path / "mine [1] {x}.otf"
    mine.write_bytes(fonts.title_face().path.read_bytes())
    wanted = fonts.own(mine)
    faces = fonts.faces_for(fonts.caption_face(), "a", "en", wanted)
    assert faces[:2] == (wanted, fonts.caption_face())
    assert wanted.family == "Source Serif Pro Semibold"


@pytest.mark.parametrize("content", [None, b"", b"OTTO", b"\x00\x01\x00\x00" + b"\xff" * 400])
def test_broken_own_font_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "brand.ttf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=r"brand\.ttf"):
        fonts.own(path)


@pytest.mark.parametrize("family", ["{\\b1}", "a,b", "x\\N", ""])
def test_own_font_whose_name_is_syntax_is_refused(tmp_path: Path, family: str) -> None:
    path = tmp_path / "brand.otf"
    with TTFont(fonts.title_face().path) as font:
        for record in font["name"].names:
            if record.nameID == 1:
                record.string = family
        font.save(path)
    with pytest.raises(BadInput, match="family"):
        fonts.own(path)


def test_no_font_at_all_is_told() -> None:
    fonts.fallbacks.cache_clear()
    nowhere = Face("Nowhere", Path("/nowhere.otf"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "_package", lambda *_: nowhere.path)
        with pytest.raises(MachineError, match="fonts"):
            fonts.faces_for(nowhere, "a", "en")
    fonts.fallbacks.cache_clear()


def test_a_face_whose_file_is_gone_covers_nothing() -> None:
    assert fonts.coverage(Face("Gone", Path("/nowhere.otf"))) == frozenset()
