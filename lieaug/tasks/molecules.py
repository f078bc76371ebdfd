"""Molecules of QM9 and their properties: positions of atoms in, what quantum chemistry says of them out.

Positions are in Å. No property but the dipole vector knows how a molecule lies in space, yet QM9 stores molecules in
poses that are not random: predictors can profit from a pose, and only augmentation tells them not to.
"""

from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from pydantic import Field

from lieaug.errors import DataError
from lieaug.tasks.assets import asset
from lieaug.tasks.base import AbstractTask, PredictorKind, TaskData, Truth
from lieaug.tasks.clouds import centred, one_hot, padded, random_rotations
from lieaug.tasks.files import read_npz
from lieaug.tasks.rotations import rotations_in

Target = Literal["alpha", "homo", "lumo", "gap", "mu", "u0_atom", "cv", "dipole"]
UNITS: dict[Target, str] = {
    "alpha": "a₀³", "homo": "Ha", "lumo": "Ha", "gap": "Ha", "mu": "D", "u0_atom": "eV", "cv": "cal/(mol K)",
    "dipole": "D",
}  # fmt: skip
ELEMENTS = {1: "H", 6: "C", 7: "N", 8: "O"}
TEST_ROWS = 1500
SHIFT = 0.3
"""Length of a translation [Å] per unit of its parameter: over π units about 1 Å, by which molecules' centres differ."""


class Molecules(AbstractTask):
    """Small organic molecules to one of their properties.

    Without translations each molecule is centred on the mean of its atoms, so that its position tells nothing; with
    them it stays where QM9 put it, and motions are sought among affine maps.
    """

    kind: Literal["qm9"] = "qm9"
    target: Target = Field(
        "alpha", description="Property to predict: polarisability, orbital energies, dipole moment, heat capacity …"
    )
    rows: int = Field(6000, ge=500, le=8500, description="Molecules for training, as far as there are so many.")
    translations: bool = Field(False, description="Search translations, too; molecules stay where QM9 has put them.")
    poses: Literal["as stored", "turned at random"] = Field(
        "as stored", description="How molecules lie in space; QM9 stores them in poses that are not random."
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
        clouds, y = _dipoles() if self.target == "dipole" else _scalars(self.target)
        if not self.translations:
            clouds = centred(clouds, 3)
        if self.poses == "turned at random":
            turns = random_rotations(len(clouds), rng)
            clouds[..., :3] = clouds[..., :3] @ turns.swapaxes(1, 2)
            y = (turns @ y[..., None])[..., 0] if self.target == "dipole" else y
        y = y.astype(np.float32)
        rows = min(self.rows, len(clouds) - TEST_ROWS)
        return TaskData(
            clouds[:rows],
            y[:rows],
            clouds[-TEST_ROWS:],
            y[-TEST_ROWS:],
            self.action_hint,
            "vec3" if self.target == "dipole" else "invariant",
            "regression",
            Truth(*_motions(translations=self.translations)),
            metric="mae",
            unit=UNITS[self.target],
            point_labels=tuple(ELEMENTS.values()),
        )


def _scalars(target: str) -> tuple[Float[ndarray, "rows points columns"], Float[ndarray, "rows 1"]]:
    arrays = read_npz(asset("qm9.npz"), ("positions", "atomic_numbers", "offsets", target))
    return _clouds(arrays), arrays[target][:, None]


def _dipoles() -> tuple[Float[ndarray, "rows points columns"], Float[ndarray, "rows 3"]]:
    """Dipole vectors, which nobody has licensed explicitly, so that they do not ship."""
    try:
        path = asset("qm9_mp2_dipole.npz")
    except DataError as error:
        raise DataError(
            "expected the file qm9_mp2_dipole.npz for the target 'dipole', got nothing; it does not ship, since its "
            "source names no licence: fetch it with `lieaug data fetch`, or put it into a folder and name that in "
            "LIEAUG_DATA"
        ) from error
    arrays = read_npz(path, ("positions", "atomic_numbers", "offsets", "dipole"))
    return _clouds(arrays), arrays["dipole"]


def _clouds(arrays: dict[str, ndarray]) -> Float[ndarray, "rows points columns"]:
    kinds = one_hot(arrays["atomic_numbers"], np.array(list(ELEMENTS)))
    return padded(arrays["offsets"].astype(np.int64), arrays["positions"], kinds)


def _motions(*, translations: bool) -> tuple[Float[ndarray, "k n n"], str]:
    """Rotations, and translations if asked for, in the action's matrices; with the algebra's name."""
    rotations = rotations_in([(1, 2), (2, 0), (0, 1)], 3 + translations)
    if not translations:
        return rotations, "so(3)"
    shifts = np.zeros((3, 4, 4))
    shifts[range(3), range(3), 3] = SHIFT
    return np.concatenate([rotations, shifts]), "se(3)"
