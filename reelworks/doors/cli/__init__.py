"""The command line `reelworks`."""
