"""Runs a slate of video channels: notes in, finished films out."""
