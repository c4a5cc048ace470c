"""What a film really is: measured on the file, by other means than those that made it."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass, field
from fractions import Fraction
from html import unescape
from itertools import accumulate, pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from reelworks.media import film as joined
from reelworks.media import wav
from reelworks.ops import ffmpeg

RATE = 48_000
SYNC_S = 0.040  # between picture and sound, at every join
LOUDNESS = (-14.5, -13.5)
_SEARCH_S = 0.4  # how far from its place a narration is looked for
_UPPER = "crop=iw:ih*0.72:0:0"  # captions below are no sign of life
_FIGURE = re.compile(r"^\s+(I|Peak):\s+(-?[\d.]+|-inf|nan) (?:LUFS|dBFS)$", re.MULTILINE)
_SPELL = re.compile(r"(?:black|freeze)_start: ?([\d.]+)")
_TIME = re.compile(r"(\d+):(\d\d):(\d\d)[,.](\d{3})")

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Shot:
    """A shot of a finished film. `begin` and `end` are seconds of the film, by its segments."""

    number: int
    segment: Path
    narration: Path
    begin: float
    end: float


@dataclass(frozen=True)
class Expected:
    """What was ordered."""

    width: int
    height: int
    shots: int
    fps: int = 30


@dataclass
class Film:
    """A film and the folder of the task that it was made in."""

    path: Path
    task: Path
    lead: float = 0.3
    shots: list[Shot] = field(init=False)

    def __post_init__(self) -> None:
        segments = sorted(self.task.glob("segments/shot-*.mp4"))
        lengths = [len(joined.packet_hashes(segment)) / 30 for segment in segments]
        ends = [*accumulate(lengths)]
        self.shots = [
            Shot(number, segment, self.task / "audio" / f"{segment.stem}.wav", end - length, end)
            for number, (segment, length, end) in enumerate(
                zip(segments, lengths, ends, strict=True), start=1
            )
        ]

    def beside(self, suffix: str) -> Path:
        return self.path.with_suffix(suffix)


def technical_faults(film: Film, expected: Expected) -> list[str]:
    """Size, rate, codecs, length of picture and sound, the order of the file."""
    wanted = {
        "pictures and sounds": (1, 1),
        "size": (expected.width, expected.height),
        "codec": ("h264", "High", "yuv420p"),
        "sound": ("aac", RATE, "stereo"),
        "frames begin, and come every": (0, {Fraction(1, expected.fps)}),
        "shots": expected.shots,
        "index before the media": True,
    }
    found, apart = _stated(film.path)
    found |= {"shots": len(film.shots), "index before the media": faststart(film.path)}
    faults = [f"{what}: {found[what]}, not {value}" for what, value in wanted.items()
              if found[what] != value]  # fmt: skip
    return faults if apart < SYNC_S else [*faults, f"sound and picture end {apart} s apart"]


def _stated(path: Path) -> tuple[dict[str, object], float]:
    """What the file says of its streams, and how far apart they end."""
    with av.open(str(path)) as file:
        picture, sound = file.streams.video[0], file.streams.audio[0]
        context, heard = picture.codec_context, sound.codec_context
        packets = [packet.pts for packet in file.demux(picture) if packet.pts is not None]
        base = picture.time_base or Fraction(0)
        times = sorted(pts * base for pts in packets)
        rhythm = {later - sooner for sooner, later in pairwise(times)}
        length = (sound.duration or 0) * (sound.time_base or Fraction(0))
        return {
            "pictures and sounds": (len(file.streams.video), len(file.streams.audio)),
            "size": (context.width, context.height),
            "codec": (context.name, context.profile, context.pix_fmt),
            "sound": (heard.name, heard.sample_rate, heard.layout.name),
            "frames begin, and come every": (times[0], rhythm),
        }, float(abs(length - times[-1] - max(rhythm)))


def faststart(path: Path) -> bool:
    """Whether a player finds the index before the media."""
    names = [name for name, _ in _boxes(path)]
    return b"moov" in names and names.index(b"moov") < names.index(b"mdat")


def _boxes(path: Path) -> list[tuple[bytes, int]]:
    """The outermost boxes of an MP4 file."""
    found, at = [], 0
    with path.open("rb") as file:
        while len(head := file.read(8)) == 8:
            size, name = struct.unpack(">I4s", head)
            if size == 1:
                (size,) = struct.unpack(">Q", file.read(8))
            found.append((name, size))
            at += size
            file.seek(at)
    return found


def loudness_faults(path: Path) -> list[str]:
    """-14 LUFS by two meters that share no code, true peak under -1 dBTP."""
    import pyloudnorm  # brings SciPy along, which most tests do not need

    meter = ["-vn", "-af", "ebur128=peak=true:framelog=quiet", "-loglevel", "info"]
    told = ffmpeg.run([*ffmpeg.INPUT, "-i", path, *meter, "-f", "null", "-"]).stderr.decode()
    figures = {name: float(value) for name, value in _FIGURE.findall(told)}
    second = float(pyloudnorm.Meter(RATE).integrated_loudness(sound(path).T.astype(np.float64)))
    low, high = LOUDNESS
    faults = [f"{lufs:.2f} LUFS" for lufs in (figures["I"], second) if not low <= lufs <= high]
    return faults + ([f"true peak {figures['Peak']} dBTP"] if figures["Peak"] >= -1 else [])


def sound(path: Path) -> Samples:
    """What is heard: (channels, samples)."""
    raw = ["-vn", "-f", "f32le", "-ar", str(RATE), "-ac", "2", "pipe:1"]
    heard = ffmpeg.run([*ffmpeg.INPUT, "-i", path, *raw]).stdout
    return np.frombuffer(heard, np.float32).reshape(-1, 2).T


def sync_faults(film: Film) -> list[str]:
    """Every narration lies inside its segment, and begins when its picture has it begin."""
    heard = sound(film.path).mean(axis=0)
    faults = []
    for shot in film.shots:
        spoken = wav.read(shot.narration).samples.mean(axis=0)
        begins = _place(heard, spoken, shot.begin + film.lead)
        ends = begins + len(spoken) / RATE
        off = begins - film.lead - shot.begin
        if abs(off) > SYNC_S:
            faults.append(f"shot {shot.number}: sound and picture are {off * 1000:.1f} ms apart")
        if begins < shot.begin or ends > shot.end:
            faults.append(
                f"shot {shot.number}: spoken {begins:.3f}-{ends:.3f} s, "
                f"seen {shot.begin:.3f}-{shot.end:.3f} s"
            )
    return faults


def _place(heard: Samples, spoken: Samples, expected_s: float) -> float:
    """Where in the sound this is spoken, in seconds: where the two are most alike."""
    reach = int(_SEARCH_S * RATE)
    first = max(round(expected_s * RATE) - reach, 0)
    window = heard[first : first + len(spoken) + 2 * reach]
    size = len(window) + len(spoken)
    alike = np.fft.irfft(np.fft.rfft(window, size) * np.fft.rfft(spoken, size).conj(), size)
    return (first + int(np.argmax(alike[: len(window) - len(spoken) + 1]))) / RATE


def picture_faults(film: Film) -> list[str]:
    """Black or frozen pictures, and segments without a picture of their own."""
    looks = f"{_UPPER},blackdetect=d=0.1:pix_th=0.08,freezedetect=n=-70dB:d=0.7"
    detect = ["-an", "-vf", looks, "-loglevel", "info", "-f", "null", "-"]
    told = ffmpeg.run([*ffmpeg.INPUT, "-i", film.path, *detect]).stderr.decode()
    return [f"black or frozen from {at} s" for at in _SPELL.findall(told)]


def join_faults(film: Film) -> list[str]:
    """The segments' packets are the film's: nothing was encoded again."""
    whole = joined.packet_hashes(film.path)
    parts = tuple(packet for s in film.shots for packet in joined.packet_hashes(s.segment))
    if whole == parts:
        return []
    same = sum(a == b for a, b in zip(whole, parts, strict=False))
    return [f"{same} of {len(whole)} packets are those of the segments ({len(parts)})"]


def words_faults(film: Film) -> list[str]:
    """Subtitles, transcript and thumbnail lie beside the film and fit it."""
    spoken = film.beside(".txt").read_text("utf-8").split()
    srt, vtt = (film.beside(s).read_text("utf-8") for s in (".srt", ".vtt"))
    faults = [] if vtt.startswith("WEBVTT") else ["the .vtt does not say so"]
    for name, text in (("srt", srt), ("vtt", vtt)):
        if (shown := _shown(text)) != spoken:
            faults.append(f"{name} shows {shown}, spoken is {spoken}")
        times = [_seconds(*found) for found in _TIME.findall(text)]
        if not times or times != sorted(times) or times[-1] > film.shots[-1].end:
            faults.append(f"the times of {name} are {times}")
    with Image.open(film.beside(".jpg")) as image:
        shades = len(image.convert("L").getcolors() or ())
        if image.format != "JPEG" or min(image.size) < 360 or shades < 32:
            faults.append(f"the thumbnail is {image.format} {image.size} of {shades} shades")
    return faults


def _shown(subtitles: str) -> list[str]:
    """The words of subtitles, without numbers, times and headers."""
    vtt = subtitles.startswith("WEBVTT")  # its text is escaped as in HTML
    lines = subtitles.removeprefix("WEBVTT").split("\n")
    texts = [line for line in lines if "-->" not in line and not line.strip().isdecimal()]
    return (unescape(" ".join(texts)) if vtt else " ".join(texts)).split()


def _seconds(hours: str, minutes: str, seconds: str, milliseconds: str) -> float:
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(milliseconds) / 1000


def chapter_faults(film: Film) -> list[str]:
    """Chapters as the story has them, each beginning with its shot."""
    story = json.loads((film.task / "story.json").read_text("utf-8"))
    wanted = {shot["number"]: shot["chapter"] for shot in story["shots"] if shot.get("chapter")}
    with av.open(str(film.path)) as file:
        found = [
            (float(c["start"] * (c["time_base"] or 0)), c["metadata"]["title"])
            for c in file.chapters()
        ]
    expected = [(film.shots[n - 1].begin, title) for n, title in wanted.items()]
    if len(found) != len(expected) or any(
        abs(a - b) > 0.001 or one != two
        for (a, one), (b, two) in zip(found, expected, strict=False)
    ):
        return [f"chapters {found}, not {expected}"]
    return []


def stream_hash(path: Path) -> str:
    """FFmpeg's hash of every stream's packets: equal for equal films, whatever the file says."""
    return ffmpeg.run(
        [*ffmpeg.INPUT, "-i", path, "-map", "0", "-c", "copy", "-f", "streamhash", "-"]
    ).stdout.decode()
