"""A film is its segments untouched, in step with one sound track at the right loudness."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pyloudnorm
import pytest
from PIL import Image

from reelworks.media import film, loudness, rooms
from reelworks.media.wav import RATE
from reelworks.scripts import assemble_video, protocol, render_shot
from tests.media import material

SIZE = "320x180"
TITLE = 'A "river" = {x}; #1 \\n 100%'
TEXTS = (
    "The river remembers every flood, and keeps its old road.",
    "100% of {it} was gone by dawn; nobody -> heard.",
    "Then people built again.",
)
FLASH = 9  # the frame at which 0.3 s of lead are over
FRAME = RATE // 30


def narration(seconds: float, seed: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A click on the very first samples, a pause, then speech."""
    samples = material.speech(seconds, seed)
    samples[: RATE // 3] = 0
    samples[:24] = 0.9
    return samples


def flashing(path: Path, seconds: float) -> Path:
    """Moving colours with one white frame where the narration begins."""
    flash = f"drawbox=w=iw:h=ih:color=white:t=fill:enable='eq(n,{FLASH})'"
    return material.clip(path, f"testsrc2=s={SIZE}:r=30:d={seconds},lutyuv=y=val/2,{flash}")


def rendered(folder: Path, number: int, text: str, seconds: float, *more: str) -> dict[str, Any]:
    """One shot of a manifest, its segment rendered by the script itself."""
    shot = {
        "number": number,
        "text": text,
        "segment": str(folder / f"s{number}.mp4"),
        "narration": str(material.sound(folder / f"n{number}.wav", narration(seconds, number))),
        "voice": str(folder / f"v{number}.wav"),
        "words": str(material.words(folder / f"w{number}.json", material.spoken(text, seconds))),
    }
    clip = flashing(folder / f"c{number}.mp4", seconds + 1)
    args = [f"--{name}={shot[name]}" for name in ("narration", "words")]
    out = [f"--output={shot['segment']}", f"--voice={shot['voice']}", f"--size={SIZE}"]
    assert render_shot.main([f"--clip={clip}", *args, *out, *more]) == protocol.OK
    return shot


def manifest(path: Path, shots: list[dict[str, Any]], **more: Any) -> Path:
    told = {"title": TITLE, "language": "en", "fps": 30, "size": SIZE, "lead": 0.3, "tail": 0.45}
    path.write_text(json.dumps({**told, "shots": shots, **more}), encoding="utf-8")
    return path


def assembled(path: Path, folder: Path) -> list[str]:
    names = {"srt": "srt", "vtt": "vtt", "transcript": "txt", "thumbnail": "jpg"}
    extras = [f"--{role}={folder / f'film.{suffix}'}" for role, suffix in names.items()]
    return [f"--manifest={path}", f"--output={folder / 'film.mp4'}", *extras]


class Film:
    """A film of three shots with everything on, assembled once for the tests that look at it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        lengths = (1.93, 2.61, 1.507)
        self.shots = [
            rendered(folder, number, text, seconds)
            for number, (text, seconds) in enumerate(zip(TEXTS, lengths, strict=True), 1)
        ]
        hiss = np.random.default_rng(4).standard_normal((2, 6 * RATE)).astype(np.float32) * 0.05
        tone = np.sin(np.arange(2 * RATE) * 2 * np.pi * 220 / RATE).astype(np.float32) * 0.3
        effect = material.sound(folder / "effect.wav", hiss)
        music = material.sound(folder / "music.wav", np.stack([tone, tone]))
        for shot in self.shots:
            shot["effect"] = str(effect)
        self.shots[0]["chapter"] = "One = 1; #a\\b"
        self.shots[2]["chapter"] = "Zwei: “two” 🌊"
        self.manifest = manifest(folder / "manifest.json", self.shots, music=str(music))
        self.path = folder / "film.mp4"

    @property
    def starts(self) -> list[int]:
        lengths = [len(film.packet_hashes(Path(shot["segment"]))) for shot in self.shots]
        return [0, *np.cumsum(lengths).tolist()]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Film:
    whole = Film(tmp_path_factory.mktemp("film"))
    assert assemble_video.main(assembled(whole.manifest, whole.folder)) == protocol.OK
    return whole


def run(capsys: pytest.CaptureFixture[str], path: Path, folder: Path) -> tuple[int, dict[str, Any]]:
    code = assemble_video.main(assembled(path, folder))
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_film_is_what_every_player_expects(made: Film) -> None:
    with av.open(str(made.path)) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        picture, sound = video.codec_context, audio.codec_context
        assert (picture.name, picture.profile, picture.pix_fmt) == ("h264", "High", "yuv420p")
        assert (sound.name, sound.profile, sound.rate, sound.channels) == ("aac", "LC", 48000, 2)
        assert video.average_rate == 30
        assert audio.language == "eng"
        assert file.metadata["title"] == TITLE
    data = made.path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_every_packet_arrives_as_it_was_encoded(made: Film) -> None:
    parts = [film.packet_hashes(Path(shot["segment"])) for shot in made.shots]
    assert film.packet_hashes(made.path) == sum(parts, ())


def test_every_frame_is_shown_for_the_same_time(made: Film) -> None:
    with av.open(str(made.path)) as file:
        video = file.streams.video[0]
        shown = sorted(p.pts for p in file.demux(video) if p.size and p.pts is not None)
        assert video.time_base is not None
        assert {int((b - a) / video.time_base.denominator * 30000) for a, b in pairwise(shown)} == {
            1000
        }
        assert shown[0] == 0
        assert len(shown) == made.starts[-1]


def test_sound_and_picture_are_equally_long(made: Film) -> None:
    assert material.heard(made.path).shape[1] == made.starts[-1] * FRAME
    with av.open(str(made.path)) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        assert video.duration is not None
        assert audio.duration is not None
        assert video.time_base is not None
        assert audio.time_base is not None
        assert video.duration * video.time_base == audio.duration * audio.time_base


def test_sound_and_picture_are_in_step_at_every_join(made: Film) -> None:
    bright = [int(np.argmax([f.mean() for f in part])) for part in parts_of(made)]
    assert bright == [FLASH] * 3
    sound = np.abs(material.heard(made.path)).max(axis=0)
    for start in made.starts[:-1]:
        flash = (start + FLASH) * FRAME
        near = sound[flash - 2400 : flash + 2400]
        assert abs(int(np.argmax(near)) - 2400) < RATE / 1000  # a millisecond


def parts_of(made: Film) -> list[list[material.Pixels]]:
    shown = material.frames(made.path)
    return [shown[a:b] for a, b in pairwise(made.starts)]


def test_loudness_is_right_on_the_finished_sound(made: Film) -> None:
    sound = material.heard(made.path)
    assert pyloudnorm.Meter(RATE).integrated_loudness(sound.T) == pytest.approx(-14, abs=0.5)
    with rooms.room(made.folder) as room:
        room.link("film.mp4", made.path)
        told = loudness.measure(room, "film.mp4")
    assert told.lufs == pytest.approx(-14, abs=0.5)
    assert told.true_peak_db < -1


def test_chapters_are_read_back(made: Film) -> None:
    with av.open(str(made.path)) as file:
        found = [
            (c["metadata"]["title"], round(float(c["start"] * c["time_base"]), 3))
            for c in file.chapters()
        ]
    third = round(made.starts[2] / 30, 3)
    assert found == [("One = 1; #a\\b", 0.0), ("Zwei: “two” 🌊", third)]


def test_transcript_is_what_was_said(made: Film) -> None:
    assert (made.folder / "film.txt").read_text("utf-8").splitlines() == list(TEXTS)


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


@pytest.mark.parametrize("suffix", ["srt", "vtt"])
def test_subtitles_say_the_same_on_the_films_clock(made: Film, suffix: str) -> None:
    blocks = (made.folder / f"film.{suffix}").read_text("utf-8").split("\n\n")
    shown = [block.splitlines() for block in blocks if " --> " in block]
    cues = [lines[lines[0].isdecimal() :] for lines in shown]
    times = [tuple(map(seconds, cue[0].split(" --> "))) for cue in cues]
    said = " ".join(line for cue in cues for line in cue[1:])
    assert said.replace("&gt;", ">") == " ".join(TEXTS)
    assert all(len(cue) <= 3 for cue in cues)
    assert all(start < end <= following for (start, end), (following, _) in pairwise(times))
    second = next(start for (start, _), cue in zip(times, cues, strict=True) if "100%" in cue[1])
    assert second == pytest.approx((made.starts[1] + FLASH) / 30, abs=0.002)


def test_voices_that_were_not_made_are_made_here(
    capsys: pytest.CaptureFixture[str], made: Film, tmp_path: Path
) -> None:
    told = json.loads(made.manifest.read_text("utf-8"))
    told["shots"][1].pop("voice")
    (tmp_path / "m.json").write_text(json.dumps(told), encoding="utf-8")
    assert run(capsys, tmp_path / "m.json", tmp_path)[0] == protocol.OK
    assert (tmp_path / "film.mp4").read_bytes() == made.path.read_bytes()


def test_thumbnail_shows_the_still_that_was_chosen(
    capsys: pytest.CaptureFixture[str], made: Film, tmp_path: Path
) -> None:
    Image.new("RGB", (640, 480), (200, 30, 30)).save(tmp_path / "red.png")
    told = json.loads(made.manifest.read_text("utf-8"))
    told["still"] = str(tmp_path / "red.png")
    (tmp_path / "m.json").write_text(json.dumps(told), encoding="utf-8")
    assert run(capsys, tmp_path / "m.json", tmp_path)[0] == protocol.OK
    with Image.open(tmp_path / "film.jpg") as image:
        assert image.size == (1280, 720)
        shown = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(shown[20, 640] - (200, 30, 30)).max() < 8


def test_thumbnail_has_the_title_and_no_caption(made: Film) -> None:
    with Image.open(made.folder / "film.jpg") as image:
        assert (image.format, image.size) == ("JPEG", (1280, 720))
        light = np.asarray(image.convert("L")).astype(int)
    assert (light > 240).sum() > 4000  # letters
    letters = np.flatnonzero((light > 240).any(axis=1))
    assert letters.max() < 720 * 0.95


def test_facts_say_what_was_made(capsys: pytest.CaptureFixture[str], made: Film) -> None:
    code, result = run(capsys, made.manifest, made.folder)
    assert code == protocol.OK
    facts = result["facts"]
    assert facts["seconds"] == pytest.approx(made.starts[-1] / 30)
    assert facts["lufs"] == pytest.approx(-14, abs=0.5)
    assert facts["true_peak_db"] < -1
    assert [chapter["title"] for chapter in facts["chapters"]] == [
        "One = 1; #a\\b",
        "Zwei: “two” 🌊",
    ]
    assert {file["role"] for file in result["files"]} == {
        *("film", "srt", "vtt", "transcript", "thumbnail")
    }


def test_same_manifest_gives_the_same_bytes(capsys: pytest.CaptureFixture[str], made: Film) -> None:
    before = made.path.read_bytes()
    _, first = run(capsys, made.manifest, made.folder)
    _, second = run(capsys, made.manifest, made.folder)
    assert made.path.read_bytes() == before
    assert first["files"] == second["files"]


@pytest.mark.parametrize("quality", ["draft", "master"])
def test_one_short_shot_is_a_film_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, quality: str
) -> None:
    shot = rendered(tmp_path, 1, "Three seconds of it.", 2.2, "--quality", quality)
    capsys.readouterr()
    code, result = run(capsys, manifest(tmp_path / "m.json", [shot]), tmp_path)
    assert code == protocol.OK, result
    assert result["facts"]["lufs"] == pytest.approx(-14, abs=0.5)
    assert result["facts"]["chapters"] == []
    sound = material.heard(tmp_path / "film.mp4")
    assert pyloudnorm.Meter(RATE).integrated_loudness(sound.T) == pytest.approx(-14, abs=0.5)


def test_silence_stays_a_film(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shot = rendered(tmp_path, 1, "Nothing is heard.", 1.0)
    material.sound(Path(shot["voice"]), np.zeros(RATE, np.float32))
    capsys.readouterr()
    code, result = run(capsys, manifest(tmp_path / "m.json", [shot]), tmp_path)
    assert code == protocol.OK, result
    assert np.abs(material.heard(tmp_path / "film.mp4")).max() < 0.02


def test_master_shots_with_reordered_frames_join(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shots = [
        rendered(tmp_path, number, text, 1.2, "--quality", "master")
        for number, text in enumerate(TEXTS, 1)
    ]
    capsys.readouterr()
    code, _ = run(capsys, manifest(tmp_path / "m.json", shots), tmp_path)
    assert code == protocol.OK
    parts = [film.packet_hashes(Path(shot["segment"])) for shot in shots]
    assert film.packet_hashes(tmp_path / "film.mp4") == sum(parts, ())
    alone = [frame for shot in shots for frame in material.frames(Path(shot["segment"]))]
    joined = material.frames(tmp_path / "film.mp4")
    assert all(np.array_equal(a, b) for a, b in zip(alone, joined, strict=True))


def test_segments_of_two_qualities_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shots = [
        rendered(tmp_path, 1, "one", 1.0, "--quality", "draft"),
        rendered(tmp_path, 2, "two", 1.0, "--quality", "master"),
    ]
    capsys.readouterr()
    code, result = run(capsys, manifest(tmp_path / "m.json", shots), tmp_path)
    assert code == protocol.BAD_INPUT
    assert "s2.mp4" in result["error"]["message"]
    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"shots": []}, "shots"),
        ({"fps": 29}, "29"),
        ({"size": "wide"}, "size"),
        ({"size": "640x360"}, "640x360"),
        ({"title": None}, "title"),
        ({"music": "/nowhere/music.wav"}, "music.wav"),
    ],
)
def test_unusable_manifest_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str],
    made: Film,
    tmp_path: Path,
    change: dict[str, Any],
    says: str,
) -> None:
    told = {**json.loads(made.manifest.read_text("utf-8")), **change}
    (tmp_path / "m.json").write_text(json.dumps(told), encoding="utf-8")
    code, result = run(capsys, tmp_path / "m.json", tmp_path)
    assert code == protocol.BAD_INPUT
    assert says in result["error"]["message"] + str(result["error"]["remedy"])
    assert not (tmp_path / "film.mp4").exists()
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_titles_of_several_lines_are_one(
    capsys: pytest.CaptureFixture[str], made: Film, tmp_path: Path
) -> None:
    shots = [{**made.shots[0], "chapter": "one\nof\x00 two"}]
    path = manifest(tmp_path / "m.json", shots, title="a\tfilm\r\n\x07[CHAPTER]")
    assert run(capsys, path, tmp_path)[0] == protocol.OK
    with av.open(str(tmp_path / "film.mp4")) as file:
        assert file.metadata["title"] == "a film [CHAPTER]"
        assert [chapter["metadata"]["title"] for chapter in file.chapters()] == ["one of two"]


@pytest.mark.parametrize("what", ["segment", "voice", "words", "effect"])
def test_missing_part_is_named(
    capsys: pytest.CaptureFixture[str], made: Film, tmp_path: Path, what: str
) -> None:
    told = json.loads(made.manifest.read_text("utf-8"))
    told["shots"][1][what] = str(tmp_path / "gone.xyz")
    (tmp_path / "m.json").write_text(json.dumps(told), encoding="utf-8")
    code, result = run(capsys, tmp_path / "m.json", tmp_path)
    assert code == protocol.BAD_INPUT
    assert "gone.xyz" in result["error"]["message"]


def test_any_path_will_do(capsys: pytest.CaptureFixture[str], made: Film, tmp_path: Path) -> None:
    folder = tmp_path / "it's a [odd], folder: 100% {x} = ;#"
    folder.mkdir()
    shots = []
    for shot in made.shots:
        moved = folder / f"-{shot['number']} 'x':[y],.mp4"
        moved.write_bytes(Path(shot["segment"]).read_bytes())
        shots.append({**shot, "segment": str(moved)})
    code, result = run(capsys, manifest(folder / "m '1'.json", shots), folder)
    assert code == protocol.OK, result


def test_one_changed_narration_leaves_every_other_segment_as_it_was(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    films = []
    for name, seconds in (("before", 1.1), ("after", 1.4)):
        folder = tmp_path / name
        folder.mkdir()
        lengths = (0.9, seconds, 0.8)
        shots = [rendered(folder, n, TEXTS[n - 1], s) for n, s in enumerate(lengths, 1)]
        assert run(capsys, manifest(folder / "m.json", shots), folder)[0] == protocol.OK
        films.append([Path(shot["segment"]) for shot in shots])
    same = [a.read_bytes() == b.read_bytes() for a, b in zip(*films, strict=True)]
    assert same == [True, False, True]
    before, after = (
        film.packet_hashes(tmp_path / name / "film.mp4") for name in ("before", "after")
    )
    first, last = (len(film.packet_hashes(films[0][n])) for n in (0, 2))
    assert (before[:first], before[-last:]) == (after[:first], after[-last:])
