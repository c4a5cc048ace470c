"""What we ask of the world: one small file per need, each a request, a result and a protocol."""
