"""QM9's archive of geometries to ragged arrays.

Source: R. Ramakrishnan, P. O. Dral, M. Rupp, O. A. von Lilienfeld, Sci. Data 1, 140022 (2014). A file per molecule: the
number of atoms; "gdb", its index and 15 properties; a line per atom with element, position [Å] and charge; then
frequencies and names, which are left out here. Some exponents are written *^.
"""

import re
import tarfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.errors import DataError
from lieaug.tasks.downloads.progress import Progress, Report

ATOMIC_NUMBERS = {"H": 1, "C": 6, "N": 7, "O": 8, "F": 9}
PROPERTIES = {
    "mu": "D", "alpha": "a0^3", "homo": "Ha", "lumo": "Ha", "gap": "Ha", "r2": "a0^2", "zpve": "Ha", "u0": "Ha",
    "u298": "Ha", "h298": "Ha", "g298": "Ha", "cv": "cal/(mol K)", "A": "GHz", "B": "GHz", "C": "GHz",
    "u0_atom": "eV", "u298_atom": "eV", "h298_atom": "eV", "g298_atom": "eV",
}  # fmt: skip
"""Names and units, in the order of the array."""
HARTREE = 27.211386
"""eV."""
FREE_ATOMS = np.zeros((10, 4))
"""Energies u0, u298, h298, g298 of single atoms [Ha] by atomic number, from QM9's own atomref.txt."""
FREE_ATOMS[[1, 6, 7, 8, 9]] = [
    [-0.500273, -0.498857, -0.497912, -0.510927],
    [-37.846772, -37.845355, -37.844411, -37.861317],
    [-54.583861, -54.582445, -54.581501, -54.598897],
    [-75.064579, -75.063163, -75.062219, -75.079532],
    [-99.718730, -99.717314, -99.716370, -99.733544],
]
_IN_FILE = ("A", "B", "C", "mu", "alpha", "homo", "lumo", "gap", "r2", "zpve", "u0", "u298", "h298", "g298", "cv")
_TOTAL = 133_885
_HEADER_LINES = 9
_Molecule = tuple[bytes, Float[ndarray, "atoms 3"], Float[ndarray, " properties"]]
"""Atomic numbers, positions, and the properties of the file."""


def convert_molecules(files: Mapping[str, Path], report: Report) -> dict[str, ndarray]:
    """Molecules by ascending index, without those that failed their authors' consistency check.

    Returns:
        positions (atoms, 3) float32 [Å], atomic_numbers (atoms,) uint8, offsets (molecules + 1,) int64, properties
        (molecules, 19) float32, property_names and property_units (19,), qm9_index (molecules,) int32.

    Raises:
        DataError: The archive is damaged, or a molecule is not in the format.
    """
    failed = read_failed(files["uncharacterized.txt"])
    molecules = _read_archive(files["dsgdb9nsd.xyz.tar.bz2"], failed, report)
    order = sorted(molecules)
    counts = np.array([len(molecules[index][0]) for index in order], dtype=np.int64)
    numbers = np.frombuffer(b"".join(molecules[index][0] for index in order), dtype=np.uint8)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return {
        "positions": np.concatenate([np.zeros((0, 3), np.float32), *(molecules[index][1] for index in order)]),
        "atomic_numbers": numbers,
        "offsets": offsets,
        "properties": _with_atomisation([molecules[index][2] for index in order], numbers, offsets),
        "property_names": np.array(list(PROPERTIES)),
        "property_units": np.array(list(PROPERTIES.values())),
        "qm9_index": np.array(order, dtype=np.int32),
    }


def read_failed(path: Path) -> set[int]:
    """Indices of the molecules that failed; the list has nine lines of introduction and a last line of its own."""
    rows = path.read_text(encoding="utf-8").splitlines()[_HEADER_LINES:]
    return {int(found[1]) for row in rows if (found := re.match(r"\s*(\d+)\s", row + " "))}


def parse_molecule(text: str) -> tuple[int, _Molecule]:
    """The index of a molecule, and what is kept of it.

    Raises:
        ValueError: The text is not in the format.
    """
    lines = text.splitlines()
    atoms = [line.split() for line in lines[2 : 2 + int(lines[0])]]
    head = lines[1].split()
    if len(atoms) != int(lines[0]) or len(head) != 2 + len(_IN_FILE) or any(len(atom) != 5 for atom in atoms):
        raise ValueError("a line is missing or cut off")
    numbers = bytes(ATOMIC_NUMBERS[atom[0]] for atom in atoms)
    positions = np.array([[_number(value) for value in atom[1:4]] for atom in atoms], dtype=np.float32)
    return int(head[1]), (numbers, positions, np.array([_number(value) for value in head[2:]]))


def _read_archive(path: Path, failed: set[int], report: Report) -> dict[int, _Molecule]:
    molecules: dict[int, _Molecule] = {}
    name = path.name
    try:
        with tarfile.open(path, "r|bz2") as archive:  # read once from front to back, nothing is unpacked to the disk
            for count, member in enumerate(archive, start=1):
                content = archive.extractfile(member) if member.name.endswith(".xyz") else None
                if content is None:
                    continue
                name = member.name
                index, molecule = parse_molecule(content.read().decode("ascii"))
                if index not in failed:
                    molecules[index] = molecule
                if count % 500 == 0:
                    report(Progress("reading molecules", count, _TOTAL, "rows"))
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, IndexError) as error:
        raise DataError(f"expected QM9's molecules, got a damaged {name} ({error}); fetch it again") from error
    return molecules


def _with_atomisation(
    rows: list[ndarray], numbers: ndarray, offsets: ndarray
) -> Float[ndarray, "molecules properties"]:
    """Properties in our order, and the energies less those of the free atoms, subtracted before rounding to float32."""
    table: dict[str, ndarray] = dict(zip(_IN_FILE, np.array(rows).reshape(-1, len(_IN_FILE)).T, strict=True))
    atoms = np.concatenate([np.zeros((1, 4)), np.cumsum(FREE_ATOMS[numbers], axis=0)])
    free = atoms[offsets[1:]] - atoms[offsets[:-1]]
    for energy, own in zip(("u0", "u298", "h298", "g298"), free.T, strict=True):
        table[f"{energy}_atom"] = (table[energy] - own) * HARTREE
    return np.stack([table[name] for name in PROPERTIES], axis=1).astype(np.float32)


def _number(text: str) -> float:
    return float(text.replace("*^", "e"))
