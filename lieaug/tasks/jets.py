"""Jets of simulated collisions as clouds of four-vectors: those of top quarks, and of light quarks and gluons."""

from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from pydantic import Field

from lieaug.tasks.assets import asset
from lieaug.tasks.base import AbstractTask, PredictorKind, TaskData, Truth
from lieaug.tasks.clouds import padded
from lieaug.tasks.files import read_npz
from lieaug.tasks.particles import lorentz_basis, squared

TEST_ROWS = 800
TOP_MASS = 172.5
"""Of the top quark [GeV]."""


class Jets(AbstractTask):
    r"""The hardest constituents of a jet, as four-vectors (E, px, py, pz) in GeV, to what started it.

    Jets come with a transverse momentum of about 600 GeV, in which the constituents' own motion drowns. So each is
    turned about the beam and boosted along it until its momentum is along x, and then all are seen from one frame that
    moves along x as fast as a top quark of such a jet does ($\gamma$ about 3.6): tops are nearly at rest there, other
    jets move with moderate speed, and turns, or boosts by half a unit of rapidity, lead from jets to jets like them.

    What tells a top is above all the jet's mass, a Lorentz invariant; a label cannot depend on who looks. So the
    Lorentz algebra is expected, as far as the data speak for it: turns about x leave the data themselves nearly as they
    are, while other turns and boosts move them to where there are fewer jets, and the classes' different momenta in
    this frame are a hint that a predictor may use instead of the mass. Scaling all momenta scales the mass and must be
    absent.
    """

    kind: Literal["jets"] = "jets"
    rows: int = Field(3200, ge=400, le=3200, description="Jets for training; 800 more for the test.")
    constituents: int = Field(16, ge=3, le=16, description="How many of the hardest constituents are seen.")

    group: ClassVar[str] = "Particles"
    title: ClassVar[str] = "Top jets"
    sentence: ClassVar[str] = (
        "A spray of particles: did a top quark start it, or something light? Simulated collisions."
    )
    expectation: ClassVar[str] = "The Lorentz algebra so(1,3), or as much of it as the jets at hand can tell."
    predictor: ClassVar[PredictorKind] = "deepsets"

    @property
    def action_hint(self) -> str:
        return "points4"

    def load(self, rng: np.random.Generator) -> TaskData:
        arrays = read_npz(asset("jets.npz"), ("p4", "offsets", "jet_p4", "label"))
        p4, offsets = arrays["p4"].astype(np.float64), arrays["offsets"].astype(np.int64)
        owners = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        seen = seen_from_top(arrays["jet_p4"].astype(np.float64))
        moved = np.einsum("ijk,ik->ij", seen[owners], p4)
        kept = np.arange(len(p4)) - offsets[owners] < self.constituents
        ends = np.concatenate([[0], np.cumsum(np.bincount(owners[kept]))])
        x = padded(ends, moved[kept], np.zeros((int(kept.sum()), 0)))
        y = arrays["label"].astype(np.int64)
        truth = Truth(lorentz_basis(), "so(1,3)", 0.5)
        n = self.rows
        return TaskData(x[:n], y[:n], x[-TEST_ROWS:], y[-TEST_ROWS:], "points4", "invariant", "classification", truth)


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
