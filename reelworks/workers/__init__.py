"""Claim a step, run its script, settle its result."""
