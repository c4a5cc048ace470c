"""What a film costs: rendering and joining given clips, beside the least that this can cost.

CPU seconds of every process, all on one processor. The bound is decoding the clips and encoding the
finished frames at the same settings, and nothing else. Ours and the bound are measured shot by
shot, side by side, each twice, and the less counts: what else the machine does only ever adds.
Beside them one FFmpeg command for everything, and MoviePy 2. Only ours chooses a still and makes
a thumbnail; what it costs without them is a figure of its own. `python -m benchmarks.film
[--shots 18] [--seconds 4.5] [--quality draft]`, in short `--shots 6 --seconds 3`; last line: one
JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from benchmarks import rivals
from benchmarks.cost import NOTHING, Cost, Meter, least
from benchmarks.given import FPS, LEAD, TITLE, Given, filmed, manifest, material, run
from reelworks.media import segment, typeset, words
from reelworks.media.segment import Quality
from reelworks.ops import ffmpeg
from reelworks.scripts.protocol import size
from reelworks.workers.tools import Scripts

FEW, MANY = 6, 36  # shots, whose memory is compared
_TIMES = 2  # that each thing is measured
_LOSSLESS = ("-profile:v", "high444", "-preset", "ultrafast", "-qp", "0")


@dataclass(frozen=True)
class Made:
    """A film of ours: what its shots cost, what sound, captions and joining did, and all of it."""

    segments: tuple[Path, ...]
    still: Path
    rendering: Cost
    joining: Cost
    cost: Cost  # of all, with a still and a thumbnail


@dataclass
class Bound:
    """The least that a film's shots can cost: decoding their clips, encoding their frames."""

    decoding: Cost = NOTHING
    encoding: Cost = NOTHING
    segments: list[Path] = field(default_factory=list)
    lossless: list[Path] = field(default_factory=list)

    def add(self, given: Given, number: int, folder: Path) -> None:
        """Measure the next shot."""
        self.lossless.append(_lossless(given, number, folder))
        self.segments.append(folder / f"bound-{number:02}.mp4")
        clip, frames, finished = given.shots[number], self.lossless[-1], self.segments[-1]
        self.decoding += least(rivals.decoding(clip) for _ in range(_TIMES))
        self.encoding += rivals.encoding(given, frames, finished, _TIMES)

    @property
    def cost(self) -> Cost:
        return self.decoding + self.encoding


def main() -> None:
    args = _arguments()
    if not args.no_moviepy:
        rivals.moviepy_is_there()
    _on_one_processor()
    with tempfile.TemporaryDirectory() if args.keep is None else nullcontext(args.keep) as name:
        folder = Path(name)
        for where in (folder, *(folder / films for films in ("few", "many"))):
            where.mkdir(parents=True, exist_ok=True)
        print(json.dumps(asyncio.run(measured(args, folder))))


async def measured(args: argparse.Namespace, folder: Path) -> dict[str, float | str]:
    """Make the film in every way; the figures."""
    async with Scripts() as scripts:
        shots = await material(scripts, folder, args.shots, args.seconds, args.size)
        camera = filmed(shots, args.size)
        files = folder / "music.wav", folder / "watermark.png"
        given = Given(shots, *files, args.size, args.quality)
        bound = Bound()
        ours = await made(scripts, given, folder, bound)
        again = await remade(scripts, given, ours, folder)
        few = await made(scripts, _of(given, FEW), folder / "few")
        many = await made(scripts, _of(given, MANY), folder / "many")
    graph = rivals.one_graph(given, folder)
    moviepy = None if args.no_moviepy else rivals.moviepy(given, folder)
    rows = {
        "our segments": ours.rendering,
        "our sound, captions, joining": ours.joining,
        "all of ours, with a thumbnail": ours.cost,
        "decoding the clips": bound.decoding,
        "encoding the finished frames": bound.encoding,
        "one FFmpeg graph": graph,
        **({"MoviePy 2": moviepy} if moviepy else {}),
        "one narration changed": again,
    }
    _print(rows, given.frames)
    return {
        "cpu_over_bound": _ratio(ours.cost, bound.cost),
        "cpu_over_bound_no_thumbnail": _ratio(ours.rendering + ours.joining, bound.cost),
        "cpu_over_one_graph": _ratio(ours.cost, graph),
        **({"cpu_over_moviepy": _ratio(ours.cost, moviepy)} if moviepy else {}),
        "remake_fraction": _ratio(again, ours.cost),
        f"peak_mb_{FEW}": round(few.cost.peak_mb),
        f"peak_mb_{MANY}": round(many.cost.peak_mb),
        "peak_mb_one_graph": round(graph.peak_mb),
        "ssim_ours": _likeness(ours.segments, bound.lossless),
        "ssim_bound": _likeness(bound.segments, bound.lossless),
        "cpu_s": round(ours.cost.cpu_s, 1),
        "seconds": round(given.frames / FPS, 1),
        "camera_fps_per_core": round(camera, 1),
        "quality": args.quality.value,
        "load": round(os.getloadavg()[0], 1),
    }


async def made(scripts: Scripts, given: Given, folder: Path, bound: Bound | None = None) -> Made:
    """The film as a worker makes it, one script after the other; each shot's bound beside it."""
    parts = tuple(folder / f"segment-{number:02}.mp4" for number in range(len(given.shots)))
    still, rendering, times = folder / "still.png", NOTHING, _TIMES if bound else 1
    for number, part in enumerate(parts):
        rendering += await _cost(partial(_rendered, scripts, given, number, part), times)
        if bound:
            bound.add(given, number, folder)
    choosing = await _cost(partial(_chosen, scripts, given, still), times)
    assembled = partial(_assembled, scripts, given, parts, still, folder)
    joining = await _cost(partial(assembled, thumbnail=False), times)
    cost = rendering + choosing + await _cost(assembled, times)
    return Made(parts, still, rendering, joining, cost)


