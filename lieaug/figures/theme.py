"""One colour language for figures, pages and `.streamlit/config.toml` (a test holds them equal).

Figures are drawn in the light palette; the app swaps each colour for its dark twin where the page is dark. All
colours reach a contrast of 3:1 with their background. Under simulated protanopia and deuteranopia the first six stay
further apart than those of Okabe and Ito, all ten further than 6 OKLab units (a test measures it).
"""

CATEGORICAL = (
    "#2A5EA8",  # blue
    "#C83C0A",  # vermilion
    "#1A927F",  # teal
    "#9C2B74",  # purple
    "#B88C08",  # gold
    "#309DDB",  # sky
    "#7C2C24",  # brown
    "#66733D",  # olive
    "#7F54CF",  # violet
    "#617496",  # slate
)
CATEGORICAL_DARK = (
    "#6B97EC",
    "#E98D64",
    "#51CBB4",
    "#BC75A0",
    "#EDBA2D",
    "#9CD7F9",
    "#D3756A",
    "#B8C977",
    "#B1A7F3",
    "#92A5C1",
)
BLUE, VERMILION, TEAL, PURPLE, GOLD, SKY, *_, SLATE = CATEGORICAL

# Signed quantities: blue below zero, vermilion above, equal steps of lightness on both sides.
DIVERGING = (
    "#215196", "#4075C4", "#6E9DE2", "#A7C4F0", "#E1EAF9",
    "#F8E5DD", "#ECB49B", "#D9825A", "#B75522", "#883601",
)  # fmt: skip
DIVERGING_DARK = (
    "#96C0FE", "#639AEC", "#4476BE", "#325589", "#293A53",
    "#503022", "#814121", "#B3592C", "#E07A49", "#FFA47A",
)  # fmt: skip

SEQUENTIAL = (
    "#EAF3F6", "#CFE5EA", "#B0D5DE", "#8CC3D1", "#66AEC3",
    "#4497B3", "#2C7FA1", "#1F678C", "#195174", "#143C5A",
)  # fmt: skip
SEQUENTIAL_DARK = (
    "#16242F", "#1B3443", "#1F4558", "#23586E", "#286C85",
    "#31829C", "#4199B1", "#5FB1C4", "#8ACAD7", "#C2E4EA",
)  # fmt: skip

DARK_TWIN: dict[str, str] = dict(
    zip(
        CATEGORICAL + DIVERGING + SEQUENTIAL,
        CATEGORICAL_DARK + DIVERGING_DARK + SEQUENTIAL_DARK,
        strict=True,
    )
)
"""Every colour a figure may use, and what it becomes on a dark page."""

VERDICT_COLOURS = {"present": TEAL, "approximate": GOLD, "absent": SLATE, "not identifiable": PURPLE}


def diverging_scale() -> list[list[float | str]]:
    """The diverging colours as a Plotly colour scale; its middle is zero if the range is symmetric."""
    return [[index / (len(DIVERGING) - 1), colour] for index, colour in enumerate(DIVERGING)]


def faint(colour: str, opacity: float = 0.18) -> str:
    """The colour as a translucent fill, `#RRGGBBAA`, which the app's swap to dark still recognises."""
    return f"{colour}{round(255 * opacity):02X}"
