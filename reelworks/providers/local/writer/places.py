"""Where a shot plays: words that call for a place, what is seen, moves and sounds there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from reelworks.providers.local.writer.lexis import stem, words_of


@dataclass(frozen=True, slots=True)
class Place:
    """`words` call for it; of `views`, `actions` and `sounds` each shot takes one."""

    words: str
    views: tuple[str, ...]
    actions: tuple[str, ...]
    sounds: tuple[str, ...]
    setting: str = "outdoors"  # indoors, outdoors, space, underwater or abstract


PLACES: Mapping[str, Place] = {
    "coast": Place(
        "coast lighthouse beacon cape cliff shore reef rock rocks headland seaside beach island isle"
        " fresnel peninsula shoreline keeper mariner",
        (
            "a rocky coast with waves breaking on the reef",
            "a lighthouse on a rocky coast above the sea",
            "sea cliffs and a narrow beach along the coast",
            "a lonely rock in the sea with surf around it",
            "a headland above the sea with wet rocks in front",
            "a wide sandy coast at low tide with a lighthouse far away",
        ),
        ("waves break over the rocks", "surf runs along the shore", "spray rises from the reef"),
        ("sea waves breaking on rocks, steady wind", "surf on a beach, distant seagulls"),
    ),
    "sea": Place(
        "sea ocean wave waves sail sailor sailors ship ships vessel voyage captain navy atlantic"
        " pacific tide wreck shipwreck current strait boat boats maritime crossing fleet",
        (
            "the open sea with long swells to the horizon",
            "the wide ocean under a large sky",
            "rolling sea waves with white crests",
            "a calm sea with a bright path of light on the water",
        ),
        ("long swells roll past", "the waves rise and fall", "light glitters on the water"),
        ("open sea waves, wind over water", "gentle sea swell, creaking wood, wind"),
    ),
    "harbour": Place(
        "harbour harbor port dock docks quay wharf pier merchant cargo trade traders customs",
        (
            "a harbour with boats at the quay and old houses behind",
            "a harbour pier with moored ships and calm water",
            "a busy harbour seen over masts and roofs",
        ),
        ("boats rock at the quay", "the water moves between the hulls"),
        ("harbour water lapping, ropes creaking, gulls", "harbour bell, small waves, seagulls"),
    ),
    "underwater": Place(
        "underwater seabed coral dive diver divers submarine deep depths whale whales fish reef-fish",
        (
            "an underwater reef with shafts of light from above",
            "the deep blue underwater world with drifting particles",
            "the sea floor underwater with sand and plants",
        ),
        ("shafts of light sway through the water", "small bubbles rise"),
        ("underwater rumble, slow bubbles", "deep underwater ambience"),
        "underwater",
    ),
    "mountains": Place(
        "mountain mountains peak summit alps andes himalaya highland highlands ridge slope volcano"
        " valley hill hills plateau climb altitude ethiopia ethiopian",
        (
            "mountains rising in layers into the haze",
            "a green mountain valley with a winding path",
            "a steep mountain ridge above the clouds",
            "highland hills with terraces under the mountains",
        ),
        ("cloud shadows cross the slopes", "mist flows through the valley"),
        ("mountain wind, distant birds", "high wind over a ridge"),
    ),
    "forest": Place(
        "forest wood woods jungle tree trees rainforest leaf leaves woodland plant plants botanical"
        " branch shrub seedling",
        (
            "a forest with tall trees and light between the trunks",
            "a clearing in a dense green forest",
            "a forest edge with ferns and old trees",
        ),
        ("leaves stir in the breeze", "light flickers between the trunks"),
        ("forest birds, leaves in the wind", "quiet forest, soft wind, a woodpecker"),
    ),
    "desert": Place(
        "desert dune dunes sahara sand caravan camel oasis arabia arabian arab yemen mocha egypt"
        " bedouin pyramid mecca",
        (
            "desert dunes with long soft shadows",
            "a desert plain with distant rocks",
            "a desert town of clay houses below bare hills",
        ),
        ("sand blows over the dunes", "the heat shimmers above the ground"),
        ("desert wind, blowing sand", "dry wind, far away bells"),
    ),
    "river": Place(
        "river rivers stream estuary canal delta waterfall bank gironde nile thames ferry flood",
        (
            "a wide river flowing through green land",
            "a river bend with reeds and still water",
            "a river mouth opening into the sea",
        ),
        ("the river flows past", "ripples spread over the water"),
        ("flowing river water, birds", "gentle river, reeds in the wind"),
    ),
    "lake": Place(
        "lake lakes pond lagoon reservoir marsh swamp",
        ("a still lake with reflections of the hills", "a lake shore with reeds and calm water"),
        ("reflections tremble on the lake",),
        ("quiet lake water lapping, distant birds",),
    ),
    "fields": Place(
        "field fields farm farmer farmers crop crops harvest wheat grain meadow plantation pasture"
        " goat goats sheep cow cattle herd herder agriculture soil garden orchard vineyard grow grown"
        " cultivate cultivated estates estate beans bean cherries berries",
        (
            "fields and rows of crops running to the horizon",
            "a farm with fields and a low house under trees",
            "a green plantation on rolling fields",
            "a meadow with tall grass in front of soft hills",
        ),
        ("the crops sway in the wind", "grass bends in long waves"),
        ("fields, crickets, soft wind, birds", "farm morning, birds, wind in grass"),
    ),
    "city": Place(
        "city cities street streets town capital crowd traffic market bourse square urban avenue"
        " london paris venice vienna amsterdam york rome istanbul constantinople cairo berlin tokyo"
        " shop shops bar citizens crowds parliament exchange insurance newspaper",
        (
            "a city street with tall old houses and lit windows",
            "the roofs of a city with towers in the haze",
            "a city square with arcades and street lamps",
            "a narrow street in an old city",
            "a modern city skyline with many windows",
        ),
        ("people pass along the street", "windows light one after another"),
        ("city street, crowd murmur, footsteps", "busy city, distant traffic, voices"),
    ),
    "village": Place(
        "village villages hamlet settlement cottage cottages farmhouse town-hall townsfolk",
        ("a village with a few houses below a hill", "a village street with low houses and trees"),
        ("smoke rises from the chimneys",),
        ("village morning, birds, a distant bell",),
    ),
    "room": Place(
        "room house home cafe coffeehouse coffeehouses coffee-house cup cups drink drinks drank tea"
        " kitchen table guests salon tavern inn chapel apartment apartments office parlour hall"
        " bedroom palace royal king kings queen court pope prince church conversation tables brew",
        (
            "a room with a wooden table and tall windows",
            "a dim room interior with shelves and a hanging lamp",
            "a grand hall interior with columns and high windows",
            "a small cosy room with a fireplace",
        ),
        ("dust floats in the light", "the lamp flame flickers", "curtains stir at the window"),
        ("quiet room tone, a clock ticking", "room with soft voices, cups and footsteps"),
        "indoors",
    ),
    "workshop": Place(
        "workshop craftsman craft tool tools carpenter smith forge built build builders construction"
        " mason masons stonework wood-work glass lens lenses prism prisms mirror mercury oil lamp"
        " lamps wick polish polished",
        (
            "a workshop with tools on the wall and a long bench",
            "a workshop interior with glass and brass on the table",
            "an old workshop with wooden beams and a bright window",
        ),
        ("sparks of light glint on brass and glass", "dust hangs in the window light"),
        ("workshop, tapping tools, room tone", "machine hum, small metal sounds in a room"),
        "indoors",
    ),
    "library": Place(
        "library book books manuscript manuscripts archive archives scholar scholars monastery"
        " monk monks writing wrote letter letters document documents treatise poem poet read page"
        " pages legend legends record records written history historian historians story word words",
        (
            "a library with tall shelves of books and a reading desk",
            "a library interior with a lamp on an open book",
            "an archive room with shelves of old books and maps",
        ),
        ("dust floats above the open pages", "lamplight moves over the books"),
        ("quiet library room tone, pages turning", "soft room tone, a clock, paper"),
        "indoors",
    ),
    "laboratory": Place(
        "laboratory lab science scientist scientists experiment experiments theory physics physicist"
        " chemistry instrument instruments microscope telescope engineer engineers researcher"
        " researchers computer computers electronics electric electricity optics data team tested"
        " memory kilobytes software signal signals antenna",
        (
            "a laboratory with instruments and glass on long benches",
            "a laboratory interior with machines and glowing dials",
            "a control room laboratory with many screens",
        ),
        ("dials glow and needles move", "lights blink on the machines"),
        ("machine hum, soft beeps, room tone", "electric hum in a laboratory"),
        "indoors",
    ),
    "factory": Place(
        "factory factories mill machine machines engine engines industry industrial steam assembly"
        " steel iron furnace foundry mass-produced manufacture manufacturers production automatic"
        " espresso invention patent patented pressure",
        (
            "a factory hall with large machines and steam",
            "an iron machine hall with wheels and pipes",
            "a factory interior with furnaces glowing",
        ),
        ("wheels turn and steam rises", "pistons move in a steady rhythm"),
        ("factory machine hum, steam, metal rhythm", "heavy machine rhythm, hissing steam"),
        "indoors",
    ),
    "space": Place(
        "space planet planets star stars orbit orbits nasa voyager jupiter saturn uranus neptune mars"
        " venus earth moon moons solar galaxy spacecraft probe probes interstellar astronaut rocket"
        " satellite comet cosmic universe astronomer astronomers heliosphere gravity rings cosmos"
        " pluto titan io heliopause sun",
        (
            "deep space with a ringed planet and many stars",
            "space with a large planet filling one side",
            "a field of stars and a faint galaxy in space",
            "a small moon in space in front of a giant planet",
            "a distant sun in space among stars",
            "a blue planet in space with its thin atmosphere",
        ),
        ("stars glimmer and the planet turns", "the planet rotates slowly", "starlight shimmers"),
        ("deep space drone, soft hum", "space drone, faint radio tones"),
        "space",
    ),
    "snow": Place(
        "snow ice glacier arctic antarctic antarctica polar frozen iceberg winter tundra blizzard",
        (
            "a snow plain with ice ridges under a pale sky",
            "an icy coast with icebergs and snow",
            "a snow covered valley with dark rocks",
        ),
        ("snow blows across the ground", "flakes fall through the air"),
        ("cold wind over snow", "icy wind, creaking ice"),
    ),
    "cave": Place(
        "cave caves cavern mine mines tunnel tunnels underground miner miners",
        ("a cave with light falling from an opening", "a cave passage with wet stone walls"),
        ("light trembles on the wet stone",),
        ("cave drips, low echo",),
        "indoors",
    ),
    "sky": Place(
        "sky cloud clouds wind winds storm storms lightning thunder balloon aircraft aeroplane plane"
        " flight fly flew pilot bird birds weather air hurricane gale rainbow",
        (
            "a wide sky with towering clouds",
            "the sky above a sea of clouds",
            "a dramatic sky over low dark land",
        ),
        ("clouds travel across the sky", "light breaks through the clouds"),
        ("wind, high open air", "wind and distant thunder"),
    ),
    "castle": Place(
        "castle castles fortress fort tower towers walls medieval knight knights duke throne kingdom"
        " empire emperor sultan ottoman renaissance dynasty henry louis",
        (
            "a castle on a hill above the land",
            "castle walls and towers rising over a valley",
            "a castle courtyard with stone walls",
        ),
        ("banners stir above the walls", "cloud shadows cross the stone"),
        ("wind around old walls, distant bell",),
    ),
    "temple": Place(
        "temple temples shrine mosque cathedral religion religious sacred gods goddess prayer"
        " prayers worship buddhist sufi roman romans greek greeks pharos alexandria ancient",
        (
            "a temple with columns on a hill",
            "temple steps and stone columns in warm light",
        ),
        ("light moves across the columns",),
        ("quiet open air, a distant bell, birds",),
    ),
    "ruins": Place(
        "ruin ruins ruined lost abandoned buried archaeologist archaeologists excavation civilization"
        " civilisation collapse collapsed earthquake destroyed remains",
        ("ruins of stone walls with grass between them", "ancient ruins with broken columns"),
        ("grass moves between the stones",),
        ("lonely wind over ruins, crickets",),
    ),
    "battlefield": Place(
        "war wars battle battles army armies soldier soldiers siege bomb bombs weapon weapons troops"
        " fought invasion revolution rebellion revolutionaries attack enemy guns",
        ("a battlefield under drifting smoke", "a battlefield with broken ground and dark clouds"),
        ("smoke blows across the ground", "distant flashes light the clouds"),
        ("distant thunder, wind, low drums", "far rumble, fire crackle, wind"),
    ),
    "bridge": Place(
        "bridge bridges viaduct aqueduct span",
        ("a great bridge over a wide river", "a stone bridge with arches above the water"),
        ("water flows under the arches",),
        ("wind on a bridge, water below",),
    ),
    "railway": Place(
        "railway railways railroad train trains station locomotive locomotives tracks rails",
        ("a railway line running through open land", "a railway station with tracks and steam"),
        ("steam blows across the tracks",),
        ("distant train, rails humming", "steam train passing, wind"),
    ),
    "road": Place(
        "road roads path route routes journey travel travelled travelers travellers pilgrim pilgrims"
        " highway wheel car cars wagon walk march",
        ("a road winding through open land", "a long road between trees"),
        ("dust rises along the road",),
        ("footsteps on a road, wind, birds",),
    ),
    "abstract": Place(
        "number numbers mathematics mathematical algorithm network networks internet idea ideas code"
        " quantum economy price prices billion million percent statistics energy frequency wave-length"
        " geometry light-year information digital",
        (
            "abstract waves of geometric light",
            "an abstract network of glowing points and lines",
            "abstract geometric light in slow layers",
        ),
        ("lines of light pulse gently", "the pattern shimmers"),
        ("soft drone, gentle electronic hum",),
        "abstract",
    ),
}


@lru_cache(maxsize=1)
def _index() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """From a word's stem to the places that it calls for; a place's first words weigh most."""
    index: dict[str, list[tuple[str, float]]] = {}
    for name, place in PLACES.items():
        for rank, word in enumerate(place.words.split()):
            weight = 1.5 if rank < 6 else 1.0
            index.setdefault(stem(word), []).append((name, weight))
    return {word: tuple(found) for word, found in index.items()}


def calls(text: str) -> dict[str, float]:
    """How strongly each place is called for by these words."""
    found: dict[str, float] = {}
    for word in words_of(text):
        for name, weight in _index().get(stem(word), ()):
            found[name] = found.get(name, 0.0) + weight
    return found