async def remade(scripts: Scripts, given: Given, ours: Made, folder: Path) -> Cost:
    """What it costs to make the film again when one shot says something else."""
    number = len(given.shots) // 2
    other = given.shots[number - 1]
    shots = list(given.shots)
    changed = replace(shots[number], narration=other.narration, words=other.words)
    shots[number] = changed
    new = replace(given, shots=tuple(shots))
    parts = list(ours.segments)
    parts[number] = folder / "changed.mp4"
    shot = await _cost(partial(_rendered, scripts, new, number, parts[number]), _TIMES)
    film = partial(_assembled, scripts, new, parts, ours.still, folder)
    return shot + await _cost(film, _TIMES)


async def _cost(work: Callable[[], Awaitable[None]], times: int) -> Cost:
    costs = []
    for _ in range(times):
        with Meter() as meter:
            await work()
        costs.append(meter.cost)
    return least(costs)


async def _rendered(scripts: Scripts, given: Given, number: int, output: Path) -> None:
    shot = given.shots[number]
    files = (f"--clip={shot.clip}", f"--narration={shot.narration}", f"--words={shot.words}")
    look = ("--size={}x{}".format(*given.size), f"--quality={given.quality.value}")
    title = (f"--title={TITLE}",) if number == 0 else ()
    mark = (f"--watermark={given.watermark}",)
    out = (f"--output={output}", f"--voice={output.with_suffix('.wav')}")
    await run(scripts, "render_shot", output.parent, *files, *look, *title, *mark, *out)


async def _chosen(scripts: Scripts, given: Given, still: Path) -> None:
    parts = still.with_name("parts.json")
    parts.write_text(json.dumps({"clips": [str(shot.clip) for shot in given.shots]}))
    told = (f"--parts={parts}", "--size={}x{}".format(*given.size), f"--output={still}")
    await run(scripts, "choose_still", still.parent, *told)


async def _assembled(
    scripts: Scripts,
    given: Given,
    segments: Sequence[Path],
    still: Path,
    folder: Path,
    *,
    thumbnail: bool = True,
) -> None:
    told = manifest(given, segments, still, folder / "manifest.json")
    texts = (f"--{name}={folder / 'film'}.{name}" for name in ("srt", "vtt"))
    more = (f"--thumbnail={folder / 'film.jpg'}",) if thumbnail else ()
    out = (f"--output={folder / 'film.mp4'}", f"--transcript={folder / 'film.txt'}", *more)
    await run(scripts, "assemble_video", folder, f"--manifest={told}", *texts, *out)


def _on_one_processor() -> None:
    """Threads that run at once on one core's two halves seem to cost more than they do alone."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])


def _of(given: Given, count: int) -> Given:
    return replace(given, shots=tuple(islice(cycle(given.shots), count)), quality=Quality.DRAFT)


def _lossless(given: Given, number: int, folder: Path) -> Path:
    """A segment of ours, encoded without loss."""
    shot = given.shots[number]
    path = folder / f"lossless-{number:02}.mp4"
    picture = segment.Picture(*given.size, FPS, shot.frames)
    spoken = typeset.Spoken(words.read(shot.words), float(LEAD), shot.frames / FPS)
    script = typeset.shot(*given.size, spoken, language="en", title="" if number else TITLE)
    segment.render(shot.clip, path, picture, script, _LOSSLESS, mark=given.watermark)
    return path


def _likeness(made: Sequence[Path], lossless: Sequence[Path]) -> float:
    """The mean SSIM of the segments, compared with the same frames encoded without loss."""
    found = [_ssim(*pair) for pair in zip(made, lossless, strict=True)]
    return round(sum(found) / len(found), 5)


def _ssim(path: Path, original: Path) -> float:
    # frame by frame, and as it is coded: neither times nor colours are brought into line
    each = f"setparams={segment.BT709},settb=1/30,setpts=N"
    compare = ("-lavfi", f"[0:v]{each}[a];[1:v]{each}[b];[a][b]ssim", "-f", "null", "-")
    args = ["-loglevel", "info", "-i", path, "-i", original, *compare]
    said = ffmpeg.run(args).stderr.decode(errors="replace")
    return float(re.findall(r"All:([0-9.]+)", said)[-1])


def _ratio(cost: Cost, other: Cost) -> float:
    return round(cost.cpu_s / other.cpu_s, 3)


def _print(rows: dict[str, Cost], frames: int) -> None:
    print(f"{'':42}{'CPU s':>9}{'wall s':>9}{'ms/frame':>10}{'peak MB':>9}")
    for name, cost in rows.items():
        each = cost.cpu_s * 1000 / frames
        print(f"{name:42}{cost.cpu_s:9.1f}{cost.wall_s:9.1f}{each:10.1f}{cost.peak_mb:9.0f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", type=int, default=18)
    parser.add_argument("--seconds", type=float, default=4.5, help="of speech in a shot")
    parser.add_argument("--size", type=size, default=(1920, 1080))
    parser.add_argument("--quality", type=Quality, choices=list(Quality), default=Quality.DRAFT)
    parser.add_argument("--no-moviepy", action="store_true", help="it takes longest by far")
    parser.add_argument("--keep", type=Path, help="a folder for everything that is made")
    return parser.parse_args()


if __name__ == "__main__":
    main()
