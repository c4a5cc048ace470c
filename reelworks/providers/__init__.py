"""Implementations of the needs, one folder per vendor, and the registry that names them."""
