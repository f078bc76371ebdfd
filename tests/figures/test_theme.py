import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from lieaug.figures import theme

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"

# Severity 1 of Machado, Oliveira and Fernandes, IEEE TVCG 15 (2009), doi:10.1109/TVCG.2009.113, linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
TO_CONES = np.array(
    [[0.4122215, 0.5363325, 0.0514460], [0.2119035, 0.6806995, 0.1073970], [0.0883025, 0.2817188, 0.6299787]]
)
TO_LAB = np.array(
    [[0.2104543, 0.7936178, -0.0040720], [1.9779985, -2.4285922, 0.4505937], [0.0259040, 0.7827718, -0.8086758]]
)


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str) -> float:
    bright, dark = sorted((linear(c) @ [0.2126, 0.7152, 0.0722] for c in (first, second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def oklab(colour: str, blindness: np.ndarray) -> np.ndarray:
    return TO_LAB @ np.cbrt(np.clip(TO_CONES @ np.clip(blindness @ linear(colour), 0, 1), 0, None))


def nearest(colours: tuple[str, ...], blindness: np.ndarray) -> float:
    """The smallest distance between two colours, in hundredths of OKLab."""
    seen = [oklab(colour, blindness) for colour in colours]
    return 100 * min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))


@pytest.mark.parametrize("colours", [theme.CATEGORICAL, theme.CATEGORICAL_DARK])
@pytest.mark.parametrize("name", BLINDNESS)
def test_colours_can_be_told_apart_by_everybody(colours: tuple[str, ...], name: str) -> None:
    first, all_ten = (7.9, 5.0) if name == "tritanopia" else (9.8, 6.3)
    assert nearest(colours[:6], BLINDNESS[name]) >= first
    assert nearest(colours, BLINDNESS[name]) >= all_ten


def test_colours_stand_out_from_their_background() -> None:
    assert min(contrast(colour, "#FFFFFF") for colour in theme.CATEGORICAL) >= 2.99
    assert min(contrast(colour, "#12161E") for colour in theme.CATEGORICAL_DARK) >= 4.5


@pytest.mark.parametrize("colours", [theme.DIVERGING, theme.DIVERGING_DARK])
def test_the_diverging_scale_is_as_light_below_zero_as_above(colours: tuple[str, ...]) -> None:
    lightness = np.array([oklab(colour, BLINDNESS["none"])[0] for colour in colours])
    np.testing.assert_allclose(lightness, lightness[::-1], atol=0.02)
    assert np.all(np.diff(lightness[:5]) * np.sign(lightness[4] - lightness[0]) > 0)


def test_the_configuration_has_the_same_colours(config_colours: dict[str, dict[str, list[str]]]) -> None:
    assert config_colours == {
        "light": {
            "Categorical": [*theme.CATEGORICAL],
            "Diverging": [*theme.DIVERGING],
            "Sequential": [*theme.SEQUENTIAL],
        },
        "dark": {
            "Categorical": [*theme.CATEGORICAL_DARK],
            "Diverging": [*theme.DIVERGING_DARK],
            "Sequential": [*theme.SEQUENTIAL_DARK],
        },
    }


def test_there_are_exactly_ten_of_each(config_colours: dict[str, dict[str, list[str]]]) -> None:
    assert {len(colours) for mode in config_colours.values() for colours in mode.values()} == {10}


def test_every_colour_has_one_dark_twin() -> None:
    assert len(theme.DARK_TWIN) == 30
    assert not set(theme.DARK_TWIN) & set(theme.DARK_TWIN.values())


@pytest.fixture
def config_colours() -> dict[str, dict[str, list[str]]]:
    modes = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    names = ("Categorical", "Diverging", "Sequential")
    return {mode: {name: modes[mode][f"chart{name}Colors"] for name in names} for mode in ("light", "dark")}
