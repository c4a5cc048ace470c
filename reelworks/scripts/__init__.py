"""The programs that do one thing: arguments in, events and one result out."""

# What these scripts need and takes long to import, with `.*` whole packages. A worker's warm parent
# imports it once; libraries stand here that scripts import only when they need them.
WARM = (
    *("numpy", "cv2", "PIL.Image", "PIL.ImageDraw", "PIL.ImageFont", "av", "pydantic"),
    "fontTools.ttLib.tables.C_F_F_",  # for OpenType fonts
    *("reelworks.media.*", "reelworks.providers.local.*"),
)
