"""One task of the zoo: a target with a known algebra, conjugated, broken, limited or noisy as asked."""

from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from pydantic import Field, model_validator
from scipy.linalg import expm

from lieaug.tasks.base import AbstractTask, TaskData, Truth
from lieaug.tasks.zoo.families import FAMILIES, Family, Features, Points, Vectors
from lieaug.tasks.zoo.functions import random_function

FamilyName = Literal[
    "none", "so2", "so3", "so4", "so12", "so13", "sl2", "scaling", "shear", "translation", "se2", "so2+scaling",
    "so3+scaling", "so2+so2",
]  # fmt: skip
CONDITION = (1.5, 2.5)
"""Condition numbers of changes of coordinates: clearly not rotations, and still learnable."""

ROUGHNESS = (0.4, 0.9)
"""How fast targets vary: from nearly linear to what a few thousand rows can teach."""

ROUGHNESS_OF_NONE = (0.9, 1.2)
"""A function that is nearly linear is nearly free of its level sets' motions: one without symmetry must bend."""

COPIES_OF_NONE = (2, 3)
"""Numbers of vectors that targets without symmetry come with."""

EXAMPLES = 4000
"""Rows that a target's scale is fitted to."""


class Zoo(AbstractTask):
    """A made-up task whose symmetry is known: everything about it comes from its settings and the seed."""

    kind: Literal["zoo"] = "zoo"
    family: FamilyName = Field("so2", description="The algebra of the target; none: a function without symmetry.")
    copies: int | None = Field(None, ge=1, le=8, description="Number of vectors in a row; default: by the seed.")
    size: int = Field(3, ge=2, le=4, description="Dimensions of a vector of the family none.")
    equivariant: bool = Field(False, description="Whether the target is a vector that moves with the input.")
    conjugated: bool = Field(False, description="Whether to change coordinates by a random matrix.")
    broken: float = Field(
        0.0, ge=0, le=1, description="Spread of an added part without symmetry, relative to the target's."
    )
    noise: float = Field(0.0, ge=0, le=2, description="Spread of noise on the target, relative to the target.")
    reach_degrees: float | None = Field(
        None, ge=10, le=80, description="How far a rotation keeps the target (family so2 only); default: all the way."
    )
    rows: int = Field(5000, ge=100, le=200_000, description="Rows for training; a quarter as many more for the test.")

    title: ClassVar[str] = "The zoo"
    sentence: ClassVar[str] = "A made-up function whose symmetry is known. Does the verdict get it right?"
    expectation: ClassVar[str] = "The algebra of its family, and nothing else."

    @model_validator(mode="after")
    def _fits_family(self) -> "Zoo":
        if self.reach_degrees is not None and (self.family != "so2" or self.conjugated or self.equivariant):
            raise ValueError(
                "expected a limited reach for the plain invariant family so2 only, "
                f"got it for {self.label}; leave the reach out"
            )
        return self

    @property
    def label(self) -> str:
        words = ["zoo", self.family if self.family != "none" else f"none of vec{self.size}"]
        words += ["equivariant"] if self.equivariant else []
        words += ["conjugated"] if self.conjugated else []
        words += [f"{self.broken:.0%} broken"] if self.broken else []
        words += [f"±{self.reach_degrees:g}°"] if self.reach_degrees else []
        words += [f"noise {self.noise:g}"] if self.noise else []
        return " ".join(words)

    def load(self, rng: np.random.Generator) -> TaskData:
        specimen = Specimen(self, rng)
        rows = self.rows + max(self.rows // 4, 50)
        v = specimen.draw(rows, rng)
        y = specimen.target(v)
        if self.noise:
            y = y + self.noise * y.std() * rng.normal(size=y.shape)
        x, y = v.reshape(rows, -1).astype(np.float32), y.astype(np.float32)
        n = self.rows
        truth = Truth(
            specimen.basis,
            specimen.algebra,
            np.pi if self.reach_degrees is None else float(np.radians(self.reach_degrees)),
            specimen.breaking(v[:400]) if self.broken else 0.0,
        )
        return TaskData(x[:n], y[:n], x[n:], y[n:], specimen.action, specimen.output, "regression", truth)


class Specimen:
    """The exact function behind one task, for whoever wants to ask it more than the rows that training gets."""

    def __init__(self, task: Zoo, rng: np.random.Generator) -> None:
        self.task = task
        self.family: Family | None = FAMILIES.get(task.family)
        self.n = self.family.n if self.family else task.size
        choices = self.family.copies if self.family else COPIES_OF_NONE
        self.copies = task.copies or int(rng.choice(choices))
        self.change = _well_conditioned(self.n, rng, blocks=self.kind == "free") if task.conjugated else np.eye(self.n)
        self.outputs = self.n if task.equivariant else int(rng.choice((1, 2)))
        examples = self.draw(EXAMPLES, rng)
        own = self._own(examples)
        inputs = self._inputs(own)
        count = self._vectors(own).shape[1] if task.equivariant else self.outputs
        roughness = float(rng.uniform(*(ROUGHNESS if self.family else ROUGHNESS_OF_NONE)))
        self._symmetric = random_function(inputs, count, rng, roughness=roughness)
        self._outside = random_function(inputs, self.outputs, rng, roughness=roughness)
        self._free = random_function(examples.reshape(len(examples), -1), self.outputs, rng)
        # points must stay weighted means of points, whose unit is not free
        self._scale = self._plain(own).std() if task.equivariant and self.kind != "affine" else 1.0

    @property
    def kind(self) -> str:
        return self.family.kind if self.family else "linear"

    @property
    def action(self) -> str:
        form = self.family.action if self.family else f"{{m}}*vec{self.n}"
        return form.format(m=self.copies).removeprefix("1*")

    @property
    def output(self) -> str:
        """One vector that moves as each of the input's does, or numbers that stay."""
        if not self.task.equivariant:
            return "invariant"
        return "same" if self.kind == "free" else f"vec{self.n}" + (".affine" if self.kind == "affine" else "")

    @property
    def algebra(self) -> str:
        return self.family.algebra if self.family else "none"

    @property
    def basis(self) -> Float[ndarray, "k matrix matrix"]:
        """True generators in the coordinates that the data come in."""
        size = self.n + (self.kind == "affine")
        if self.family is None:
            return np.zeros((0, size, size))
        change = np.eye(size)
        change[: self.n, : self.n] = self.change
        return change @ self.family.basis @ np.linalg.inv(change)

    def draw(self, rows: int, rng: np.random.Generator) -> Points:
        """Inputs: normal vectors; of spread lengths where scaling is to be seen; in two sectors for a limited reach."""
        v = rng.normal(size=(rows, self.copies, self.n))
        if self.family is not None and self.family.lengths:
            norms = np.linalg.norm(v, axis=2, keepdims=True)
            lengths = np.exp(rng.uniform(-0.7, 0.7, (rows, 1, 1)) + rng.uniform(-0.3, 0.3, (rows, self.copies, 1)))
            v = v / norms * lengths
        if self.task.reach_degrees is not None:
            half_width = np.pi / 2 - np.radians(self.task.reach_degrees)
            pose = rng.choice((0.0, np.pi), rows) + rng.uniform(-half_width, half_width, rows)
            v = _turn(v, pose - _angle(v))
        return v

    def target(self, v: Points) -> Float[ndarray, "rows outputs"]:
        """The exact target, without noise."""
        own = self._own(v)
        y = self._plain(own) / self._scale
        if self.task.equivariant:
            y = y @ self.change.T
        if self.task.broken:
            y = y + self.task.broken * self._free(v.reshape(len(v), -1)) * (y.std() if self.task.equivariant else 1.0)
        return y

    def breaking(self, v: Points, points: int = 25) -> float:
        r"""How much of the target's spread breaks the symmetry: $\sqrt{E|f(gx)-gf(x)|^2 / 2\,\mathrm{Var} f}$.

        The mean is over single generators and their whole range. 0 for an exact symmetry, about 1 for an unrelated
        function; for a broken part without symmetry about its own share of the spread.
        """
        y = self.target(v)
        variance = np.square(y - y.mean(axis=0)).mean()
        errors = []
        for generator in self.basis:
            closes = np.abs(expm(2 * np.pi * generator) - np.eye(len(generator))).max() < 1e-6
            for t in np.linspace(-1, 1, points) * (np.pi if closes else 1.0):
                g = expm(t * generator)
                linear, shift = g[: self.n, : self.n], g[: self.n, self.n] if self.kind == "affine" else 0.0
                moved = self.target(v @ linear.T + shift)
                expected = y @ linear.T + shift if self.task.equivariant else y
                stretch = np.square(linear).sum() / self.n if self.task.equivariant else 1.0
                errors.append(np.square(moved - expected).mean() / stretch)
        return float(np.sqrt(np.mean(errors) / (2 * variance))) if errors else 1.0

    def _own(self, v: Points) -> Points:
        """Vectors in the coordinates in which the algebra has its usual form."""
        return v @ np.linalg.inv(self.change).T

    def _inputs(self, own: Points) -> Features:
        return self.family.invariants(own) if self.family else own.reshape(len(own), -1)

    def _vectors(self, own: Points) -> Vectors:
        return self.family.vectors(own) if self.family else np.broadcast_to(np.eye(self.n), (len(own), self.n, self.n))

    def _plain(self, own: Points) -> Float[ndarray, "rows outputs"]:
        """The symmetric target in the family's own coordinates."""
        inputs = self._inputs(own)
        y = self._symmetric(inputs)
        if self.task.reach_degrees is not None:  # another function of the same invariants in the other half plane
            return np.where(_upright(own), y, self._outside(inputs))
        if not self.task.equivariant:
            return y
        vectors = self._vectors(own)
        weights = y if self.kind != "affine" else y + (1 - y.sum(axis=1, keepdims=True)) / vectors.shape[1]
        return np.einsum("rm,rmn->rn", weights, vectors)


def _well_conditioned(n: int, rng: np.random.Generator, *, blocks: bool) -> Float[ndarray, "n n"]:
    """A random change of coordinates of volume 1 whose condition number lies within `CONDITION`."""
    if blocks:
        change = np.zeros((n, n))
        for at in range(0, n, 2):
            change[at : at + 2, at : at + 2] = _well_conditioned(2, rng, blocks=False)
        return change
    left, right = (np.linalg.qr(rng.normal(size=(n, n)))[0] for _ in range(2))
    half = 0.5 * np.log(rng.uniform(*CONDITION))
    logs = rng.uniform(-half, half, n)
    logs[[0, -1]] = -half, half
    return left * np.exp(logs - logs.mean()) @ right


def _angle(v: Points) -> Float[ndarray, " rows"]:
    return np.arctan2(v[:, 0, 1], v[:, 0, 0])


def _turn(v: Points, angle: Float[ndarray, " rows"]) -> Points:
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    return np.stack([cos * v[..., 0] - sin * v[..., 1], sin * v[..., 0] + cos * v[..., 1]], axis=-1)


def _upright(v: Points) -> Bool[ndarray, "rows 1"]:
    """Whether the first vector points to the right."""
    return v[:, :1, 0] > 0
