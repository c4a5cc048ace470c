"""Which phonemes belong to which word."""

from __future__ import annotations

from reelworks.providers.local.voice.alignment import Span, spans


def parts(sentence: str, *words: str) -> list[str]:
    return [
        sentence[span.first : span.end] for span in spans(list(sentence), list(map(list, words)))
    ]


def test_words_with_spaces_between_them() -> None:
    assert parts("ðə lˈaɪt bˈɜːnd.", "ðˈʌ", "lˈaɪt", "bˈɜːnd") == ["ðə", "lˈaɪt", "bˈɜːnd"]


def test_words_run_together_are_told_apart() -> None:
    said = parts("ðeɪ hɐdbɪn ðˈɛɹ.", "ðˈeɪ", "hˈæd", "bˈɪn", "ðˈɛɹ")
    assert said == ["ðeɪ", "hɐd", "bɪn", "ðˈɛɹ"]


def test_a_word_of_several_spoken_words_takes_them_all() -> None:
    said = parts("ɪn ˈeɪtiːn fˈɪfti, ɪt ɹˈeɪnd.", "ˈɪn", "ˈeɪtiːn fˈɪfti", "ˈɪt", "ɹˈeɪnd")
    assert said == ["ɪn", "ˈeɪtiːn fˈɪfti", "ɪt", "ɹˈeɪnd"]


def test_a_silent_word_is_empty_and_in_its_place() -> None:
    found = spans(list("ðə siː."), [[], list("ðə"), [], list("siː"), []])
    assert found == [Span(0, 0), Span(0, 2), Span(2, 2), Span(3, 6), Span(6, 6)]


def test_pauses_belong_to_no_word() -> None:
    assert parts("siː , ænd ; lˈænd !", "siː", "ænd", "lænd") == ["siː", "ænd", "lˈænd"]


def test_nothing_said_is_an_empty_span_for_every_word() -> None:
    assert spans([], [list("ðə"), []]) == [Span(0, 0), Span(0, 0)]
    assert spans(list("ðə"), []) == []
