"""What the writer asks for, the local painter, camera and sound understand."""

from __future__ import annotations

import pytest

from reelworks.domain.story import AssetKind, Placement
from reelworks.providers.local.camera import words as camera
from reelworks.providers.local.painter import wishes
from reelworks.providers.local.painter.lexicon import Scene
from reelworks.providers.local.sound import scenes as sound
from reelworks.providers.local.writer import scenes
from reelworks.providers.local.writer.cast import cast, characters_for, fits
from reelworks.providers.local.writer.places import PLACES, calls, home, main_place
from reelworks.providers.local.writer.props import on_tables
from reelworks.providers.local.writer.referents import of_the_hive, spoken_of
from reelworks.providers.local.writer.subjects import ANYBODY, PERSONS, STAND_INS, SUBJECTS, named
from tests.providers.local.stories import NOTES, story

ALSO = {  # a place may be painted in more than one way
    "city": {Scene.CITY, Scene.STREET},
    "space": {Scene.SPACE, Scene.PLANET},
    "mountains": {Scene.MOUNTAINS, Scene.VOLCANO},
    "forest": {Scene.FOREST, Scene.JUNGLE},
    "abstract": {Scene.GEOMETRY, Scene.WAVES},
    "network": {Scene.NETWORK, Scene.GEOMETRY},
    "riverbed": {Scene.UNDERWATER},
    "piles": {Scene.UNDERWATER},
}
VIEWS = [(name, view) for name, place in PLACES.items() for view in place.views]


def painted(prompt: str) -> wishes.Wishes:
    return wishes.read(f"Painterly documentary. {prompt}")


@pytest.mark.parametrize(("place", "view"), VIEWS)
def test_painter_sees_the_place_in_every_view(place: str, view: str) -> None:
    wanted = ALSO.get(place) or {Scene(place)}
    assert painted(f"Wide view of {view}, midday sun").scene in wanted


@pytest.mark.parametrize("name", SUBJECTS)
def test_painter_knows_every_subject(name: str) -> None:
    assert painted(SUBJECTS[name].looks).things, SUBJECTS[name].looks


@pytest.mark.parametrize("name", [name for name, who in SUBJECTS.items() if who.glimpse])
def test_what_is_glimpsed_does_not_change_the_place(name: str) -> None:
    for setting in SUBJECTS[name].settings:
        place = next(place for place in PLACES if PLACES[place].setting == setting)
        view = f"{PLACES[place].views[0]}, with {SUBJECTS[name].glimpse}"
        assert painted(view).scene in (ALSO.get(place) or {Scene(place)})


@pytest.mark.parametrize("notes", NOTES, ids=lambda path: path.stem)
def test_camera_and_sound_understand_every_shot(notes: object) -> None:
    for shot in story(notes.read_text("utf-8")).shots:  # type: ignore[attr-defined]
        action, move = shot.motion.split("; ")
        assert camera.moves(move), move
        assert not camera.moves(action), action
        assert sound.layers(shot.sound)[0].name != "air", shot.sound


def test_actions_name_no_camera_move() -> None:
    actions = [act for place in PLACES.values() for act in place.actions]
    actions += [act for who in SUBJECTS.values() for act in who.actions]
    assert [act for act in actions if camera.moves(act)] == []


@pytest.mark.parametrize("sounds", [heard for place in PLACES.values() for heard in place.sounds])
def test_sound_understands_every_place(sounds: str) -> None:
    assert {layer.name for layer in sound.layers(sounds)} - {"air"}


def test_words_call_for_their_places() -> None:
    def most(text: str) -> str:
        return max(calls(text), key=lambda name: calls(text)[name])

    assert most("The caravan crossed the dunes.") == "desert"
    assert most("Voyager passed the rings of Saturn.") == "space"
    assert most("Soldiers fought in the war.") == "battlefield"
    assert most("Der Leuchtturm steht auf der Insel.") == "coast"
    assert calls("and so it was") == {}
    assert main_place("") in PLACES


def test_subjects_are_found_in_order_and_hints_only_alone() -> None:
    assert named("The keeper saw the ships.") == ["keeper", "ship"]
    assert named("He looked at the tower.") == ["man", "lighthouse"]
    assert named("She and the king spoke.") == ["ruler"]
    assert named("The stage was set here, and the letter was sealed.") == ["scroll"]
    assert named("The code of pop music was here.") == ["violin"]
    assert named("The Pope ate cod and herring.") == ["ruler", "fish"]
    assert named("Wolves passed the geese's nest.") == ["wolf", "bird"]
    assert named("Herons, trout and ships") == ["heron", "fish", "ship"]
    assert named("Emperor penguins and leopard seals met a fishing boat.") == (
        ["penguin", "seal", "boat"]
    )


