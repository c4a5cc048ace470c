"""Assemble a film from its segments, its sounds and its words, as the manifest tells."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from reelworks.media import (
    captions,
    film,
    loudness,
    manifest,
    metadata,
    mix,
    pictures,
    rooms,
    still,
    subtitles,
    thumbnail,
    timeline,
    voice,
)
from reelworks.media.loudness import Loudness
from reelworks.media.manifest import Manifest
from reelworks.media.rooms import Room
from reelworks.media.timeline import Timeline
from reelworks.ops.files import whole, write_whole
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__,
    example="python -m reelworks.scripts.assemble_video --manifest manifest.json "
    "--output film.mp4 --srt film.srt --vtt film.vtt --transcript film.txt --thumbnail film.jpg",
)
PARSER.add_argument("--manifest", type=Path, required=True, help="what the film is made of, JSON")
PARSER.add_argument("--output", type=Path, required=True, help="the film, MP4")
PARSER.add_argument("--srt", type=Path, help="captions as SubRip")
PARSER.add_argument("--vtt", type=Path, help="captions as WebVTT")
PARSER.add_argument("--transcript", type=Path, help="the narration as spoken, a line per shot")
PARSER.add_argument("--thumbnail", type=Path, help="a still with the title, JPEG")

_SOUND = "sound.m4a"


def work(args: Namespace, session: protocol.Session) -> protocol.Result:
    told = manifest.read(args.manifest)
    with rooms.room(args.output.parent) as room:
        line = timeline.read(_voiced(told, room))
        session.progress(0.05, "captions")
        files = {"film": args.output, **_write_texts(args, line)}
        session.progress(0.1, "sound")
        heard = _sound(line, room)
        session.progress(0.8, "joining")
        _film(line, room, args.output)
    session.progress(0.9, "thumbnail")
    if args.thumbnail:
        _thumbnail(line, args.thumbnail)
        files["thumbnail"] = args.thumbnail
    return protocol.Result(files=files, facts=_facts(line, heard))


def _voiced(told: Manifest, room: Room) -> Manifest:
    """Every shot with a finished voice, made here where `render_shot` did not make it."""
    shots: list[manifest.Shot] = []
    for shot in told.shots:
        path = shot.voice or room.path(f"voice-{len(shots)}.wav")
        if not shot.voice:
            voice.finish(shot.narration, path)
        shots.append(shot.model_copy(update={"voice": path}))
    return told.model_copy(update={"shots": tuple(shots)})


def _write_texts(args: Namespace, line: Timeline) -> dict[str, Path]:
    shown = tuple(line.subtitles())
    texts = {
        "srt": (args.srt, subtitles.srt(shown)),
        "vtt": (args.vtt, subtitles.vtt(shown)),
        "transcript": (args.transcript, line.transcript()),
    }
    for path, text in texts.values():
        if path:
            write_whole(path, text.encode())
    return {role: path for role, (path, _) in texts.items() if path}


def _sound(line: Timeline, room: Room) -> Loudness:
    sound = mix.soundtrack(tuple(line.parts()), line.samples, line.told.music, room)
    return loudness.finish(room, sound, _SOUND)


def _film(line: Timeline, room: Room, output: Path) -> None:
    told = line.told
    about = film.About(
        captions.clean(told.title), metadata.language(told.language), line.chapters()
    )
    with whole(output) as partial:
        segments = [scene.segment for scene in line.scenes]
        film.join(segments, room.path(_SOUND), partial, about, told.fps)


def _thumbnail(line: Timeline, output: Path) -> None:
    with rooms.room(output.parent) as room, whole(output) as partial:
        told = line.told
        picture = (
            still.shaped(pictures.load(told.still)[..., :3], told.pixels)
            if told.still
            else still.best([shot.segment for shot in told.shots], told.pixels)
        )
        thumbnail.make(picture, told.headline or told.title, told.language, partial, room)


def _facts(line: Timeline, heard: Loudness) -> protocol.Facts:
    fps = line.told.fps
    return {
        "seconds": line.seconds,
        "frames": line.frames,
        "lufs": round(heard.lufs, 2) if heard.lufs > -99 else None,
        "true_peak_db": round(heard.true_peak_db, 2) if heard.true_peak_db > -99 else None,
        "chapters": [{"title": c.title, "start": c.start / fps} for c in line.chapters()],
        "starts": [start / fps for start in line.shot_starts],
    }


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
