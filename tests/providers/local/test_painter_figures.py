"""Figures of the painter: every one is whole, lit, its own, and found by its words."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from reelworks.media.layers import Pixels
from reelworks.media.relight import Box, relit
from reelworks.providers.local.painter.cast import CAST
from reelworks.providers.local.painter.characters import character
from reelworks.providers.local.painter.lexicon import THINGS
from reelworks.providers.local.painter.noise import number_of
from reelworks.providers.local.painter.wishes import read

_WIDTH, _HEIGHT = 320, 180
_MOOD = "Golden evening light, warm colours"
_ALIKE = 0.9  # of two silhouettes' area in common they would be one drawing


def _drawn(words: str, width: int = _WIDTH, height: int = _HEIGHT) -> Pixels:
    prompt = f"{_MOOD}. {words}"
    seed = number_of(prompt, 1, "")
    return character(read(prompt, "", seed), seed, width, height)


@cache
def _figure(name: str) -> Pixels:
    return _drawn(f"a {_WORDS.get(name, name)}")


_WORDS = {
    "probe": "space probe",
    "plane": "aeroplane",
    "wheel": "cart",
    "machine": "machine with dials",
    "steam-engine": "steam engine",
    "gear": "gear wheel",
    "press": "printing press",
}
_FIGURES = sorted(CAST)


@pytest.mark.parametrize("name", _FIGURES)
def test_a_figure_fills_its_picture_and_leaves_the_borders_clear(name: str) -> None:
    picture = _figure(name)
    alpha = picture[..., 3]
    assert picture.shape == (_HEIGHT, _WIDTH, 4)
    assert picture.dtype == np.uint8
    assert alpha[:, 0].max() <= 12
    assert alpha[:, -1].max() <= 12
    assert alpha[0].max() <= 40
    body = float((alpha > 200).mean())
    assert 0.006 < body < 0.55
    assert not picture[alpha == 0].any()


@pytest.mark.parametrize("name", _FIGURES)
def test_a_figure_is_found_by_its_own_name(name: str) -> None:
    assert read(f"{_MOOD}. a {_WORDS.get(name, name)}").subject == name


@pytest.mark.parametrize("name", _FIGURES)
def test_a_figure_is_the_same_every_time(name: str) -> None:
    assert np.array_equal(_figure(name), _drawn(f"a {_WORDS.get(name, name)}"))


def test_no_two_figures_have_the_same_outline() -> None:
    shapes = {name: _silhouette(_figure(name)) for name in _FIGURES}
    pairs = [(a, b) for i, a in enumerate(_FIGURES) for b in _FIGURES[i + 1 :]]
    alike = [(a, b) for a, b in pairs if _overlap(shapes[a], shapes[b]) > _ALIKE]
    assert alike == []


def _silhouette(picture: Pixels) -> Pixels:
    """The figure's outline in a square, so that its size and place do not count."""
    mask = (picture[..., 3] > 128).astype(np.uint8)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    part = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = max(part.shape)
    square = np.zeros((side, side), np.uint8)
    left = (side - part.shape[1]) // 2
    square[side - part.shape[0] :, left : left + part.shape[1]] = part * 255
    return np.asarray(cv2.resize(square, (64, 64), interpolation=cv2.INTER_AREA) > 127)


def _overlap(one: Pixels, other: Pixels) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (200, 200), (97, 61)])
@pytest.mark.parametrize("words", ["a lit lighthouse", "a sailing ship", "a lion", "an atom"])
def test_a_figure_fits_pictures_of_any_shape(words: str, size: tuple[int, int]) -> None:
    picture = _drawn(words, *size)
    assert picture.shape == (size[1], size[0], 4)
    assert picture[:, 0, 3].max() <= 12
    assert picture[:, -1, 3].max() <= 12
    assert (picture[..., 3] > 200).any()


def test_what_stands_stands_on_the_ground_and_what_flies_does_not() -> None:
    for words, on_ground in (("a lighthouse", True), ("a lion", True), ("a lantern", True),
                             ("a bird", False), ("a bee", False), ("a planet", False)):  # fmt: skip
        rows = np.flatnonzero((_drawn(words)[..., 3] > 128).any(axis=1))
        assert bool(rows[-1] >= _HEIGHT - 3) is on_ground, words


