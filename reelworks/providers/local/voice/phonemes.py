"""Text to phonemes, by asking espeak-ng in a process of its own."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from reelworks.domain.errors import MachineError
from reelworks.ops import programs

_PROGRAM = Path(__file__).with_name("phoneme_program.py")
_LANGUAGE_SWITCH = re.compile(r"\([^)]+\)")  # espeak marks words of another language with (xx)
_PAUSES = frozenset(",:;")
_TIMEOUT_S = 60
_LONGEST = 450  # phonemes: half a minute


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the model speaks in one go: single phonemes, spaces and punctuation included."""

    phonemes: tuple[str, ...]


def phonemize(texts: Sequence[str], espeak_voice: str) -> list[list[Utterance]]:
    """The utterances of every text, in order; a text that cannot be spoken has none."""
    order = {**_piper(), "voice": espeak_voice, "texts": list(texts)}
    done = programs.run(
        [sys.executable, "-I", "-S", _PROGRAM],
        timeout_s=_TIMEOUT_S,
        stdin=json.dumps(order, ensure_ascii=False).encode(),
    )
    return [_utterances(clauses) for clauses in json.loads(done.stdout)]


def _utterances(clauses: Sequence[tuple[str, str, bool]]) -> list[Utterance]:
    found: list[list[str]] = []
    current: list[str] = []
    for phonemes, terminator, ends_sentence in clauses:
        spoken = _LANGUAGE_SWITCH.sub("", phonemes)
        gap = " " if terminator in _PAUSES or not (terminator or ends_sentence) else ""
        current += unicodedata.normalize("NFD", spoken + terminator + gap)
        if ends_sentence:
            found.append(current)
            current = []
    heard = [part for part in [*found, current] if any(phoneme.isalpha() for phoneme in part)]
    return [Utterance(tuple(piece)) for part in heard for piece in _pieces(part)]


def _pieces(phonemes: Sequence[str]) -> list[Sequence[str]]:
    """What is too long for one go (its cost grows with the square), divided between two words."""
    pieces = []
    while len(phonemes) > _LONGEST:
        cut = next((at for at in range(_LONGEST, 0, -1) if phonemes[at] == " "), _LONGEST)
        pieces.append(phonemes[:cut])
        phonemes = phonemes[cut:]
    return [*pieces, phonemes]


@lru_cache(maxsize=1)
def _piper() -> dict[str, str]:
    """Where the bridge and its data lie; found without importing the package."""
    spec = find_spec("piper")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in map(Path, folders):
        for bridge in sorted(folder.glob("espeakbridge*")):
            if bridge.suffix in {".so", ".pyd"}:
                return {"bridge": str(bridge), "data": str(folder / "espeak-ng-data")}
    raise MachineError(
        "The speech program piper-tts is not installed with this Python.",
        remedy="Install Reelworks again with its dependencies: make install.",
    )
