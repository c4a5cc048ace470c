"""The HTTP API: what a program asks, turned into calls of the services."""