def test_figures_keep_their_sizes_beside_one_another() -> None:
    beside = ("a lighthouse", "a horse", "a dog", "a bee")
    tall = {words: _height(words) for words in beside}
    assert list(beside) == sorted(tall, key=lambda words: -tall[words])
    assert tall["a lighthouse"] > 0.9
    assert tall["a bee"] < 0.35


def _height(words: str) -> float:
    rows = np.flatnonzero((_drawn(words)[..., 3] > 128).any(axis=1))
    return float(rows[-1] + 1 - rows[0]) / _HEIGHT


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("a tall stone lighthouse with its light lit", "lighthouse"),
        ("a sailing ship with tall sails", "ship"),
        ("a glowing lantern of brass and glass", "lantern"),
        ("a great glass lens in a brass frame", "lens"),
        ("a space probe with a large dish", "probe"),
        ("an aeroplane in flight", "plane"),
        ("a tall radio antenna", "antenna"),
        ("an engineer, a man in a long coat with rolled plans", "person"),
        ("a lighthouse keeper, a man holding a lantern", "person"),
        ("a pilot beside her plane", "person"),
        ("a ship captain", "person"),
        ("a crowd of people", "crowd"),
        ("a barn", "barn"),
        ("a palm tree", "palm"),
        ("a pine tree", "pine"),
        ("an oak tree", "tree"),
        ("a steam engine", "steam-engine"),
        ("a steam locomotive", "train"),
        ("a printing press", "press"),
        ("a ship on the ocean", "ship"),
        ("a steam ship", "steamer"),
        ("a cup of coffee", "cup"),
        ("ein Leuchtturm", "lighthouse"),
        ("das Segelschiff", "ship"),
        ("une lanterne", "lantern"),
        ("un faro", "lighthouse"),
        ("una brújula", "compass"),
        ("eine Biene", "bee"),
    ],
)
def test_the_head_noun_says_what_is_drawn(words: str, subject: str) -> None:
    assert read(f"{_MOOD}. {words}").subject == subject


def test_unknown_words_become_an_emblem_of_their_place_or_a_person() -> None:
    assert read(f"{_MOOD}. a distant galaxy").subject == "planet"
    assert read(f"{_MOOD}. a coral reef").subject == "fish"
    for person in ("a bookbinder in the library", "the great Socrates in Greece", "a thing"):
        assert read(f"{_MOOD}. {person}").subject in ("", "person"), person


def test_every_drawing_has_words_that_ask_for_it() -> None:
    assert set(CAST) <= set(THINGS)


def test_a_lamp_burns_when_the_words_say_so() -> None:
    dark, lit = (_drawn(f"a {state}stone lighthouse").astype(int) for state in ("", "lit "))
    beside_lamp = np.s_[24:32, 120:136, 3]
    assert dark[beside_lamp].max() == 0
    assert lit[beside_lamp].max() > 20


def test_a_lamp_stays_bright_in_a_dark_place_and_the_tower_does_not() -> None:
    figure = _drawn("a stone lighthouse with its light lit")
    night = np.full((_HEIGHT, _WIDTH, 3), (14, 18, 34), np.uint8)
    before, after = figure.astype(int), relit(figure, night, Box(0, 0, 1, 1)).astype(int)
    solid = figure[..., 3] > 250
    lamp, foot = solid.copy(), solid.copy()
    lamp[40:], foot[: int(_HEIGHT * 0.6)] = False, False
    assert after[lamp].max(axis=0)[:3].mean() > 0.9 * before[lamp].max(axis=0)[:3].mean()
    assert after[foot][:, :3].mean() < 0.65 * before[foot][:, :3].mean()


@pytest.mark.parametrize("words", ["car", "train", "tent", "boat", "antenna", "lantern"])
def test_the_light_of_a_lamp_pushes_nothing_out_of_an_upright_picture(words: str) -> None:
    alpha = _drawn(f"a lit {words}", 180, 320)[..., 3]
    assert max(alpha[0].max(), alpha[:, 0].max(), alpha[:, -1].max()) <= 12
