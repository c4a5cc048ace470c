"""Where finished videos go: one folder for each place."""
