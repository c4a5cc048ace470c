"""ElevenLabs: a narrator with the time of every word, effects, and music."""
