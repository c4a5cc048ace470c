"""Stand-in servers that speak the vendors' documented wire formats on loopback."""
