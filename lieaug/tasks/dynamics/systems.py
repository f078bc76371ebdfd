"""Systems of bodies: who pulls whom, and where they start."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from lieaug.tasks.dynamics.base import AbstractSystem
from lieaug.tasks.dynamics.forces import normal_bodies, pair_acceleration
from lieaug.tasks.dynamics.integrators import Bodies


class _PlanarGravity(AbstractSystem):
    """Stars in the plane under softened gravity, on orbits of any shape."""

    points: bool = Field(False, description="Whether positions are points, so that translations can be found too.")

    expectation: ClassVar[str] = (
        "Rotation in the plane, and translations if positions are points; a field, a trap or a fixed sun breaks them."
    )
    dimensions: ClassVar[int] = 2

    @property
    def moves_points(self) -> bool:
        return self.points

    def inner_acceleration(self, q: Bodies) -> Bodies:
        return pair_acceleration(q, 1.5, 0.5)

    def start(self, rows: int, rng: np.random.Generator) -> tuple[Bodies, Bodies]:
        return normal_bodies(rows, self.bodies, 2, rng, 1.0), normal_bodies(rows, self.bodies, 2, rng, 0.5)


class Binary(_PlanarGravity):
    """Two bodies on orbits of any shape; those of the task two-body are circles about the origin."""

    kind: Literal["binary"] = "binary"

    title: ClassVar[str] = "A double star"
    sentence: ClassVar[str] = (
        "Two stars meet, on any orbit. Where are they a moment later? Add a sun and see what breaks."
    )
    bodies: ClassVar[int] = 2


class ThreeBody(_PlanarGravity):
    """Three bodies, chaotic in the long run."""

    kind: Literal["three-body"] = "three-body"

    title: ClassVar[str] = "Three bodies"
    sentence: ClassVar[str] = (
        "Three stars pull each other. Where are they a moment later? Add a field and see what breaks."
    )
    bodies: ClassVar[int] = 3


class Charged(AbstractSystem):
    """Two equal charges in space that repel each other, in a trap and, if switched on, a magnetic field."""

    kind: Literal["charged"] = "charged"
    magnetic_field: float = Field(
        0.0, ge=-5, le=5, description="Strength of a magnetic field along the last axis; breaks two of three rotations."
    )

    title: ClassVar[str] = "Charges"
    sentence: ClassVar[str] = "Two charges repel each other in a trap. A magnetic field singles out an axis."
    expectation: ClassVar[str] = "All rotations; with a magnetic field only the one about it."
    dimensions: ClassVar[int] = 3
    bodies: ClassVar[int] = 2

    @property
    def magnetic(self) -> float:
        return self.magnetic_field

    def inner_acceleration(self, q: Bodies) -> Bodies:
        return pair_acceleration(q, -2.0, 0.4) - q

    def start(self, rows: int, rng: np.random.Generator) -> tuple[Bodies, Bodies]:
        return normal_bodies(rows, 2, 3, rng, 0.8), normal_bodies(rows, 2, 3, rng, 0.5)


class Springs(AbstractSystem):
    """Three masses in the plane, each two joined by a spring that hardens, moved as points.

    Springs that hardened faster would break scalings more clearly, but move masses in ways that are harder to predict,
    so that less could be told. In a trap their motion is nearly linear: scalings along its axes nearly hold too.
    """

    kind: Literal["springs"] = "springs"

    title: ClassVar[str] = "Masses on springs"
    sentence: ClassVar[str] = (
        "Three masses joined by springs, anywhere in the plane. Does it matter where, and how turned?"
    )
    expectation: ClassVar[str] = (
        "se(2): rotation and both translations; a field leaves the translations, a trap one of them."
    )
    dimensions: ClassVar[int] = 2
    bodies: ClassVar[int] = 3

    @property
    def moves_points(self) -> bool:
        return True

    def inner_acceleration(self, q: Bodies) -> Bodies:
        apart = q[:, None] - q[:, :, None]  # (rows, on, by, d)
        squared = np.square(apart).sum(axis=-1, keepdims=True)
        return (apart * (0.4 + 0.2 * squared)).sum(axis=2)

    def start(self, rows: int, rng: np.random.Generator) -> tuple[Bodies, Bodies]:
        centre = normal_bodies(rows, 1, 2, rng, 1.0)
        return centre + normal_bodies(rows, 3, 2, rng, 0.7), normal_bodies(rows, 3, 2, rng, 0.5)


class Central(AbstractSystem):
    """One body about a centre that pulls it by the softened inverse square law, in space."""

    kind: Literal["central"] = "central"

    title: ClassVar[str] = "A planet in space"
    sentence: ClassVar[str] = "A planet about its star, in all three dimensions. Switch on a field along one axis."
    expectation: ClassVar[str] = "All rotations; with a field or a trap along one axis only the one about it."
    dimensions: ClassVar[int] = 3
    bodies: ClassVar[int] = 1

    def inner_acceleration(self, q: Bodies) -> Bodies:
        return -2.0 * q / (np.square(q).sum(axis=-1, keepdims=True) + 0.25) ** 1.5

    def start(self, rows: int, rng: np.random.Generator) -> tuple[Bodies, Bodies]:
        return normal_bodies(rows, 1, 3, rng, 0.8), normal_bodies(rows, 1, 3, rng, 0.5)
