"""Two bodies under gravity on circular orbits, and oscillators in two or three dimensions.

States list all positions, then all momenta, so that one n x n matrix moves each of their n-vectors together. All
masses and the gravitational constant are 1; quantities are dimensionless.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from pydantic import Field

from lieaug.tasks.base import AbstractTask, TaskData, Truth
from lieaug.tasks.rotations import rotations_in

ROTATION_2D = rotations_in([(0, 1)], 2)
ROTATION_3D = rotations_in([(1, 2), (2, 0), (0, 1)], 3)


class TwoBody(AbstractTask):
    """The two-body task of LieGAN (arXiv:2302.00236, Section 5.1; orbits from Hamiltonian networks, arXiv:1906.01563).

    Bodies are always opposite (q2 = -q1, p2 = -p1), so the states fill a two-dimensional surface in eight dimensions:
    rotation is the one linear motion that stays on it. Training orbits start in the right half-plane, test orbits in
    the left one.
    """

    kind: Literal["two-body"] = "two-body"
    orbits: int = Field(200, ge=20, le=20_000, description="Orbits for training; a quarter as many more for the test.")
    moments: int = Field(1, ge=1, le=8, description="Moments to predict, one after the other.")

    group: ClassVar[str] = "Dynamics"
    title: ClassVar[str] = "Two bodies"
    sentence: ClassVar[str] = "Two stars circle each other. Predict where both are a moment later."
    expectation: ClassVar[str] = "Rotation in the plane, all the way round."

    def load(self, rng: np.random.Generator) -> TaskData:
        x_train, y_train = _circular_orbits(self.orbits, (-np.pi / 2, np.pi / 2), self.moments, rng)
        x_test, y_test = _circular_orbits(max(self.orbits // 4, 5), (np.pi / 2, 3 * np.pi / 2), self.moments, rng)
        truth = Truth(ROTATION_2D, "so(2)")
        output = _output("4*vec2", self.moments)
        return TaskData(x_train, y_train, x_test, y_test, "4*vec2", output, "regression", truth)

    @property
    def label(self) -> str:
        return self.kind if self.moments == 1 else f"{self.kind} moments={self.moments}"


def _output(action: str, moments: int) -> str:
    """How a state at each of some later moments moves."""
    return "same" if moments == 1 else " + ".join([action] * moments)


def _circular_orbits(
    orbits: int, start_angles: tuple[float, float], moments: int, rng: np.random.Generator, steps: int = 20
) -> tuple[Float[ndarray, "rows 8"], Float[ndarray, "rows outputs"]]:
    """States and their next ones side by side, 20/49 time units apart, along exact circular orbits.

    At distance r from the centre and 2r from each other, the speed 1/(2 sqrt r) keeps each body on its circle.
    """
    radius = np.sqrt(rng.uniform(2.25, 9.0, orbits))[:, None]
    start = rng.uniform(*start_angles, orbits)[:, None]
    times = np.arange(steps + moments) * 20 / 49
    angle = start + times / (2 * radius**1.5)
    cos, sin = np.cos(angle), np.sin(angle)
    speed = 1 / (2 * np.sqrt(radius))
    q = np.stack([radius * cos, radius * sin], axis=-1)
    p = np.stack([-speed * sin, speed * cos], axis=-1)
    states = np.concatenate([q, -q, p, -p], axis=-1).astype(np.float32)
    later = [states[:, moment : moment + steps] for moment in range(1, moments + 1)]
    return states[:, :steps].reshape(-1, 8), np.concatenate(later, axis=-1).reshape(-1, 8 * moments)


class _Oscillator(AbstractTask):
    """A particle on unequal springs that harden: V(q) = u/2 + u²/8 with u = Σ k_i q_i².

    The hardening matters: a linear oscillator is equivariant under every scaling, so that it could never be free of
    symmetries. Here equal stiffnesses leave exactly the rotations among equal axes, and nothing else.
    """

    rows: int = Field(4000, ge=100, le=200_000, description="States for training; a quarter as many more for the test.")
    group: ClassVar[str] = "Dynamics"
    duration: float = Field(1.0, gt=0, le=10, description="Time between a state and its target.")
    moments: int = Field(1, ge=1, le=8, description="Moments to predict: the duration and its multiples.")

    @property
    def _several(self) -> str:
        return "" if self.moments == 1 else f" moments={self.moments}"

    def _load(self, stiffness: tuple[float, ...], rng: np.random.Generator) -> TaskData:
        k = np.array(stiffness)
        rows = self.rows + max(self.rows // 4, 25)
        x = np.concatenate([_ball(rows, len(k), rng) for _ in range(2)], axis=1)
        later = [x]
        for _ in range(self.moments):
            later.append(_leapfrog(later[-1], k, self.duration))
        x, y = x.astype(np.float32), np.concatenate(later[1:], axis=1).astype(np.float32)
        n, action = self.rows, f"2*vec{len(k)}"
        output = _output(action, self.moments)
        return TaskData(x[:n], y[:n], x[n:], y[n:], action, output, "regression", _oscillator_truth(stiffness))


class Oscillator2d(_Oscillator):
    """A particle on two hardening springs: so(2) if they are equal, no symmetry otherwise."""

    kind: Literal["oscillator-2d"] = "oscillator-2d"
    stiffness: tuple[Annotated[float, Field(gt=0, le=20)], Annotated[float, Field(gt=0, le=20)]] = Field(
        (1.0, 1.0), description="Spring constants of both axes; equal ones leave the rotation."
    )

    title: ClassVar[str] = "Oscillator in the plane"
    sentence: ClassVar[str] = "A mass on two springs. Are they equally stiff? The symmetry tells."
    expectation: ClassVar[str] = "Rotation if both springs are equal, no symmetry if not."

    @property
    def label(self) -> str:
        return f"{self.kind} k={','.join(f'{k:g}' for k in self.stiffness)}{self._several}"

    def load(self, rng: np.random.Generator) -> TaskData:
        return self._load(self.stiffness, rng)


class Oscillator3d(_Oscillator):
    """A particle on three hardening springs: so(3), so(2) or nothing, by how many of them are equal."""

    kind: Literal["oscillator-3d"] = "oscillator-3d"
    stiffness: tuple[
        Annotated[float, Field(gt=0, le=20)], Annotated[float, Field(gt=0, le=20)], Annotated[float, Field(gt=0, le=20)]
    ] = Field((1.0, 1.0, 1.0), description="Spring constants of the three axes; equal ones leave rotations.")

    title: ClassVar[str] = "Oscillator in space"
    sentence: ClassVar[str] = "A mass on three springs. How many rotations leave its motion alone?"
    expectation: ClassVar[str] = "All three rotations if the springs are equal, one if two are, none otherwise."

    @property
    def label(self) -> str:
        return f"{self.kind} k={','.join(f'{k:g}' for k in self.stiffness)}{self._several}"

    def load(self, rng: np.random.Generator) -> TaskData:
        return self._load(self.stiffness, rng)


def _ball(rows: int, n: int, rng: np.random.Generator) -> Float[ndarray, "rows n"]:
    """Points uniform in a ball of radius 1.2: round, so that the data are as symmetric as the springs can be."""
    direction = rng.normal(size=(rows, n))
    radius = 1.2 * rng.uniform(size=(rows, 1)) ** (1 / n)
    return radius * direction / np.linalg.norm(direction, axis=1, keepdims=True)


def _oscillator_truth(stiffness: tuple[float, ...]) -> Truth:
    """Rotations in the planes of equal springs."""
    n = len(stiffness)
    planes = [(i, j) for i in range(n) for j in range(i + 1, n) if stiffness[i] == stiffness[j]]
    return Truth(rotations_in(planes, n), {0: "none", 1: "so(2)", 3: "so(3)"}[len(planes)])


def _leapfrog(
    x: Float[ndarray, "rows two_n"], stiffness: Float[ndarray, " n"], duration: float, step: float = 0.01
) -> Float[ndarray, "rows two_n"]:
    """Integrates q' = p, p' = -dV/dq by the symplectic leapfrog rule with steps of at most `step`."""
    n = len(stiffness)
    q, p = x[:, :n].copy(), x[:, n:].copy()
    steps = int(np.ceil(duration / step))
    h = duration / steps

    def force(q: Float[ndarray, "rows n"]) -> Float[ndarray, "rows n"]:
        u = (stiffness * q**2).sum(axis=1, keepdims=True)
        return -stiffness * q * (1 + u / 2)

    for _ in range(steps):
        p += h / 2 * force(q)
        q += h * p
        p += h / 2 * force(q)
    return np.concatenate([q, p], axis=1)
