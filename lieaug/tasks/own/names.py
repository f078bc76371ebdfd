"""Vectors told from the names of columns: vx, vy; q1x, q1y, q2x, q2y; E, px, py, pz; lat, lon."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_AXES: dict[str, tuple[str, int]] = {
    "x": ("xyz", 0), "y": ("xyz", 1), "z": ("xyz", 2),
    "east": ("compass", 0), "north": ("compass", 1), "up": ("compass", 2),
    "lon": ("globe", 0), "lng": ("globe", 0), "longitude": ("globe", 0), "lat": ("globe", 1), "latitude": ("globe", 1),
}  # fmt: skip
_WORDS = "east|north|up|longitude|latitude|lon|lng|lat"
_LAST = re.compile(rf"(?P<stem>.*?)(?:[_\-. ](?P<word>{_WORDS})|(?P<alone>^(?:{_WORDS})))[_\-. ]?(?P<number>\d*)")
_LETTER = re.compile(r"(?P<stem>.*?)[_\-. ]?(?P<letter>[xyz])[_\-. ]?(?P<number>\d*)")
_FIRST = re.compile(rf"(?P<axis>[xyz]|{_WORDS})[_\-. ](?P<stem>.+)")
_INDEX = re.compile(r"(?P<stem>.+)(?:[_\-. ](?P<index>\d)|\[(?P<bracket>\d)\])")
_ENERGY = re.compile(r"(?P<stem>.*?)(?:energy|en|e)[_\-. ]?(?P<number>\d*)")
_PLACES = re.compile(
    r"(?:(?:next|future|later|final|new)[_\-. ]?)?(?:pos|position|loc|location|place|coord|coordinate|point)?"
)
_LARGEST_BY_INDEX = 4  # f_0 to f_19 are features, not one vector


@dataclass(frozen=True)
class Vector:
    """Columns that are one vector.

    Attributes:
        columns: In the order of its axes.
        is_point: Whether it is a place, which translations move, rather than a difference or a velocity.
        by_index: Whether only numbers at the end of the names say so, which is weaker.
        stem: What its columns' names share.
    """

    columns: tuple[str, ...]
    is_point: bool = False
    by_index: bool = False
    stem: str = ""

    @property
    def size(self) -> int:
        return len(self.columns)


def vectors_of(names: Sequence[str]) -> list[Vector]:
    """Finds vectors among the names of columns, in the order of their first columns; no column is in two of them."""
    taken: set[str] = set()
    found: list[Vector] = []
    for candidates in (_by_axis(names), _by_index(names)):
        for vector in candidates:
            if not taken & set(vector.columns):
                vector = _with_energy(vector, [name for name in names if name not in taken])
                found.append(vector)
                taken |= set(vector.columns)
    place = {name: index for index, name in enumerate(names)}
    return sorted(found, key=lambda vector: min(place[name] for name in vector.columns))


def _by_axis(names: Sequence[str]) -> Iterator[Vector]:
    """Vectors whose axes have names."""
    families: dict[tuple[str, str, str, str], dict[int, str]] = defaultdict(dict)
    for name in names:
        for form, stem, number, axis in _readings(name.lower()):
            family, index = _AXES[axis]
            families[form, family, stem, number].setdefault(index, name)
    for (_, family, stem, number), axes in families.items():
        if 0 in axes and 1 in axes:
            is_point = family == "globe" or (_PLACES.fullmatch(stem) is not None and not number)
            yield Vector(tuple(axes[index] for index in (0, 1, 2) if index in axes), is_point, stem=stem + number)


def _readings(name: str) -> Iterator[tuple[str, str, str, str]]:
    """The ways to read a name as one coordinate: form, stem, number behind it, axis."""
    if match := _LAST.fullmatch(name):
        yield "last", match["stem"] or "", match["number"], match["word"] or match["alone"]
    if match := _FIRST.fullmatch(name):
        yield "first", match["stem"], "", match["axis"]
    if match := _LETTER.fullmatch(name):
        yield "letter", match["stem"].strip("_-. "), match["number"], match["letter"]


def _by_index(names: Sequence[str]) -> Iterator[Vector]:
    """Vectors of two to four entries that are counted: force_0, force_1, force_2."""
    counted: dict[str, dict[int, str]] = defaultdict(dict)
    for name in names:
        if match := _INDEX.fullmatch(name):
            counted[match["stem"]].setdefault(int(match["index"] or match["bracket"]), name)
    for stem, entries in counted.items():
        start = min(entries)
        whole = start in (0, 1) and sorted(entries) == list(range(start, start + len(entries)))
        if whole and 2 <= len(entries) <= _LARGEST_BY_INDEX:
            yield Vector(tuple(entries[index] for index in sorted(entries)), by_index=True, stem=stem)


def _with_energy(vector: Vector, free: Sequence[str]) -> Vector:
    """A momentum in space together with its energy, if there is one of that name: (E, px, py, pz)."""
    momentum = re.fullmatch(r"(?P<stem>.*?)p(?P<number>\d*)", vector.stem)
    if vector.size != 3 or momentum is None:
        return vector
    for name in free:
        energy = _ENERGY.fullmatch(name.lower())
        if energy and energy.group("stem", "number") == momentum.group("stem", "number"):
            return Vector((name, *vector.columns), stem=vector.stem)
    return vector
