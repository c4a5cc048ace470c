"""The colours that a palette may be asked for. Data only."""

from __future__ import annotations

# Colours that a film's palette may be asked for: the hue of each, and how strong it is.
HUES: dict[str, tuple[float, float]] = {
    "red": (25, 1.2), "crimson": (18, 1.2), "rust": (42, 1.0), "copper": (52, 1.0),
    "orange": (58, 1.2), "amber": (70, 1.1), "gold": (84, 1.0), "golden": (82, 1.0),
    "ochre": (76, 0.9), "honey": (78, 1.0), "sand": (80, 0.7), "brown": (60, 0.8),
    "sepia": (68, 0.6), "yellow": (98, 1.1), "brass": (88, 0.8), "lime": (118, 1.0),
    "moss": (122, 0.8), "olive": (112, 0.8), "green": (142, 1.0), "emerald": (158, 1.1),
    "teal": (195, 1.0), "turquoise": (198, 1.1), "cyan": (208, 1.1), "aqua": (203, 1.0),
    "blue": (246, 1.0), "azure": (238, 1.1), "navy": (262, 1.0), "indigo": (276, 1.0),
    "violet": (298, 1.0), "purple": (306, 1.0), "lavender": (300, 0.7), "mauve": (322, 0.7),
    "magenta": (335, 1.1), "pink": (355, 0.9), "rose": (8, 0.9), "peach": (50, 0.8),
    "coral": (30, 1.0), "cream": (88, 0.4), "white": (90, 0.3), "silver": (245, 0.3),
    "grey": (250, 0.3), "gray": (250, 0.3), "slate": (248, 0.45), "ash": (250, 0.3),
    "ice": (228, 0.7), "steel": (245, 0.45),
}  # fmt: skip
