"""Stand-ins for the vendors: their wire format on loopback, their prices, and their bad days."""
