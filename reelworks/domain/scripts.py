"""The scripts by name, with the version each declares.

A version is part of every fingerprint: raise it when the same arguments make a different result,
and only then, because every film that uses the script will make that part again.
"""

from __future__ import annotations

from collections.abc import Mapping

VERSIONS: Mapping[str, str] = {
    "write_research": "5",
    "check_voice": "1",
    "check_account": "1",
    "write_story": "7",
    "generate_asset": "4",
    "create_composite": "1",
    "create_split_screen": "1",
    "create_contact_sheet": "1",
    "create_preview": "1",
    "generate_video": "1",
    "generate_audio": "2",
    "generate_sound_effects": "1",
    "generate_music": "1",
    "fit_picture": "1",
    "fit_clip": "1",
    "fit_recording": "1",
    "render_shot": "3",
    "render_card": "1",
    "choose_still": "1",
    "assemble_video": "4",
    "export_timeline": "1",
    "describe_film": "1",
    "youtube_auth": "1",
    "publish_youtube": "1",
    "finish_youtube": "1",
    "unpublish_youtube": "1",
}
