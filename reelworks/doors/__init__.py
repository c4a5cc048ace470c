"""The ways in: each speaks the same commands of the orchestrator."""
