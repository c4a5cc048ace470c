"""A production week with stand-ins for all vendors: what can go wrong does, and it is checked."""
