"""The shapes that cross a border."""
