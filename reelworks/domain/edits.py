"""Edits: what a person changes in a story, shot by shot; everything else stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reelworks.domain.errors import BadInput, NotFound
from reelworks.domain.steps import Stored
from reelworks.domain.story import Asset, AssetKind, Shot, Story

MOST_SHOTS = 60
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """What to change of a shot; None is left as it is.

    `scene` is the prompt of its picture. A file stands in for what would be made; a new scene or
    a new narration makes it again.
    """

    narration: str | None = None
    scene: str | None = None
    motion: str | None = None
    sound: str | None = None
    image: Stored | None = None
    clip: Stored | None = None
    recording: Stored | None = None

    def words(self) -> dict[str, str]:
        """The texts that change."""
        texts = {
            "narration": self.narration,
            "scene": self.scene,
            "motion": self.motion,
            "sound": self.sound,
        }
        return {name: text for name, text in texts.items() if text is not None}


def changed(story: Story, number: int, change: Change) -> Story:
    """The story with one shot changed. Raises NotFound, BadInput."""
    shot = shot_of(story, number)
    for name, text in change.words().items():
        _check(name, text)
    words = change.words()
    remade = change.scene is not None or change.motion is not None or change.image is not None
    after = replace(
        shot,
        narration=words.get("narration", shot.narration).strip(),
        motion=words.get("motion", shot.motion).strip(),
        sound=words.get("sound", shot.sound).strip(),
        image=change.image or (None if change.scene is not None else shot.image),
        clip=change.clip or (None if remade else shot.clip),
        recording=change.recording or (None if change.narration is not None else shot.recording),
    )
    if change.scene is None:
        return _tidy(_with(story, after))
    return _tidy(_repainted(story, after, change.scene.strip()))


def _repainted(story: Story, shot: Shot, scene: str) -> Story:
    """Another picture for this shot; other shots in the same place keep the old one."""
    shared = any(s.environment == shot.environment for s in story.shots if s.key != shot.key)
    key = _new_key(story) if shared else shot.environment
    asset = Asset(key, AssetKind.ENVIRONMENT, scene)
    kept = [a for a in story.assets if a.key != key]
    story = replace(story, assets=(*kept, asset))
    return _with(story, replace(shot, environment=key))


def moved(story: Story, number: int, to: int) -> Story:
    """The story with a shot at another place. Its steps keep their names, so nothing is remade."""
    shot = shot_of(story, number)
    if not 1 <= to <= len(story.shots):
        raise BadInput(f"There is no place {to}.", remedy=f"Give one from 1 to {len(story.shots)}.")
    rest = [s for s in _named(story) if s.key != shot.key]
    rest.insert(to - 1, replace(shot, name=shot.key))
    return _numbered(story, rest)


def dropped(story: Story, number: int) -> Story:
    """The story without a shot."""
    shot = shot_of(story, number)
    if len(story.shots) == 1:
        raise BadInput("It is the only shot of the film.", remedy="Change it instead.")
    shots = [s for s in _named(story) if s.key != shot.key]
    if shot.chapter is not None and number <= len(shots) and shots[number - 1].chapter is None:
        shots[number - 1] = replace(shots[number - 1], chapter=shot.chapter)
    return _tidy(_numbered(story, shots))


def added(story: Story, after: int, narration: str, scene: str) -> Story:
    """The story with a new shot after this one; 0: at the beginning."""
    if not 0 <= after <= len(story.shots):
        raise NotFound(f"There is no shot {after}.", remedy=f"There are {len(story.shots)}.")
    if len(story.shots) >= MOST_SHOTS:
        raise BadInput(f"A film has {MOST_SHOTS} shots at most.", remedy="Drop another one first.")
    for name, text in (("narration", narration), ("scene", scene)):
        _check(name, text)
    like = story.shots[max(after - 1, 0)]
    asset = Asset(_new_key(story), AssetKind.ENVIRONMENT, scene.strip())
    shots = _named(story)
    shot = Shot(
        number=0,
        narration=narration.strip(),
        environment=asset.key,
        motion=like.motion,
        sound=like.sound,
        name=_new_name(shots),
    )
    shots.insert(after, shot)
    return _numbered(replace(story, assets=(*story.assets, asset)), shots)


def shot_of(story: Story, number: int) -> Shot:
    """The shot at this place, counted from 1. Raises NotFound."""
    if not 1 <= number <= len(story.shots):
        raise NotFound(
            f"There is no shot {number}.", remedy=f"The film has shots 1 to {len(story.shots)}."
        )
    return story.shots[number - 1]


def _check(name: str, text: str) -> None:
    if not text.strip() and name != "sound":
        raise BadInput(f"The {name} is empty.", remedy="Write what it should be.")
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"The {name} has {len(text):,} letters; {LONGEST_TEXT:,} are allowed.")


def _with(story: Story, shot: Shot) -> Story:
    return replace(story, shots=tuple(shot if s.number == shot.number else s for s in story.shots))


def _named(story: Story) -> list[Shot]:
    """The shots with the names they go by, so that they may change places."""
    return [replace(shot, name=shot.key) for shot in story.shots]


def _numbered(story: Story, shots: Iterable[Shot]) -> Story:
    """The shots in this order; a name that follows from the number need not be written down."""
    numbered = [replace(shot, number=n) for n, shot in enumerate(shots, 1)]
    plain = [replace(s, name="") if s.name == f"shot-{s.number:02}" else s for s in numbered]
    return replace(story, shots=tuple(plain))


def _tidy(story: Story) -> Story:
    """Without the pictures that no shot shows any more."""
    used = {key for shot in story.shots for key in (shot.environment, shot.character)}
    return replace(story, assets=tuple(asset for asset in story.assets if asset.key in used))


def _new_key(story: Story) -> str:
    return _unused("environment", {asset.key for asset in story.assets})


def _new_name(shots: Iterable[Shot]) -> str:
    return _unused("shot", {shot.key for shot in shots})


def _unused(stem: str, taken: set[str]) -> str:
    """The next name of this kind that nobody has."""
    number = len(taken) + 1
    while f"{stem}-{number:02}" in taken:
        number += 1
    return f"{stem}-{number:02}"
