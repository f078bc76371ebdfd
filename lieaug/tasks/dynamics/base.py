"""Bodies that pull or push each other, with switches that break their symmetries one by one.

All masses are 1 and quantities are dimensionless. A state lists all positions, then all velocities; the target is the
state a moment later, or at several moments. The truth is worked out from the switches:

- a uniform field along the last axis, and a trap that is stiffer along it, leave rotations about that axis (there are
  some in space, none in the plane); a field leaves all translations, a trap those across its axis, a fixed sun none;
- a fixed sun leaves rotations about itself, which are none about the origin: of those there are left, in space, the
  ones about the line to the sun;
- a magnetic field along the last axis turns velocities: it leaves rotations about that axis, in the plane too;
- drag proportional to velocity leaves everything here, though it destroys energy.
"""

from abc import abstractmethod
from typing import ClassVar

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from pydantic import Field

from lieaug.tasks.base import AbstractTask, TaskData, Truth
from lieaug.tasks.dynamics.integrators import Bodies, trajectory
from lieaug.tasks.rotations import rotations_in

SUN = 1.0
"""Distance of a fixed sun from the origin, along the first axis."""

_PLANE_NAMES = {(1, 2): "se(2)", (0, 2): "translations", (0, 1): "translation along x", (1, 0): "so(2)", (0, 0): "none"}
"""Of as many rotations and translations of the plane."""


class AbstractSystem(AbstractTask):
    """Settings that all systems share; a system adds its forces and its starts."""

    rows: int = Field(6000, ge=100, le=200_000, description="States for training; a quarter as many more for the test.")
    horizon: float = Field(1.0, gt=0, le=5, description="Time between a state and its target.")
    moments: int = Field(1, ge=1, le=8, description="Moments to predict: the horizon and its multiples.")
    field: float = Field(0.0, ge=-5, le=5, description="Uniform force along the last axis; breaks rotations.")
    anisotropy: float = Field(
        0.0, ge=0, le=5, description="Stiffness of a trap along the last axis; breaks rotations and a translation."
    )
    drag: float = Field(0.0, ge=0, le=2, description="Friction in proportion to velocity; breaks no rotation.")
    fixed_sun: float = Field(
        0.0, ge=0, le=10, description="Pull of a fixed sun beside the origin; breaks rotations about the origin."
    )

    group: ClassVar[str] = "Dynamics"
    dimensions: ClassVar[int]
    bodies: ClassVar[int]

    @abstractmethod
    def inner_acceleration(self, q: Bodies) -> Bodies:
        """What bodies do to each other, and what is at the origin to them."""

    @abstractmethod
    def start(self, rows: int, rng: np.random.Generator) -> tuple[Bodies, Bodies]:
        """Positions and velocities, distributed as symmetrically as the system is without switches."""

    @property
    def moves_points(self) -> bool:
        """Whether positions are points, which translations move too."""
        return False

    @property
    def magnetic(self) -> float:
        """Strength of a magnetic field along the last axis, or through the plane."""
        return 0.0

    @property
    def label(self) -> str:
        settings = {name: (getattr(self, name), field.default) for name, field in type(self).model_fields.items()}
        changed = [
            name if value is True else f"{name}={value:g}"
            for name, (value, default) in settings.items()
            if name not in ("kind", "rows") and value != default
        ]
        return " ".join([str(self.kind_name), *changed])

    @property
    def kind_name(self) -> str:
        """Which task it is."""
        return type(self).model_fields["kind"].default

    def acceleration(self, q: Bodies) -> Bodies:
        """All that depends on positions."""
        total = self.inner_acceleration(q)
        total[..., -1] += self.field - self.anisotropy * q[..., -1]
        if self.fixed_sun:
            away = q - SUN * np.eye(self.dimensions)[0]
            total -= self.fixed_sun * away / (np.square(away).sum(axis=-1, keepdims=True) + 0.25) ** 1.5
        return total

    def velocity_matrix(self) -> Float[ndarray, "d d"] | None:
        if not (self.drag or self.magnetic):
            return None
        return -self.drag * np.eye(self.dimensions) - self.magnetic * rotations_in([(0, 1)], self.dimensions)[0]

    def advance(self, states: Float[ndarray, "rows width"], times: tuple[float, ...]) -> Float[ndarray, "rows outputs"]:
        """States at some later times, side by side."""
        q, v = np.split(states.astype(np.float64), 2, axis=1)
        shape = (len(states), self.bodies, self.dimensions)
        q, v = q.reshape(shape), v.reshape(shape)
        states_later = trajectory(q, v, self.acceleration, times, velocity_matrix=self.velocity_matrix())
        flat = [part.reshape(len(states), -1) for state in states_later for part in state]
        return np.concatenate(flat, axis=1)

    def load(self, rng: np.random.Generator) -> TaskData:
        rows = self.rows + max(self.rows // 4, 25)
        q, v = self.start(rows, rng)
        if self.fixed_sun and self.moves_points:  # about which rotations are then
            q = q + SUN * np.eye(self.dimensions)[0]
        x = np.concatenate([q.reshape(rows, -1), v.reshape(rows, -1)], axis=1).astype(np.float32)
        times = tuple(self.horizon * (moment + 1) for moment in range(self.moments))
        y = self.advance(x, times).astype(np.float32)
        n = self.rows
        return TaskData(x[:n], y[:n], x[n:], y[n:], self._action, self._output, "regression", self._truth())

    @property
    def _action(self) -> str:
        if not self.moves_points:
            return f"{2 * self.bodies}*vec{self.dimensions}"
        return f"{self.bodies}*vec{self.dimensions}.affine + {self.bodies}*vec{self.dimensions}"

    @property
    def _output(self) -> str:
        return "same" if self.moments == 1 else " + ".join([self._action] * self.moments)

    def _truth(self) -> Truth:
        rotations = rotations_in(self._planes(), self.dimensions)
        kept = len(rotations)
        if self.moves_points:
            rotations = np.pad(rotations, ((0, 0), (0, 1), (0, 1)))
            if self.fixed_sun and kept:  # about the sun: x -> A (x - s) + s
                rotations[:, :-1, -1] = -SUN * rotations[:, :-1, 0]
            axes = 0 if self.fixed_sun else self.dimensions - bool(self.anisotropy)
            translations = np.zeros((axes, self.dimensions + 1, self.dimensions + 1))
            for axis, generator in enumerate(translations):
                generator[axis, -1] = 1.0
            return Truth(np.concatenate([rotations, translations]), _PLANE_NAMES[kept, axes])
        return Truth(rotations, {0: "none", 1: "so(2)", 3: "so(3)"}[kept])

    def _planes(self) -> list[tuple[int, int]]:
        """Planes in which a rotation is left."""
        last_axis = bool(self.field or self.anisotropy)
        if self.dimensions == 2:
            return [] if last_axis or (self.fixed_sun and not self.moves_points) else [(0, 1)]
        last_axis = last_axis or bool(self.magnetic)
        if self.fixed_sun:  # which lies on the first axis
            return [] if last_axis else [(1, 2)]
        return [(0, 1)] if last_axis else [(1, 2), (2, 0), (0, 1)]
