"""The changes, oldest first. A published one is never edited."""
