"""The commands that every door speaks."""
