"""Molecules of QM9 and their properties: positions of atoms in, what quantum chemistry says of them out.

Positions are in Å. No property but the dipole vector knows how a molecule lies in space, yet QM9 stores molecules in
poses that are not random: predictors can profit from a pose, and only augmentation tells them not to.
"""

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from pydantic import Field

from lieaug.errors import DataError
from lieaug.tasks.assets import asset, data_folder, fetched, require_rows
from lieaug.tasks.base import AbstractTask, PredictorKind, TaskData, Truth
from lieaug.tasks.clouds import centred, one_hot, padded, random_rotations
from lieaug.tasks.files import read_npz
from lieaug.tasks.rotations import rotations_in

Clouds = Float[ndarray, "rows points columns"]
Target = Literal["alpha", "homo", "lumo", "gap", "mu", "u0_atom", "cv", "dipole"]
UNITS: dict[Target, str] = {
    "alpha": "a₀³", "homo": "Ha", "lumo": "Ha", "gap": "Ha", "mu": "D", "u0_atom": "eV", "cv": "cal/(mol K)",
    "dipole": "D",
}  # fmt: skip
ELEMENTS = {1: "H", 6: "C", 7: "N", 8: "O", 9: "F"}
GEOMETRY = ("positions", "atomic_numbers", "offsets")
DIPOLES = "qm9_mp2_dipole.npz"
TEST_ROWS = 1500
FULL_ORDER = 20260104
"""Seed of the order in which the molecules of the full source are taken, the last ones for the test."""
SHIFTED = 1.5
"""How far molecules in random poses are shifted along each axis at most, if translations are sought [Å]."""

SHIFT = 0.3
"""Length of a translation [Å] per unit of its parameter: over π units about 1 Å, by which molecules' centres differ."""


class Molecules(AbstractTask):
    """Small organic molecules to one of their properties.

    Without translations each molecule is centred on the mean of its atoms, so that its position tells nothing; with
    them motions are sought among affine maps. Molecules stay where QM9 put them then, or, in random poses, are shifted
    at random, too: QM9 puts them all at nearly the same place, and data like that do not tell what a shift does.
    """

    kind: Literal["qm9"] = "qm9"
    target: Target = Field(
        "alpha", description="Property to predict: polarisability, orbital energies, dipole moment, heat capacity …"
    )
    rows: int = Field(
        6000, ge=500, le=129_000, description="Molecules for training; above 6500 from the full source or with dipoles."
    )
    translations: bool = Field(False, description="Search translations, too; molecules are not centred then.")
    poses: Literal["as stored", "turned at random"] = Field(
        "turned at random", description="How molecules lie in space; QM9 stores them in poses that are not random."
    )
    source: Literal["shipped", "full"] = Field(
        "shipped", description="The molecules that ship, or all of `lieaug data fetch qm9`."
    )

    group: ClassVar[str] = "Molecules"
    title: ClassVar[str] = "Molecules"
    sentence: ClassVar[str] = "Atoms in space: how easily does an electric field deform the molecule? Data from QM9."
    expectation: ClassVar[str] = "All rotations so(3); with translations all motions of space, se(3)."
    predictor: ClassVar[PredictorKind] = "deepsets"

    @property
    def label(self) -> str:
        return f"{self.kind} {self.target}{' with translations' if self.translations else ''}"

    @property
    def action_hint(self) -> str:
        return "points3.affine" if self.translations else "points3"

    def load(self, rng: np.random.Generator) -> TaskData:
        clouds, kinds, y = self._molecules()
        require_rows(self.rows, len(clouds) - TEST_ROWS, "qm9")
        if not self.translations:
            clouds = centred(clouds, 3)
        if self.poses == "turned at random":
            turns = random_rotations(len(clouds), rng)
            clouds[..., :3] = clouds[..., :3] @ turns.swapaxes(1, 2)
            if self.translations:
                shifts = rng.uniform(-SHIFTED, SHIFTED, (len(clouds), 1, 3))
                clouds[..., :3] += shifts * clouds[..., 3:4]
            y = (turns @ y[..., None])[..., 0] if self.target == "dipole" else y
        y = y.astype(np.float32)
        return TaskData(
            clouds[: self.rows],
            y[: self.rows],
            clouds[-TEST_ROWS:],
            y[-TEST_ROWS:],
            self.action_hint,
            "vec3" if self.target == "dipole" else "invariant",
            "regression",
            Truth(*_motions(translations=self.translations)),
            metric="mae",
            unit=UNITS[self.target],
            point_labels=kinds,
        )

    def _molecules(self) -> tuple[Clouds, tuple[str, ...], Float[ndarray, "rows outputs"]]:
        """Clouds, their elements, and targets, in an order that means nothing."""
        if self.target == "dipole":
            arrays = read_npz(_own_file(), (*GEOMETRY, "dipole"))
            return *_clouds(arrays), arrays["dipole"]
        if self.source == "shipped":
            arrays = read_npz(asset("qm9.npz"), (*GEOMETRY, self.target))
            return *_clouds(arrays), arrays[self.target][:, None]
        arrays = read_npz(fetched("qm9"), (*GEOMETRY, "properties", "property_names"))
        clouds, kinds = _clouds(arrays)
        order = np.random.default_rng(FULL_ORDER).permutation(len(clouds))  # QM9 numbers molecules by their size
        column = arrays["property_names"].tolist().index(self.target)
        return clouds[order], kinds, arrays["properties"][order, column, None]


def _own_file() -> Path:
    """Where dipole vectors are, which nobody has licensed explicitly, so that they do not ship and are not fetched.

    Raises:
        DataError: They are not there.
    """
    try:
        return asset(DIPOLES)
    except DataError as error:
        raise DataError(
            f"expected the file {DIPOLES} in {data_folder()} for the target 'dipole', got nothing; it is published "
            "without a licence and does not ship: make it as `lieaug data list` describes, and put it there"
        ) from error


def _clouds(arrays: dict[str, ndarray]) -> tuple[Clouds, tuple[str, ...]]:
    """Padded molecules, and the elements that their features stand for: those that there are."""
    elements = [number for number in ELEMENTS if (arrays["atomic_numbers"] == number).any()]
    kinds = one_hot(arrays["atomic_numbers"], np.array(elements))
    clouds = padded(arrays["offsets"].astype(np.int64), arrays["positions"], kinds)
    return clouds, tuple(ELEMENTS[number] for number in elements)


def _motions(*, translations: bool) -> tuple[Float[ndarray, "k n n"], str]:
    """Rotations, and translations if asked for, in the action's matrices; with the algebra's name."""
    rotations = rotations_in([(1, 2), (2, 0), (0, 1)], 3 + translations)
    if not translations:
        return rotations, "so(3)"
    shifts = np.zeros((3, 4, 4))
    shifts[range(3), range(3), 3] = SHIFT
    return np.concatenate([rotations, shifts]), "se(3)"
