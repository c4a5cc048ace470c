"""The programs that do one thing: arguments in, events and one result out."""

from importlib import import_module

_TABLES = ("O_S_2f_2", "_c_m_a_p", "_h_e_a_d", "_h_h_e_a", "_m_a_x_p", "_n_a_m_e")  # of fonts

# What these scripts need and takes long to import, with `.*` whole packages. A worker's warm parent
# imports it once; libraries stand here that scripts import only when they need them.
WARM = (
    *("numpy", "numpy.fft", "cv2", "av", "av.subtitles.stream", "pydantic"),
    *("PIL.Image", "PIL.ImageDraw", "PIL.ImageFont", "PIL.PngImagePlugin"),
    *(f"fontTools.ttLib.tables.{table}" for table in _TABLES),
    *("reelworks.media.*", "reelworks.providers.local.*"),
)


def warm_up() -> None:
    """Learn, once in the warm parent, what every script would learn again of our own fonts."""
    fonts = import_module("reelworks.media.fonts")
    for face in (fonts.caption_face(), fonts.title_face()):
        fonts.coverage(face)
        fonts.line_height(face)
