"""The free, offline implementation of every need: real work, no key, the same bytes every time."""
