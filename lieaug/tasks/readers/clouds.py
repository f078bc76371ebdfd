"""Molecules and other point clouds from .xyz and .extxyz files.

A frame is a line with the number of atoms, a comment line, and a line "element x y z …" for every atom. The comment
may hold key=value pairs (extended XYZ, with quotes around several values, and Properties= naming the atoms' columns)
or plain numbers, which are then called number1, number2, …
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray

from lieaug.errors import DataError
from lieaug.tasks.clouds import one_hot, padded
from lieaug.tasks.files import readable, require_file

MOST_BYTES = 2**30
MOST_POINTS = 512  # atoms of the largest molecule, to which all others are padded
MOST_VALUES = 300_000_000  # numbers in all padded clouds, 1.2 GB
_PAIR = re.compile(r"""([A-Za-z_][\w.\-/]*)\s*=\s*("[^"]*"|'[^']*'|\{[^}]*\}|\[[^\]]*\]|[^\s"']+)""")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:(?:[eEdD]|\*\^)[-+]?\d+)?")
_ABOUT_THE_CELL = {"lattice", "properties", "pbc", "virial", "stress"}
_SYMBOLS = re.findall(
    r"[A-Z][a-z]?",
    "HHeLiBeBCNOFNeNaMgAlSiPSClArKCaScTiVCrMnFeCoNiCuZnGaGeAsSeBrKrRbSrYZrNbMoTcRuRhPdAgCdInSnSbTeIXeCsBaLaCePr"
    "NdPmSmEuGdTbDyHoErTmYbLuHfTaWReOsIrPtAuHgTlPbBiPoAtRnFrRaAcThPaUNpPuAmCmBkCfEsFmMdNoLrRfDbSgBhHsMtDsRgCnNhFlMcLvTsOg",
)
"""The elements in the order of their atomic numbers."""

Value = float | str | tuple[float, ...]


@dataclass(frozen=True)
class Frame:
    """One molecule: its elements, their places, and what its comment line says."""

    elements: tuple[str, ...]
    positions: Float[ndarray, "points 3"]
    about: Mapping[str, Value]


@dataclass(frozen=True)
class Clouds:
    """All molecules of a file.

    Attributes:
        x: (rows, points, 3 + 1 + features): positions, 1 for atoms and 0 for padding, elements one-hot.
        elements: Names of the features, by atomic number.
        about: What the comment lines say, by key; only what every frame has: numbers (rows,), vectors (rows, width)
            or text.
        warnings: What was left out of account.
    """

    x: Float[ndarray, "rows points entries"]
    elements: tuple[str, ...]
    about: dict[str, Shaped[ndarray, " rows *value"]]
    warnings: tuple[str, ...] = ()


def read_clouds(path: Path) -> Clouds:
    """Reads all frames of an .xyz or .extxyz file.

    Raises:
        DataError: It is missing, damaged, empty or too large; the sentence names the line.
    """
    require_file(path)
    if path.stat().st_size > MOST_BYTES:
        raise DataError(f"expected at most 1 GiB of molecules, got more in {path.name}; take fewer of them")
    with readable(path, "molecules in XYZ format"), path.open(encoding="utf-8-sig", errors="replace") as text:
        frames = list(_frames(path, text))
    if not frames:
        raise DataError(f"expected molecules in {path.name}, got an empty file; check that it was saved")
    about, warnings = _shared(frames)
    if any("lattice" in (key.lower() for key in frame.about) for frame in frames):
        warnings += ("Periodic cells are left out of account: every molecule is taken as it stands.",)
    return Clouds(*_padded(path, frames), about, warnings)


def _frames(path: Path, text: Iterator[str]) -> Iterator[Frame]:
    lines = enumerate(text, start=1)
    for number, line in lines:
        if not line.strip():
            continue
        try:
            count = int(line)
        except ValueError:
            count = 0
        if not 1 <= count <= MOST_POINTS:
            raise DataError(
                f"expected a number of atoms from 1 to {MOST_POINTS} in line {number} of {path.name}, got "
                f"{line.strip()[:40]!r}; a molecule is its number of atoms, a comment line, and a line per atom"
            )
        comment = next(lines, (number, ""))[1]
        about = _comment(comment)
        yield _frame(path, lines, count, number, about)


