"""The local clip maker: camera moves with parallax over a still in layers."""

from reelworks.providers.local.camera.maker import Camera

__all__ = ["Camera"]
