"""The one place that picks implementations and puts them together."""