def _frame(path: Path, lines: Iterator[tuple[int, str]], count: int, start: int, about: dict[str, Value]) -> Frame:
    species, position = _places(str(about.pop("Properties", about.pop("properties", ""))))
    elements, positions = [], np.empty((count, 3))
    for atom in range(count):
        number, line = next(lines, (0, ""))
        if not number:
            raise DataError(
                f"expected {count} atoms for the molecule of line {start} of {path.name}, got {atom} and the end of "
                "the file; correct the number, or save the file again"
            )
        words = line.split()
        try:
            elements.append(_symbol(words[species]))
            positions[atom] = [_number(word) for word in words[position : position + 3]]
        except (ValueError, IndexError):
            raise DataError(
                f"expected an element and three numbers in line {number} of {path.name}, got {line.strip()[:40]!r}; "
                f"the molecule of line {start} should have {count} such lines"
            ) from None
    if not np.isfinite(positions).all():
        raise DataError(f"expected finite positions in the molecule of line {start} of {path.name}; correct them")
    return Frame(tuple(elements), positions, about)


def _places(properties: str) -> tuple[int, int]:
    """In which of an atom's columns its element and its position start, told by a value such as species:S:1:pos:R:3."""
    parts, at, found = properties.split(":"), 0, {"species": 0, "pos": 1}
    for name, width in zip(parts[::3], parts[2::3], strict=False):
        found["species" if name in ("species", "element", "Z", "numbers") else name] = at
        at += int(width) if width.isdigit() else 1
    return found["species"], found["pos"]


def _symbol(word: str) -> str:
    """An element by symbol or atomic number; other words name other kinds of points."""
    if word.isdigit() and 1 <= int(word) <= len(_SYMBOLS):
        return _SYMBOLS[int(word) - 1]
    return word[:1].upper() + word[1:]


def _comment(line: str) -> dict[str, Value]:
    pairs = {match[1]: _value(match[2]) for match in _PAIR.finditer(line)}
    if pairs:
        return pairs
    numbers = [_number(word) for word in line.replace(",", " ").split() if _NUMBER.fullmatch(word)]
    return {f"number{index}": number for index, number in enumerate(numbers, start=1)}


def _value(text: str) -> Value:
    words = text.strip("\"'{}[]").replace(",", " ").split()
    if words and all(_NUMBER.fullmatch(word) for word in words):
        numbers = tuple(_number(word) for word in words)
        return numbers[0] if len(numbers) == 1 else numbers
    return text.strip("\"'{}[]")


def _number(word: str) -> float:
    """A number, also in the notations of Fortran (1D-3) and of QM9 (1*^-3)."""
    return float(word.replace("*^", "e").replace("D", "e").replace("d", "e"))


def _shared(frames: Sequence[Frame]) -> tuple[dict[str, ndarray], tuple[str, ...]]:
    """What all comment lines say alike, and what was left out because some do not."""
    about: dict[str, ndarray] = {}
    for key in dict.fromkeys(key for frame in frames for key in frame.about):
        if key.lower() in _ABOUT_THE_CELL:
            continue
        values = [frame.about.get(key) for frame in frames]
        if len({_shape(value) for value in values}) == 1 and values[0] is not None:
            about[key] = np.array(values)
    partial = {key for frame in frames for key in frame.about if key.lower() not in _ABOUT_THE_CELL} - set(about)
    if not partial:
        return about, ()
    named = ", ".join(sorted(partial)[:5])
    return about, (f"Not every molecule has {named} in the same form, so that it cannot be used.",)


def _shape(value: Value | None) -> tuple[str, int]:
    return type(value).__name__, len(value) if isinstance(value, tuple) else 1


def _padded(path: Path, frames: Sequence[Frame]) -> tuple[Float[ndarray, "rows points entries"], tuple[str, ...]]:
    order = {symbol: index for index, symbol in enumerate(_SYMBOLS)}
    present = {element for frame in frames for element in frame.elements}
    elements = tuple(sorted(present, key=lambda element: (order.get(element, len(order)), element)))
    points = max(len(frame.elements) for frame in frames)
    if (size := len(frames) * points * (4 + len(elements))) > MOST_VALUES:
        raise DataError(
            f"expected clouds of at most {MOST_VALUES:,} numbers in {path.name}, got {size:,} (every molecule is "
            f"padded to {points} atoms and has a column for each of {len(elements)} elements); take fewer of them"
        )
    counts = [len(frame.elements) for frame in frames]
    named = np.array([element for frame in frames for element in frame.elements])
    x = padded(
        np.concatenate([[0], np.cumsum(counts)]),
        np.concatenate([frame.positions for frame in frames]),
        one_hot(named, np.array(elements)),
    )
    return x, elements
