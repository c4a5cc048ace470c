"""Subtitle files say the text as written, whatever it holds."""

from __future__ import annotations

from reelworks.media.subtitles import Subtitle, srt, vtt

ITEMS = (
    Subtitle(0.0, 1.2345, ("one --> two", "<b>&amp;</b> {x} \\N")),
    Subtitle(3599.9996, 3661.5, ("川",)),
)


def test_srt_has_no_arrow_but_its_own() -> None:
    assert srt(ITEMS) == (
        "1\n00:00:00,000 --> 00:00:01,234\none --\u2060> two\n<b>&amp;</b> {x} \\N\n\n"
        "2\n01:00:00,000 --> 01:01:01,500\n川\n"
    )


def test_vtt_writes_its_special_characters_as_entities() -> None:
    assert vtt(ITEMS) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.234\none --&gt; two\n"
        "&lt;b&gt;&amp;amp;&lt;/b&gt; {x} \\N\n\n"
        "01:00:00.000 --> 01:01:01.500\n川\n"
    )


def test_no_subtitles_are_an_empty_file_of_their_kind() -> None:
    assert (srt(()), vtt(())) == ("", "WEBVTT\n")
