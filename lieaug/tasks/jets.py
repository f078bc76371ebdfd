"""Jets of simulated collisions as clouds of four-vectors: those of top quarks, and of light quarks and gluons."""

from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray
from pydantic import Field

from lieaug.tasks.assets import asset
from lieaug.tasks.base import AbstractTask, PredictorKind, TaskData, Truth
from lieaug.tasks.clouds import padded, random_rotations
from lieaug.tasks.files import read_npz
from lieaug.tasks.particles import boosted, directions, lorentz_basis, squared

TEST_ROWS = 800
TOP_MASS = 172.5
"""Of the top quark [GeV]."""

RAPIDITY = 0.5
"""Largest rapidity of the observers that move."""


class Jets(AbstractTask):
    r"""The hardest constituents of a jet, as four-vectors (E, px, py, pz) in GeV, to what started it, or to their mass.

    Jets come with a transverse momentum of about 600 GeV, in which the constituents' own motion drowns. So each is
    turned about the beam and boosted along it until its momentum is along x, and then all are seen from one frame that
    moves along x as fast as a top quark of such a jet does ($\gamma$ about 3.6): tops are nearly at rest there, other
    jets move with moderate speed. Observers that move at random, by at most half a unit of rapidity, then see them from
    all sides, so that turns and boosts lead from jets to jets like them.

    The mass of all constituents together is exactly Lorentz invariant: so(1,3) is expected, and nothing else. What
    tells a top is its mass and how its constituents lie to each other, all of it invariant, too; but a label does not
    move, and a class is told from others from afar: maps that are no symmetry cost a classifier little, and with a few
    thousand jets these data cannot tell most of them from the Lorentz algebra (seen from one frame, less still: jets
    that all move along x say nothing of what depends on where they move).
    """

    kind: Literal["jets"] = "jets"
    rows: int = Field(3200, ge=400, le=3200, description="Jets for training; 800 more for the test.")
    target: Literal["top", "mass"] = Field(
        "top", description="What to predict: whether a top quark started it, or the constituents' common mass."
    )
    observers: Literal["moving at random", "one frame"] = Field(
        "moving at random", description="Who sees the jets: someone else each time, or all from one frame along x."
    )
    constituents: int = Field(16, ge=3, le=16, description="How many of the hardest constituents are seen.")

    group: ClassVar[str] = "Particles"
    title: ClassVar[str] = "Top jets"
    sentence: ClassVar[str] = (
        "A spray of particles: did a top quark start it, or something light? Simulated collisions."
    )
    expectation: ClassVar[str] = (
        "The Lorentz algebra so(1,3): all of it for the mass; for tops as much as the jets can tell."
    )
    predictor: ClassVar[PredictorKind] = "deepsets"

    @property
    def action_hint(self) -> str:
        return "points4"

    @property
    def label(self) -> str:
        return f"{self.kind} {self.target}"

    def load(self, rng: np.random.Generator) -> TaskData:
        arrays = read_npz(asset("jets.npz"), ("p4", "offsets", "jet_p4", "label"))
        p4, offsets = arrays["p4"].astype(np.float64), arrays["offsets"].astype(np.int64)
        owners = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        moved = np.einsum("ijk,ik->ij", seen_from_top(arrays["jet_p4"].astype(np.float64))[owners], p4)
        if self.observers == "moving at random":
            moved = _seen_by_others(moved, owners, rng)
        kept = np.arange(len(p4)) - offsets[owners] < self.constituents
        ends = np.concatenate([[0], np.cumsum(np.bincount(owners[kept]))])
        x = padded(ends, moved[kept], np.zeros((int(kept.sum()), 0)))
        is_mass, n = self.target == "mass", self.rows
        y = jet_masses(x)[:, None].astype(np.float32) if is_mass else arrays["label"].astype(np.int64)
        return TaskData(
            x[:n],
            y[:n],
            x[-TEST_ROWS:],
            y[-TEST_ROWS:],
            "points4",
            "invariant",
            "regression" if is_mass else "classification",
            Truth(lorentz_basis(), "so(1,3)", RAPIDITY),
            metric="mae",
            unit="GeV" if is_mass else "",
            classes=() if is_mass else ("light quark or gluon", "top quark"),
        )


def _seen_by_others(
    momenta: Float[ndarray, "items 4"], owners: Int[ndarray, " items"], rng: np.random.Generator
) -> Float[ndarray, "items 4"]:
    """The momenta of each jet turned at random, and seen from a frame that moves in a direction of its own."""
    jets = int(owners.max()) + 1
    turned = momenta.copy()
    turned[:, 1:] = np.einsum("ijk,ik->ij", random_rotations(jets, rng)[owners], momenta[:, 1:])
    rapidities, ways = rng.uniform(0, RAPIDITY, jets), directions(jets, rng)
    return boosted(turned, rapidities[owners], ways[owners])


def seen_from_top(jets: Float[ndarray, "jets 4"]) -> Float[ndarray, "jets 4 4"]:
    """For each jet the change to the common frame (see `Jets`): a turn about z, a boost along z, one along x."""
    energy, px, py, pz = jets.T
    pt = np.hypot(px, py)
    turns = np.zeros((len(jets), 4, 4))
    turns[:, 0, 0] = turns[:, 3, 3] = 1
    turns[:, 1, 1] = turns[:, 2, 2] = px / pt
    turns[:, 1, 2], turns[:, 2, 1] = py / pt, -py / pt
    along = -np.arctanh(pz / energy)  # rapidity that brings the jet to rest along the beam
    common = -np.arcsinh(np.median(pt) / TOP_MASS)
    return _boosts(np.full(len(jets), common), 1) @ _boosts(along, 3) @ turns


def _boosts(rapidities: Float[ndarray, " jets"], axis: int) -> Float[ndarray, "jets 4 4"]:
    boosts = np.tile(np.eye(4), (len(rapidities), 1, 1))
    boosts[:, 0, 0] = boosts[:, axis, axis] = np.cosh(rapidities)
    boosts[:, 0, axis] = boosts[:, axis, 0] = np.sinh(rapidities)
    return boosts


def jet_masses(x: Float[ndarray, "rows points columns"]) -> Float[ndarray, " rows"]:
    """Invariant mass of all constituents together [GeV]."""
    return np.sqrt(np.maximum(squared(x[..., :4].astype(np.float64).sum(axis=1)), 0))
