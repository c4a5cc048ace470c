"""The local voice: a neural narrator that needs no network, with the time of every word."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from reelworks.domain.errors import BadInput, NotSupported
from reelworks.media import wav
from reelworks.ports.handshake import Handshake
from reelworks.ports.speech import Speech, SpeechRequest, Word
from reelworks.ports.spend import Spend
from reelworks.providers.local.voice import alignment, delivery, spoken, voices
from reelworks.providers.local.voice.characters import unreadable_share
from reelworks.providers.local.voice.model import Model
from reelworks.providers.local.voice.phonemes import Utterance, phonemize

_LONGEST = 20_000  # characters: twenty minutes of speech
_MUTE = 0.5  # the share of letters without a sound that is no slip any more
_PACES = (  # the first that a note asks for
    (re.compile(r"\b(much|far|way) slower\b", re.IGNORECASE), 0.8),
    (re.compile(r"\b(much|far|way) faster\b", re.IGNORECASE), 1.25),
    (re.compile(r"\b(slow|slower|slowly|too fast|too quick)\b", re.IGNORECASE), 0.9),
    (re.compile(r"\b(fast|faster|quicker|too slow)\b", re.IGNORECASE), 1.12),
)


class LocalVoice:
    """Speaks with a Piper voice. The same request gives the same bytes."""

    def check(self, voice: str, language: str, model: str = "") -> None:
        voices.find(voice, language)

    def speak(self, request: SpeechRequest, recording: Path, handshake: Handshake) -> Speech:
        voice = voices.find(request.voice, request.language)
        words = _words(request.text)
        _check_script(request)
        readings = spoken.readings(words, request.language)
        sentences = spoken.sentences(readings)
        if not sentences:
            raise _unspeakable(request.text)
        utterances, alone = _phonemes(sentences, readings, voice.espeak_voice)
        model = Model(voice, seed=_seed(request), pace=_pace(request.note))
        takes = []
        for number, sentence in enumerate(sentences):
            of_words = [alone[reading.said] for reading in readings[sentence.first : sentence.end]]
            takes.append(_take(model, utterances[number], of_words, sentence.mark))
            handshake.progress((number + 1) / len(sentences))
        result = delivery.record(takes, voice.rate)
        wav.write(recording, result.sound)
        return Speech(_timed(words, result.times), result.sound.seconds, Spend())


def _words(text: str) -> list[str]:
    if len(text) > _LONGEST:
        raise BadInput(
            f"A narration of {len(text):,} characters is too long to be spoken in one go.",
            remedy=f"Divide it into shots of at most {_LONGEST:,} characters.",
        )
    return text.split()


def _check_script(request: SpeechRequest) -> None:
    """Text of another script, given as English, would be left out word by word."""
    if request.language.lower().startswith("en") and unreadable_share(request.text) > _MUTE:
        raise NotSupported(
            f"The text is said to be in {request.language!r} but is written in letters that its "
            f"voices cannot read: {request.text.strip()[:40]!r}.",
            remedy="Set the language it is in, or give the narration in English.",
        )


def _phonemes(
    sentences: Sequence[spoken.Sentence], readings: Sequence[spoken.Reading], espeak_voice: str
) -> tuple[list[list[Utterance]], Mapping[str, Sequence[str]]]:
    """The utterances of every sentence, and what each word sounds like by itself."""
    spellings = sorted({reading.said for reading in readings if reading.said})
    texts = [*(sentence.text for sentence in sentences), *spellings]
    answers = phonemize(texts, espeak_voice)
    alone = {
        said: [phoneme for utterance in utterances for phoneme in utterance.phonemes]
        for said, utterances in zip(spellings, answers[len(sentences) :], strict=True)
    }
    return answers[: len(sentences)], {**alone, "": []}


def _take(
    model: Model, utterances: Sequence[Utterance], words: Sequence[Sequence[str]], mark: str
) -> delivery.Take:
    """A sentence spoken, with the samples at which each of its words begins and ends."""
    spoken_parts = [model.speak(utterance.phonemes) for utterance in utterances]
    phonemes = [phoneme for utterance in utterances for phoneme in utterance.phonemes]
    lengths = np.concatenate([np.zeros(1, np.int64), *(lengths for _, lengths in spoken_parts)])
    edges = np.cumsum(lengths)
    times = [
        (int(edges[span.first]), int(edges[span.end])) for span in alignment.spans(phonemes, words)
    ]
    return delivery.Take(np.concatenate([samples for samples, _ in spoken_parts]), times, mark)


def _timed(words: Sequence[str], times: Sequence[tuple[float, float]]) -> tuple[Word, ...]:
    return tuple(
        Word(text, round(start, 3), round(end, 3))
        for text, (start, end) in zip(words, times, strict=True)
    )


def _seed(request: SpeechRequest) -> int:
    """A take that was rejected is read anew, even where the seed is the same."""
    digest = hashlib.sha256(f"voice|{request.seed}|{request.note}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def _pace(note: str) -> float:
    return next((pace for pattern, pace in _PACES if pattern.search(note)), 1.0)


def _unspeakable(text: str) -> BadInput:
    shown = text.strip()[:40]
    return BadInput(
        f"There is nothing to speak in {shown!r}." if shown else "The narration is empty.",
        remedy="Write at least one word of the narration in letters.",
    )
