"""What the painter reads in a prompt: place, hour, weather, things, and what is refused."""

from __future__ import annotations

import pytest

from reelworks.providers.local.painter import lexicon
from reelworks.providers.local.painter.cast import CAST
from reelworks.providers.local.painter.lexicon import Hour, Scene, Weather
from reelworks.providers.local.painter.reading import Reading, Table
from reelworks.providers.local.painter.wishes import parted, read

FILM = "Painterly documentary illustration, calm mood, thin clouds"


@pytest.mark.parametrize(
    ("words", "scene"),
    [
        ("Wide view of a lighthouse on a rocky coast above the sea, midday sun", Scene.COAST),
        ("the open sea with a ship on the horizon, first light of dawn", Scene.SEA),
        ("the sea with a long reflection of the sky, dark storm clouds", Scene.SEA),
        ("a mountain lake between dark trees", Scene.LAKE),
        ("a forest clearing with ferns under old trees", Scene.FOREST),
        ("a library with tall shelves of books and a reading desk", Scene.LIBRARY),
        ("a room with a wooden table and tall windows", Scene.ROOM),
        ("a market street between old facades", Scene.STREET),
        ("a castle on a hill above the land", Scene.CASTLE),
        ("a railway station with a long platform and tracks", Scene.RAILWAY),
        ("the ringed planet Saturn in space", Scene.PLANET),
        ("an abstract network of glowing nodes and lines", Scene.NETWORK),
        ("ein alter Leuchtturm an der Küste", Scene.COAST),
        ("un bosque oscuro", Scene.FOREST),
        ("une rue de marché", Scene.STREET),
        ("夜の海", Scene.SEA),
        ("зимний лес", Scene.FOREST),
    ],
)
def test_words_choose_the_place(words: str, scene: Scene) -> None:
    assert read(f"{FILM}. {words}").scene is scene


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("the sea, first light of dawn", Hour.DAWN),
        ("the sea, soft morning light", Hour.DAWN),
        ("the sea, midday sun", Hour.DAY),
        ("the sea, sunset glow", Hour.GOLDEN),
        ("the sea, deep twilight", Hour.DUSK),
        ("the sea, moonlit night", Hour.NIGHT),
    ],
)
def test_words_choose_the_hour(words: str, hour: Hour) -> None:
    assert read(f"{FILM}. {words}").hour is hour


def test_asset_words_win_over_the_atmosphere() -> None:
    assert read("Starry night in winter. a field at noon").hour is Hour.DAY
    assert read("Starry night in winter. a field").hour is Hour.NIGHT


def test_note_wins_over_everything() -> None:
    wishes = read(f"{FILM}. the sea at noon", "night and more fog, closer, no birds")
    assert wishes.hour is Hour.NIGHT
    assert Weather.FOG in wishes.weather
    assert wishes.zoom > 1
    assert not wishes.allows("bird")


def test_refused_things_are_not_shown() -> None:
    wishes = read(f"{FILM}. a harbour without ships, no people")
    assert not wishes.shows("ship")
    assert not wishes.allows("crowd")
    assert wishes.scene is Scene.HARBOUR


def test_a_thing_brings_its_own_place() -> None:
    assert read(f"{FILM}. a windmill").scene is Scene.FIELDS
    assert read(f"{FILM}. camels").scene is Scene.DESERT


def test_unknown_words_choose_a_place_by_chance_and_the_same_each_time() -> None:
    scenes = {read(f"Zim. quux {number}", seed=number).scene for number in range(40)}
    assert len(scenes) > 4
    assert read("Zim. quux 1", seed=5) == read("Zim. quux 1", seed=5)


@pytest.mark.parametrize(
    ("words", "subject", "role"),
    [
        ("an old keeper, a man in a dark coat with a lantern", "person", "keeper"),
        ("a king, a man in a long royal robe with a crown", "person", "ruler"),
        ("a glowing lantern of brass and glass", "lantern", ""),
        ("a sailing ship with tall sails", "ship", ""),
        ("a crowd of people, seen full figure", "crowd", ""),
        ("a space probe with a large dish", "probe", ""),
    ],
)
def test_a_character_prompt_names_its_subject(words: str, subject: str, role: str) -> None:
    wishes = read(f"{FILM}. {words}")
    assert wishes.subject == subject
    if role:
        assert wishes.role == role


def test_every_thing_that_words_name_can_be_drawn() -> None:
    assert set(lexicon.THINGS) - set(CAST) <= {"person", "crowd", "tree"}


@pytest.mark.parametrize(
    ("prompt", "atmosphere", "asset"),
    [
        ("Calm dawn, muted. A pier", "Calm dawn, muted", "A pier"),
        ("A pier. At night. In rain", "A pier", "At night. In rain"),
        ("A pier", "A pier", "A pier"),
        ("", "", ""),
        ("3.5 metres of snow", "3.5 metres of snow", "3.5 metres of snow"),
    ],
)
def test_first_sentence_is_the_atmosphere(prompt: str, atmosphere: str, asset: str) -> None:
    assert parted(prompt) == (atmosphere, asset)


def test_endings_are_taken_off_but_nothing_else() -> None:
    table = Table({"cherry": "cherry", "church": "church", "glas": "glas"})
    assert Reading("cherries").listed(table) == ("cherry",)
    assert Reading("churches' Church's churching").listed(table) == ("church",)
    assert Reading("glass").listed(table) == ("glas",)
    assert Reading("chair").listed(table) == ()
