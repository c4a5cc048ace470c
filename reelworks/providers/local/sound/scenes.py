"""What words sound like: from a description to the layers of an ambience."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from reelworks.providers.local.sound import events, textures
from reelworks.providers.local.sound.synthesis import Signal

Maker = Callable[[np.random.Generator, int], Signal]

MAKERS: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (
        textures.air,
        textures.applause,
        textures.crowd,
        textures.engine,
        textures.fire,
        textures.howl,
        textures.hum,
        textures.insects,
        textures.lapping,
        textures.leaves,
        textures.rain,
        textures.river,
        textures.roar,
        textures.rumble,
        textures.sea,
        textures.space,
        textures.traffic,
        textures.underwater,
        textures.wind,
        events.beeps,
        events.bell,
        events.birds,
        events.booms,
        events.chimes,
        events.clock,
        events.creaks,
        events.drips,
        events.drums,
        events.footsteps,
        events.gulls,
        events.hammer,
        events.heartbeat,
        events.hooves,
        events.horn,
        events.keys,
        events.paper,
        events.thunder,
        events.train,
        events.whales,
        events.whoosh,
    )
}

# Words and the makers they call for, with gains where there are several. A word stands for its
# plural too; one with a star stands for everything that begins so.
_VOCABULARY: tuple[tuple[str, str], ...] = (
    ("air quiet* silen* still stillness room ambien* indoor* interior hush*", "air"),
    ("wind windy windswept breez* gust* desert* dune mountain* cliff snow* plain tundra", "wind"),
    ("steppe prairie valley hill summit peak canyon savanna* horizon", "wind"),
    ("sky skies cloud altitude balloon", "wind*0.7"),
    ("ice icy glacier* iceberg arctic antarctic* polar frozen frost*", "wind creaks*0.3"),
    ("storm* tempest", "howl rain*0.7 thunder*0.8"),
    ("gale howl* blizzard", "howl"),
    ("hurricane cyclone typhoon tornado", "howl rain*0.5"),
    ("sea seas ocean* wave surf shore shoreline beach* tide tidal breaker swell", "sea"),
    ("coast* island* seaside", "sea gulls*0.2"),
    ("reef coral", "sea*0.6 underwater*0.5"),
    ("harbor* harbour* port quay wharf pier marina", "lapping gulls*0.4 creaks*0.2"),
    ("lake pond lagoon", "lapping birds*0.2"),
    ("canal boat* canoe rowing oar ferry raft dock", "lapping creaks*0.35"),
    ("ship* sail* voyage vessel frigate schooner", "sea*0.7 wind*0.4 creaks*0.5"),
    ("lighthouse* beacon", "sea wind*0.5 horn*0.2"),
    ("foghorn horn", "horn air*0.3"),
    ("fog foggy mist misty", "air horn*0.35"),
    ("gull seagull seabird puffin albatross", "gulls"),
    ("rain* shower downpour monsoon", "rain"),
    ("drizzl*", "rain*0.6"),
    ("thunder* lightning", "thunder"),
    ("river* stream* brook creek rapids flow flowing", "river"),
    ("fountain spring irrigation aqueduct", "river*0.8"),
    ("water lapping", "lapping*0.6"),
    ("waterfall* cascade dam", "roar river*0.6"),
    ("underwater undersea submerged depths abyss* diving diver", "underwater"),
    ("submarine", "underwater hum*0.3 beeps*0.2"),
    ("whale dolphin", "underwater whales"),
    ("fish fishes bubbl* squid octopus* shark", "underwater"),
    ("drip* cave cavern* grotto", "drips air*0.4"),
    ("tunnel mine mining miner crypt tomb underground", "drips*0.6 air*0.6"),
    ("bird* chirp* songbird sparrow dawn morning sunrise nest", "birds leaves*0.2"),
    ("garden* springtime orchard park blossom", "birds leaves*0.4"),
    ("meadow field farm* countryside pasture harvest*", "birds*0.7 leaves*0.3 insects*0.2"),
    ("forest* woods woodland tree treetop", "leaves birds*0.5"),
    ("jungle rainforest tropic* swamp", "insects*0.6 birds*0.8 leaves*0.4"),
    ("leaf leaves rustl* foliage", "leaves"),
    ("grass* reeds wheat", "leaves*0.8 insects*0.2"),
    ("insect* cricket cicada grasshopper", "insects"),
    ("bee hive pollinat*", "insects*0.5 birds*0.4"),
    ("night nights nighttime evening dusk sunset midnight", "insects*0.7 air*0.4"),
    ("fire* flame burn* crackl* hearth bonfire campfire ember", "fire"),
    ("lamp lantern candle torch", "fire*0.5 air*0.5"),
    ("lava volcan* magma", "rumble fire*0.4"),
    ("eruption erupt* avalanche landslide", "rumble roar*0.6"),
    ("earthquake quake rumbl* tremor", "rumble"),
    ("crowd* people murmur* chatter* voice bustl* audience* parliament senate", "crowd"),
    ("restaurant cafe tavern inn school classroom court meeting protest* festival", "crowd"),
    ("market* bazaar fair trading", "crowd footsteps*0.25"),
    ("village villager town* settlement", "crowd*0.5 birds*0.5"),
    ("applau* cheer* ovation celebrat* stadium theat*", "applause crowd*0.5"),
    ("city cities street urban downtown skyline metropol*", "traffic crowd*0.35"),
    ("traffic car cars highway truck bus motorway", "traffic"),
    ("bridge", "wind*0.7 traffic*0.4"),
    ("hum humming buzz* electric* power transformer server refrigerat*", "hum"),
    ("machine* machinery motor engine diesel turbine generator", "engine hum*0.4"),
    ("mechani* gear cog", "engine*0.6 clock*0.5"),
    ("factory factories industr* mill assembly", "engine hammer*0.5 hum*0.4"),
    ("steam boiler furnace", "engine roar*0.3"),
    ("computer* laptop software programm* code coding", "hum keys*0.4"),
    ("lab labs laborator* hospital clinic science experiment* microscope", "hum beeps*0.3"),
    ("radio beep* signal telegraph* sonar radar transmi*", "beeps air*0.5"),
    ("digital data algorithm* network internet robot*", "beeps*0.7 space*0.5"),
    ("aircraft airplane aeroplane plane jet flight propeller airport", "roar*0.7 engine*0.4"),
    ("rocket launch* liftoff roar* blast*", "roar rumble*0.7"),
    ("space cosm* star starry stars galax* universe planet* void nebula* eclipse", "space"),
    ("moon lunar astronaut* telescope* asteroid comet drone eerie myster*", "space"),
    ("satellite orbit* spacecraft", "space beeps*0.2"),
    ("mars martian", "space wind*0.5"),
    ("footstep* step walk* corridor hallway pedestrian", "footsteps air*0.3"),
    ("museum gallery exhibit*", "footsteps*0.6 air"),
    ("stair* attic cellar", "footsteps*0.7 creaks*0.4"),
    ("march* army armies soldier* troops legion* parade", "footsteps drums*0.6 crowd*0.3"),
    ("bell church* cathedral monaster* abbey chapel tolling", "bell air*0.4"),
    ("tower steeple", "bell*0.7 wind*0.6"),
    ("chime chiming temple shrine magic* crystal sparkl* glass", "chimes air*0.4"),
    ("clock* tick ticking watch watchmaker pendulum time century hour", "clock air*0.4"),
    ("train trains rail* locomotive station", "train"),
    ("horse hoof hooves hoofbeat gallop* cavalry rider", "hooves"),
    ("carriage wagon cart stagecoach", "hooves creaks*0.4"),
    ("hammer* blacksmith anvil forge", "hammer fire*0.4"),
    ("construct* build* workshop carpent* stonemason mason tool worker", "hammer air*0.4"),
    ("creak* door wood wooden hinge timber", "creaks air*0.4"),
    ("typing typewriter keyboard newsroom", "keys"),
    ("office desk", "keys*0.5 hum*0.5"),
    ("paper page book* writ* pen quill map maps document* letter* manuscript", "paper air*0.4"),
    ("library libraries archive* reading", "paper*0.7 air"),
    ("heart hearts heartbeat pulse", "heartbeat"),
    ("drum* ritual ceremon*", "drums"),
    ("battle* war wars warfare cannon* gun guns artillery siege", "booms wind*0.4"),
    ("explo* bomb* detonat*", "booms rumble*0.6"),
    ("whoosh* swoosh* impact transition riser", "whoosh"),
)
_DISTANT = re.compile(r"\b(distant\w*|far|faint\w*|soft\w*|gentle|gently|muffled|low|light)\b")
_STRONG = re.compile(r"\b(loud\w*|heavy|strong\w*|fierce\w*|roaring|violent\w*|crashing|more)\b")
_WITHOUT = re.compile(r"\b(no|not|without|remove|drop|stop)\b")
_LESS = re.compile(r"\b(less|fewer|quieter)\b")
_AIR = 0.3  # of a quiet place that has other sounds
_FEW = 4  # layers beyond this are mud


@dataclass(frozen=True, slots=True)
class Layer:
    """One sound of an ambience; `distant` ones are darker and softer."""

    name: str
    gain: float
    distant: bool = False


def layers(prompt: str) -> tuple[Layer, ...]:
    """The layers that a description asks for; a quiet room when it asks for none."""
    found: dict[str, Layer] = {}
    unwanted: set[str] = set()
    for word, near in _words(prompt):
        asked = _of_word(word, near)
        if _WITHOUT.search(near):
            unwanted |= {layer.name for layer in asked[:1]}
            continue
        for layer in asked:
            known = found.get(layer.name)
            if known is None or layer.gain > known.gain or _LESS.search(near):
                found[layer.name] = layer
    wanted = [layer for layer in found.values() if layer.name not in {*unwanted, "air"}]
    if not wanted:
        return (Layer("air", 1.0),)
    strongest = sorted(wanted, key=lambda layer: -layer.gain)[:_FEW]
    return (*strongest, Layer("air", _AIR)) if "air" in found else tuple(strongest)


def _words(prompt: str) -> Iterator[tuple[str, str]]:
    """Every word, with the two before it in its phrase."""
    for phrase in re.split(r"[,;:.!?\n]", prompt.lower()):
        words = re.findall(r"[a-z]+", phrase)
        for number, word in enumerate(words):
            yield word, " ".join(words[max(number - 2, 0) : number])


def _of_word(word: str, near: str) -> list[Layer]:
    recipe = _recipe(word)
    distant = bool(_DISTANT.search(near))
    emphasis = 0.6 if distant else 1.4 if _STRONG.search(near) else 1.0
    emphasis *= 0.4 if _LESS.search(near) else 1.0
    made = []
    for part in recipe.split():
        name, _, gain = part.partition("*")
        made.append(Layer(name, float(gain or 1) * emphasis, distant))
    return made


def _recipe(word: str) -> str:
    """The recipe for a word, "" when it has no sound of its own."""
    for form in (word, word.removesuffix("s"), word.removesuffix("es")):
        if form in _EXACT:
            return _EXACT[form]
    starts = [start for start in _STARTS if word.startswith(start)]
    return _STARTS[max(starts, key=len)] if starts else ""


_TERMS = [(term, recipe) for words, recipe in _VOCABULARY for term in words.split()]
_EXACT = {term: recipe for term, recipe in _TERMS if not term.endswith("*")}
_STARTS = {term[:-1]: recipe for term, recipe in _TERMS if term.endswith("*")}
