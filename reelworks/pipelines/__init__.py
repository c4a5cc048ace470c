"""The kinds of video as data, and one planner per stage: a story in, steps out."""
