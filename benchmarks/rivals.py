"""The same film in other ways: the least that it can cost, one big FFmpeg graph, MoviePy 2."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from benchmarks.cost import Cost, Meter, least, ran
from benchmarks.given import FPS, LEAD, TITLE, Given, Shot
from reelworks.media import captions, fonts, segment, typeset
from reelworks.media.rooms import room
from reelworks.ops import ffmpeg

_ONE = ("-threads", "1")  # as our segments are encoded: nobody pays for more threads
_MOVIEPY = Path(sys.prefix) / "moviepy" / "bin" / "python"


def encoder(given: Given) -> list[str]:
    """FFmpeg's options for the film's picture: exactly ours."""
    rate = ("-g", str(FPS * 2))
    return [*segment.H264, *segment.ENCODER[given.quality], *_ONE, *rate]


def decoding(shot: Shot) -> Cost:
    """What it costs to decode a shot's clip."""
    end = ("-frames:v", str(shot.frames), "-f", "null", "-")
    return ran(ffmpeg.command([*_ONE, "-i", shot.clip, *end]))


def encoding(given: Given, lossless: Path, path: Path, times: int) -> Cost:
    """What it costs to encode a shot's finished frames, to `path`: the least of so many times.

    The frames come through a pipe from another program; what reading them costs is taken off.
    """
    source = ffmpeg.command([*_ONE, "-i", lossless, *_raw(given), "-"])
    nothing = ffmpeg.command([*_input(given), "-f", "null", "-"])
    encoded = ffmpeg.command([*_input(given), *encoder(given), path])
    read = least(ran(nothing, source=source) for _ in range(times))
    spent = least(ran(encoded, source=source) for _ in range(times))
    return Cost(spent.cpu_s - read.cpu_s, spent.wall_s - read.wall_s, spent.peak_mb)


def _raw(given: Given) -> tuple[str, ...]:
    return ("-f", "rawvideo", "-pix_fmt", "yuv420p")


def _input(given: Given) -> tuple[str, ...]:
    width, height = given.size
    return (*_raw(given), "-video_size", f"{width}x{height}", "-framerate", str(FPS), "-i", "-")


def one_graph(given: Given, folder: Path) -> Cost:
    """The whole film in one FFmpeg command: picture, captions, mark, sound, loudness."""
    with room(folder) as place:
        script = _script(given)
        place.furnish(script)
        inputs: list[str | Path] = []
        for shot in given.shots:
            inputs += [*_ONE, "-i", shot.clip]
        inputs += ["-i", given.watermark]
        for shot in given.shots:
            inputs += ["-i", shot.narration, "-i", shot.effect]
        inputs += ["-i", given.music]
        graph = ";".join((*_picture(given), *_sound(given)))
        maps = ("-map", "[v]", "-map", "[a]", "-frames:v", str(given.frames))
        aac = ("-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart")
        out = folder / "one-graph.mp4"
        args = [*inputs, "-filter_complex", graph, *maps, *encoder(given), *aac, str(out)]
        with Meter() as meter:
            place.ffmpeg([str(arg) for arg in args])
    return meter.cost


def _script(given: Given) -> typeset.Script:
    spoken = typeset.Spoken(given.spoken(), float(LEAD), given.frames / FPS)
    return typeset.shot(*given.size, spoken, language="en", title=TITLE, apart=False)


def _picture(given: Given) -> Iterator[str]:
    width, height = given.size
    size = f"scale={width}:{height}:flags=bicubic,setsar=1,format=yuv420p"
    for number, shot in enumerate(given.shots):
        yield f"[{number}:v]fps={FPS},trim=end_frame={shot.frames},{size}[p{number}]"
    count = len(given.shots)
    joined = "".join(f"[p{number}]" for number in range(count))
    corner = f"W-w-{round(width * 0.022)}:{round(height * 0.039)}"
    yield f"{joined}concat=n={count}:v=1[all];[{count}:v]scale={width // 8}:-1[w]"
    yield f"[all][w]overlay={corner}:format=yuv420,ass=text.ass:fontsdir=fonts[v]"