def test_a_film_in_one_place_shows_those_who_live_there_and_nobody_else() -> None:
    for place in PLACES:
        for shots in (1, 2, 9, 18, 60):
            seen = {name for name in cast([[]] * shots, [place] * shots, "") if name}
            at_home = [
                name
                for name in STAND_INS[place]
                if fits(name, place) and (name in ANYBODY or name not in PERSONS)
            ]
            assert seen <= set(at_home)
            assert len(seen) == min(characters_for(shots), len(at_home), shots)


def test_characters_stand_where_they_can() -> None:
    told = ["The keeper saw the sea."] * 3 + ["Ships sail the ocean."] * 3
    places = ["coast"] * 3 + ["sea"] * 3
    seen = cast(spoken_of(told), places, " ".join(told))
    assert all(fits(name, place) for name, place in zip(seen, places, strict=True) if name)


def test_nobody_stands_in_where_the_words_name_somebody() -> None:
    told = ["A bee flies.", "Bees rest.", "The bee dances.", "Bees see.", "Rain falls."] * 3
    seen = cast(spoken_of(told), ["fields"] * len(told), " ".join(told))
    strangers = [line for line, name in zip(told, seen, strict=True) if name not in ("bee", None)]
    assert set(strangers) == {"Rain falls."}


def test_a_pronoun_speaks_of_whom_the_line_before_named() -> None:
    assert spoken_of(["Salmon leave the sea.", "They swim on.", "In autumn they rest."]) == (
        [["fish"]] * 3
    )
    assert spoken_of(["The king built a ship.", "It sank.", "He lived."]) == [
        ["ruler", "ship"],
        [],
        ["ruler"],
    ]
    assert spoken_of(["The female bear digs.", "She sleeps.", "He was a poor man."]) == [
        ["bear"],
        ["bear"],
        ["man"],
    ]
    assert spoken_of(["A bear woke.", "At last each female digs a den with her paws."]) == (
        [["bear"], ["bear"]]
    )
    assert spoken_of(["Salmon swim.", "Salmon leap.", "A bear eats.", "Each female digs."])[-1] == (
        ["fish"]
    )
    assert spoken_of(["A bee comes.", *["First she rests."] * 6])[-1] == ["bee"]
    assert spoken_of(["A worker came.", "Marco Polo left when he was 17."]) == [["worker"], ["man"]]
    assert spoken_of(["A ship sank.", "He swam.", "Snow falls."]) == [["ship"], ["man"], []]
    assert spoken_of(["A bear sleeps.", "Snow falls.", "Rain falls.", "Hail.", "It wakes."]) == (
        [["bear"], [], [], [], []]
    )


def test_who_lives_in_the_water_is_seen_in_it_and_the_river_in_between() -> None:
    lines = [
        "The river runs to the sea through a wide valley.",
        "Salmon come up the river from the ocean.",
        "Trout live in the river too.",
        "A heron hunts fish by the river.",
        "Pike hide below the bank of the river.",
    ]
    staged = scenes.stage(lines, " ".join(lines), 1, "")
    assert [scene.place for scene in staged] == ["river", "riverbed", "river", "river", "riverbed"]
    assert [scene.subject for scene in staged][1] == "fish"
    assert painted(staged[1].environment).scene is Scene.UNDERWATER


def test_animals_and_ships_look_into_the_picture() -> None:
    lines = [line for _ in range(4) for line in ("A bear woke.", "A monk came.", "Deer fled.")]
    staged = scenes.stage(lines, "forest", 1, "")
    beasts = {scene.placement for scene in staged if scene.subject in ("bear", "deer")}
    assert beasts == {Placement.LEFT, Placement.CENTER}
    assert Placement.RIGHT in {scene.placement for scene in staged if scene.subject == "monk"}


def test_a_thing_is_not_shown_twice_with_the_same_beside_it() -> None:
    lines = [line for _ in range(3) for line in ("Knead the dough.", *["Wait and see."] * 4)]
    pairs = [things for things in on_tables(lines, ["kitchen"] * len(lines)) if things]
    assert [things[0] for things in pairs] == ["dough"] * 3
    assert len({things[1] for things in pairs}) == 3


@pytest.mark.parametrize(
    ("home", "line", "place"),
    [
        ("Venice", "Under water, without air, the piles do not rot.", "piles"),
        ("Venice", "Below the water the town goes on.", "riverbed"),
        ("The sea", "Below the water it is dark, and timber lasts.", "underwater"),
    ],
)
def test_two_words_for_under_water_call_for_what_is_there(home: str, line: str, place: str) -> None:
    lines = [f"{home} is old.", line, "It is still there."]
    told = scenes.stage(lines, f"{home}, {home}, {home}.", 1, "")[1]
    assert told.place == place
    assert painted(told.environment).scene is Scene.UNDERWATER


