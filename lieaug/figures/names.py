"""Names and numbers for people: generators, coordinates, angles. Free of Plotly, so that reports need none."""

import math
import re

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def generator_name(rank: int, letter: str = "L") -> str:
    """L₁, L₂, …; rank counts from 0, strongest first."""
    return letter + str(rank + 1).translate(SUBSCRIPTS)


def motion_name(rank: int, name: str) -> str:
    """A generator with what it does, without the numbers that a table has room for: L₂ stretch."""
    return f"{generator_name(rank)} {re.sub(r'( about| of| along)? [(].*', '', name)}"


def is_homogeneous(action: str) -> bool:
    """Whether the generators of an action are homogeneous matrices of affine maps, as in "3*vec2.affine"."""
    return ".affine" in action


def is_projective(action: str) -> bool:
    """Whether the generators of an action are matrices of homographies, whose last coordinate divides the others."""
    return action.endswith(".homography")


def coordinate_names(n: int, *, homogeneous: bool = False, projective: bool = False) -> list[str]:
    """The names that people use: x, y, z, and beyond three x₁, x₂, and so on.

    The last of homogeneous ones is the constant 1, of projective ones w, by which the others are divided.
    """
    if homogeneous or projective:
        return [*coordinate_names(n - 1), "w" if projective else "1"]
    if n <= 3:
        return list("xyz"[:n])
    return [f"x{index + 1}".translate(SUBSCRIPTS) for index in range(n)]


def multiple_of_pi(quarters: int) -> str:
    """So many quarters of π, in lowest terms: π/4, −π/2, 2π."""
    if quarters == 0:
        return "0"
    shared = math.gcd(quarters, 4)
    top, bottom = abs(quarters) // shared, 4 // shared
    sign = "−" if quarters < 0 else ""
    return f"{sign}{'' if top == 1 else top}π{'' if bottom == 1 else f'/{bottom}'}"


def number(value: float, digits: int = 2) -> str:
    """A number for people: 0.031, 12, 2.1×10⁻⁶."""
    if value == 0 or 1e-3 <= abs(value) < 1e6:
        return f"{value:.{digits}g}" if abs(value) < 10**digits else f"{value:,.0f}"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    power = "10" + str(int(exponent)).translate(SUPERSCRIPTS)
    return power if mantissa == "1" else f"{mantissa}×{power}"
