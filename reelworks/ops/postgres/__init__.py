"""The PostgreSQL that we bring along, used when no DATABASE_URL is given."""

from reelworks.ops.postgres.server import Server, remove, server

__all__ = ["Server", "remove", "server"]