def test_in_winter_snow_lies_where_the_film_plays() -> None:
    lines = [
        "The river is green in spring.",
        "All winter it lies under snow and ice.",
        "The glaciers of the Arctic feed on winter snow.",
    ]
    staged = scenes.stage(lines, "A river, a river, a river.", 1, "")
    assert [scene.place for scene in staged] == ["river", "river", "snow"]
    assert [scene.season for scene in staged] == ["spring", "winter", "winter"]


def test_among_bees_the_queen_is_a_bee() -> None:
    page = "Bees dance. A bee flies. Bees see. The queen lays eggs, and a worker feeds her."
    lines, text = of_the_hive(["The queen rests.", "Workers leave."], page)
    assert spoken_of(lines) == [["bee"], ["bee"]]
    assert "queen" not in text
    assert of_the_hive(["The queen rests."], "A bee stung the queen.")[0] == ["The queen rests."]
    staged = scenes.stage(["Bees dance.", "The queen rests among workers."], page, 1, "")
    assert "castle" not in staged[1].environment


def test_nobody_digs_a_nest_in_gravel_in_the_woods() -> None:
    lines = [
        "Salmon live in the river.",
        "The river carries the salmon down.",
        "Bears wait in the forest under the trees.",
        "At last each female digs a nest in the gravel.",
    ]
    staged = scenes.stage(lines, "Salmon in a river. " * 3, 1, "")
    assert [scene.place for scene in staged][2:] == ["forest", "riverbed"]


@pytest.mark.parametrize(
    "line",
    [
        "Stir the starter into the water with a spoon until it looks like milk.",
        "Shape the dough into a ball and cover it.",
        "Mix all the ingredients by hand.",
    ],
)
def test_what_is_done_in_a_kitchen_is_seen_there(line: str) -> None:
    assert max(calls(line), key=lambda name: calls(line)[name]) == "kitchen"


def test_words_decide_the_light_and_the_weather() -> None:
    staged = scenes.stage(
        [
            "The coast lay in fog.",
            "A storm broke over the cliffs.",
            "At night the rocks were dark.",
        ],
        "coast",
        1,
        "",
    )
    lights = [scene.light for scene in staged]
    assert "fog" in lights[0]
    assert "storm" in lights[1]
    assert "night" in lights[2]


def test_a_film_begins_wide_and_ends_at_a_distance() -> None:
    staged = scenes.stage(["The coast is long."] * 6, "coast", 1, "")
    assert staged[0].framing == "Wide view"
    assert staged[-1].framing == "Distant view"
    assert staged[-1].camera == "the camera pulls back"


def test_assets_are_numbered_environments_then_characters() -> None:
    coast = next(path for path in NOTES if path.stem == "cordouan")
    told = story(coast.read_text("utf-8"), 6)
    keys = [asset.key for asset in told.assets]
    assert keys == [f"environment-{at:02}" for at in range(1, 7)] + ["character-01"]
    assert [asset.kind for asset in told.assets].count(AssetKind.CHARACTER) == 1


def test_the_first_words_decide_where_a_film_opens() -> None:
    """A film that has no place of its own still shows the one that its words name."""
    lines = ("In 1883 the volcano blew itself apart.", "The sound was heard far away.")
    text = " ".join(lines) + " Nobody had thought that it could happen here. " * 12
    assert home(text)[0] == "room"
    assert scenes.stage(lines, text, 1, "")[0].place == "volcano"


def test_shots_of_one_idea_are_not_all_the_same_picture() -> None:
    lines = [f"Money loses its worth for reason {number}." for number in range(6)]
    told = scenes.stage(lines, "Money is data in a bank. " * 8, 1, "")
    assert len({scene.view for scene in told if scene.place == "network"}) >= 4


def test_figures_of_speech_call_for_no_place_where_all_is_abstract() -> None:
    notes = "The network only promises to try. Data is sent over the internet. A router reads it."
    lines = [notes, "It builds a stream of data over a bridge to a port."]
    assert PLACES[scenes.stage(lines, notes, 1, "")[1].place].setting == "abstract"


@pytest.mark.parametrize(
    "line",
    ["She called the others again.", "They never came.", "On Monday the tallest was taller."],
)
def test_english_words_are_no_words_abroad(line: str) -> None:
    assert calls(line) == {}


def test_words_abroad_are_known_beside_an_english_title() -> None:
    assert calls("El taller de Ana, que canta The Beatles.") == {"workshop": 1}
    page = "Der Gletscher bricht, sagt der Forscher. " * 6 + "The End."
    assert "snow" in calls(page)


def test_words_abroad_count_each_time() -> None:
    text = "Gletscher fließen. Gletscherspalten reißen auf. Ein Gletscher schmilzt. Das Eis bricht."
    assert home(text) == ("snow", home("Snow and snow and ice.")[1])
    assert calls(text)["snow"] == 4