def _sound(given: Given) -> Iterator[str]:
    """As our mix: voices compressed, effects and music under them and ducked, then loudness."""
    count, stereo = len(given.shots), "aresample=48000,aformat=channel_layouts=stereo"
    for number, (shot, start) in enumerate(zip(given.shots, given.starts, strict=True)):
        voice = count + 1 + 2 * number
        at, speech = round(start / FPS * 1000), round((start / FPS + float(LEAD)) * 1000)
        end = f"atrim=0:{min(shot.frames / FPS, 6):.3f},volume=-17dB"
        yield f"[{voice}:a]{stereo},adelay={speech}:all=1[n{number}]"
        yield f"[{voice + 1}:a]{stereo},{end},adelay={at}:all=1[e{number}]"
    whole = given.frames / FPS
    voices, effects = ("".join(f"[{c}{n}]" for n in range(count)) for c in "ne")
    mix = f"amix=inputs={count}:normalize=0"
    yield (
        f"{voices}{mix},highpass=f=75,acompressor=threshold=-24dB:ratio=4:attack=3:release=90:"
        f"makeup=2.5:knee=6,alimiter=limit=-6dB:level=disabled,apad=whole_dur={whole},"
        f"atrim=0:{whole},asplit=2[voice][key]"
    )
    yield f"{effects}{mix},apad=whole_dur={whole}[effects]"
    yield f"[{3 * count + 1}:a]{stereo},aloop=-1:size=2e9,atrim=0:{whole},volume=-14dB[music]"
    yield "[effects][music]amix=inputs=2:normalize=0[under]"
    yield "[under][key]sidechaincompress=threshold=0.02:ratio=8:attack=20:release=350[low]"
    yield "[voice][low]amix=inputs=2:normalize=0:duration=first,loudnorm=I=-14:TP=-1.5[loud]"
    yield "[loud]aresample=48000[a]"


def moviepy_is_there() -> None:
    """End the program, saying what to do, where MoviePy is not installed."""
    if not _MOVIEPY.exists():
        raise SystemExit(f"There is no {_MOVIEPY}: `make .venv/.moviepy`, or give --no-moviepy.")


def moviepy(given: Given, folder: Path) -> Cost:
    """The film as a MoviePy program with the same FFmpeg."""
    job = folder / "moviepy.json"
    job.write_text(json.dumps(_job(given, folder)), encoding="utf-8")
    program = Path(__file__).with_name("moviepy_film.py")
    os.environ["FFMPEG_BINARY"] = str(ffmpeg.executable())
    with Meter() as meter:
        ran([_MOVIEPY, program, job])
    return meter.cost


def _job(given: Given, folder: Path) -> dict[str, object]:
    shots = [
        {**{name: str(value) for name, value in asdict(shot).items()}, "seconds": shot.frames / FPS}
        for shot in given.shots
    ]
    for shot, start in zip(shots, given.starts, strict=True):
        shot["start"] = start / FPS
    return {
        "shots": shots,
        "captions": list(_captions(given)),
        "watermark": str(given.watermark),
        "music": str(given.music),
        "lead": float(LEAD),
        "size": given.size,
        "fps": FPS,
        "preset": segment.ENCODER[given.quality][1],
        "encoder": encoder(given),
        "output": str(folder / "moviepy.mp4"),
    }


def _captions(given: Given) -> Iterator[dict[str, object]]:
    face, (width, height) = fonts.caption_face(), given.size
    measure, em = partial(fonts.width, faces=(face,)), height * 0.052
    found = captions.cues(
        given.spoken(), given.frames / FPS, measure=measure, widest=width * 0.68 / em
    )
    for cue in found:
        yield {
            "text": "\n".join(map(captions.text_of, cue.lines)),
            "font": str(face.path),
            "size": round(em),
            "start": cue.start + float(LEAD),
            "end": cue.end + float(LEAD),
            "y": round(height * 0.8),
        }
