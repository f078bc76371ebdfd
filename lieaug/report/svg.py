"""A small drawing board: plots as inline SVG, without scripts and without any library that a reader must fetch."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

FONT = 11  # pixels
INK, LINE = "#2B3440", "#C9D1DC"

Number = float | int
Point = tuple[Number, Number]
Ticks = Sequence[tuple[Number, str]]


@dataclass(frozen=True)
class Axes:
    """A plotting area with its scales.

    Attributes:
        width: Of the whole drawing [px].
        height: The same.
        x_range: Values at the left and the right edge.
        y_range: Values at the lower and the upper edge.
        log: Whether y is on a logarithmic scale.
        margins: Left, right, top and bottom of the area [px].
    """

    width: int
    height: int
    x_range: Point
    y_range: Point
    log: bool = False
    margins: tuple[int, int, int, int] = (54, 10, 8, 34)

    def x(self, value: Number) -> float:
        low, high = self.x_range
        left, right = self.margins[0], self.width - self.margins[1]
        return left + (right - left) * (value - low) / ((high - low) or 1.0)

    def y(self, value: Number) -> float:
        low, high = (math.log(end) for end in self.y_range) if self.log else self.y_range
        at = math.log(max(value, 1e-12)) if self.log else value
        top, bottom = self.margins[2], self.height - self.margins[3]
        share = (at - low) / ((high - low) or 1.0)
        return bottom - (bottom - top) * min(max(share, 0.0), 1.0)

    def points(self, x: Iterable[Number], y: Iterable[Number]) -> list[Point]:
        return [(self.x(a), self.y(b)) for a, b in zip(x, y, strict=True)]

    def frame(self, x_ticks: Ticks, y_ticks: Ticks, x_title: str, y_title: str) -> str:
        """Axes with ticks and titles."""
        left, right, top, bottom = self.margins
        base, end = self.height - bottom, self.width - right
        parts = [line((left, base), (end, base), INK), line((left, top), (left, base), INK)]
        for value, label in x_ticks:
            parts.append(line((self.x(value), base), (self.x(value), base + 4), INK))
            parts.append(text(label, (self.x(value), base + 15), anchor="middle"))
        for value, label in y_ticks:
            parts.append(line((left - 4, self.y(value)), (end, self.y(value)), LINE, width=0.6))
            parts.append(text(label, (left - 7, self.y(value) + 4), anchor="end"))
        parts.append(text(x_title, ((left + end) / 2, self.height - 4), anchor="middle"))
        parts.append(text(y_title, (11, (top + base) / 2), anchor="middle", turned=True))
        return "".join(parts)


def drawing(parts: Iterable[str], width: int, height: int, alt: str) -> str:
    """The whole as one SVG element with a text alternative."""
    title = escape(alt, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{title}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-size="{FONT}">{"".join(parts)}</svg>'
    )


def line(start: Point, end: Point, colour: str, *, width: Number = 1.0, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width:g}"'
        f"{dashes}/>"
    )


def path(points: Sequence[Point], colour: str, *, width: Number = 2.0, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{_places(points)}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashes}/>'


def area(points: Sequence[Point], colour: str, opacity: Number) -> str:
    return f'<polygon points="{_places(points)}" fill="{colour}" fill-opacity="{opacity:g}"/>'


def box(corner: Point, size: Point, colour: str, *, opacity: Number = 1.0, edge: str = "none") -> str:
    (x, y), (width, height) = corner, size
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" fill="{colour}" '
        f'fill-opacity="{opacity:g}" stroke="{edge}"/>'
    )


def dot(centre: Point, colour: str, *, radius: Number = 4.0) -> str:
    return f'<circle cx="{centre[0]:.1f}" cy="{centre[1]:.1f}" r="{radius:g}" fill="{colour}"/>'


def text(
    words: str, place: Point, *, anchor: str = "start", colour: str = INK, bold: bool = False, turned: bool = False
) -> str:
    """Words, whatever signs are in them."""
    x, y = place
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}{turn}>{escape(words)}</text>'


def _places(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
