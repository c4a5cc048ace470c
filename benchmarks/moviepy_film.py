"""The film of the benchmark as a MoviePy 2 program: run by an interpreter that has MoviePy.

python moviepy_film.py JOB.json: the paths, times and settings come from the benchmark. It is
spared the words that light up one by one, the loudness and the voice's compressor.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from moviepy import (  # type: ignore[import-not-found]
    AudioFileClip,
    CompositeAudioClip,
    CompositeVideoClip,
    ImageClip,
    TextClip,
    VideoFileClip,
    afx,
    concatenate_videoclips,
)


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    clips = [
        VideoFileClip(shot["clip"], audio=False).subclipped(0, shot["seconds"])
        for shot in job["shots"]
    ]
    film = concatenate_videoclips(clips, method="chain")
    mark = ImageClip(job["watermark"]).resized(width=job["size"][0] // 8)
    place = (job["size"][0] - mark.w - 42, 42)
    mark = mark.with_duration(film.duration).with_position(place)
    film = CompositeVideoClip([film, mark, *map(caption, job["captions"])])
    film.with_audio(sound(job, film.duration)).write_videofile(
        job["output"],
        fps=job["fps"],
        codec="libx264",
        audio_codec="aac",
        audio_bitrate="192k",
        audio_fps=48000,
        preset=job["preset"],
        threads=1,
        ffmpeg_params=job["encoder"],
        logger=None,
    )


def caption(told: dict[str, Any]) -> TextClip:
    letters = TextClip(
        font=told["font"],
        text=told["text"],
        font_size=told["size"],
        color="white",
        stroke_color="black",
        stroke_width=4,
        text_align="center",
    )
    shown = letters.with_start(told["start"]).with_duration(told["end"] - told["start"])
    return shown.with_position(("center", told["y"]))


def sound(job: dict[str, Any], seconds: float) -> CompositeAudioClip:
    parts = []
    for shot in job["shots"]:
        parts.append(AudioFileClip(shot["narration"]).with_start(shot["start"] + job["lead"]))
        effect = AudioFileClip(shot["effect"]).subclipped(0, min(shot["seconds"], 6))
        quiet = [afx.MultiplyVolume(0.15), afx.AudioFadeIn(0.25), afx.AudioFadeOut(0.25)]
        parts.append(effect.with_effects(quiet).with_start(shot["start"]))
    music = AudioFileClip(job["music"])
    bed = [afx.AudioLoop(duration=seconds), afx.MultiplyVolume(0.1), afx.AudioFadeOut(3)]
    return CompositeAudioClip([*parts, music.with_effects(bed)])


if __name__ == "__main__":
    main()
