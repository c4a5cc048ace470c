"""Where files live: every one once, by content hash, under readable names."""
