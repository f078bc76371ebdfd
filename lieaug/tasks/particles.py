"""Four-vectors: real muon pairs, and scattering with a known amplitude.

Four-vectors are (E, px, py, pz) with c = 1 and the metric (+, -, -, -); masses and momenta are in GeV for real events.
"""

from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from pydantic import Field

from lieaug.tasks.assets import asset, fetched, require_rows
from lieaug.tasks.base import AbstractTask, TaskData, Truth
from lieaug.tasks.files import read_npz
from lieaug.tasks.rotations import rotations_in

METRIC = np.array([1.0, -1.0, -1.0, -1.0])
TEST_SHARE = 0.2
LARGEST_GAMMA, LARGEST_MOMENTUM = 2.0, 150.0
"""Of the pairs that are taken: E/m, and any component [GeV]."""


def lorentz_basis() -> Float[ndarray, "6 4 4"]:
    """Boosts along the three axes, then rotations about them."""
    boosts = np.zeros((3, 4, 4))
    for axis, generator in enumerate(boosts, start=1):
        generator[0, axis] = generator[axis, 0] = 1.0
    return np.concatenate([boosts, rotations_in([(2, 3), (3, 1), (1, 2)], 4)])


def squared(p: Float[ndarray, "*batch 4"]) -> Float[ndarray, " *batch"]:
    """Minkowski square, E² - |p|²: the squared mass of a four-momentum."""
    return np.square(p) @ METRIC


class Dimuon(AbstractTask):
    """Pairs of muons from real proton collisions to the mass of what they came from.

    The mass is exactly Lorentz invariant; the events are not, since beam and detector single out an axis. Pairs that
    move slowly are taken (E/m < 2), whose momenta an unconstrained predictor can compare.
    """

    kind: Literal["dimuon"] = "dimuon"
    rows: int = Field(
        10_000,
        ge=500,
        le=50_000,
        description="Events for training; a fifth as many more for the test. Above 10000 from the full source.",
    )
    source: Literal["shipped", "full"] = Field(
        "shipped", description="The events that ship, or all slow pairs of `lieaug data fetch dimuon`."
    )

    group: ClassVar[str] = "Particles"
    title: ClassVar[str] = "Muon pairs"
    sentence: ClassVar[str] = "Two muons fly apart. How heavy was what they came from? Real collisions from CERN."
    expectation: ClassVar[str] = "The Lorentz algebra so(1,3): rotations and boosts of both muons together."

    def load(self, rng: np.random.Generator) -> TaskData:
        x = self._events()
        require_rows(round(self.rows * (1 + TEST_SHARE)), len(x), "dimuon")
        mass = np.sqrt(squared(x.astype(np.float64).reshape(-1, 2, 4).sum(axis=1)))[:, None].astype(np.float32)
        test = len(x) - round(self.rows * (1 + TEST_SHARE)), len(x) - self.rows
        return TaskData(
            x[-self.rows :],
            mass[-self.rows :],
            x[slice(*test)],
            mass[slice(*test)],
            "2*vec4",
            "invariant",
            "regression",
            Truth(lorentz_basis(), "so(1,3)"),
        )

    def _events(self) -> Float[ndarray, "events 8"]:
        if self.source == "shipped":
            return read_npz(asset("dimuon.npz"), ("p4",))["p4"].reshape(-1, 8)
        p4 = read_npz(fetched("dimuon"), ("p4",))["p4"]
        total = p4.astype(np.float64).sum(axis=1)
        slow = np.square(total[:, 0]) < squared(total) * LARGEST_GAMMA**2
        return p4[slow & (np.abs(p4).max(axis=(1, 2)) < LARGEST_MOMENTUM)].reshape(-1, 8)


class Scattering(AbstractTask):
    r"""Two unequal particles scatter: their momenta and one of the outgoing ones to the logarithm of the intensity.

    The intensity is $(s^2 + u^2) / (t - \mu^2)^2$ in Mandelstam's invariants, the form of the exchange of a vector
    particle of mass $\mu$ = 1; events are seen from frames that move in all directions.
    """

    kind: Literal["scattering"] = "scattering"
    rows: int = Field(6000, ge=100, le=200_000, description="Events for training; a quarter as many for the test.")
    rapidity: float = Field(0.5, ge=0.05, le=2, description="Largest rapidity of the frames that events are seen from.")

    group: ClassVar[str] = "Particles"
    title: ClassVar[str] = "Scattering"
    sentence: ClassVar[str] = "Two particles meet and part. How likely is it? The answer cannot depend on who looks."
    expectation: ClassVar[str] = "The Lorentz algebra so(1,3) of all momenta together."

    def load(self, rng: np.random.Generator) -> TaskData:
        rows = self.rows + max(self.rows // 4, 25)
        a, b, c = _events(rows, self.rapidity, rng)
        s, t, u = squared(a + b), squared(a - c), squared(b - c)
        intensity = np.log((s**2 + u**2) / (t - 1) ** 2)
        x, y = np.concatenate([a, b, c], axis=1).astype(np.float32), intensity[:, None].astype(np.float32)
        n = self.rows
        truth = Truth(lorentz_basis(), "so(1,3)")
        return TaskData(x[:n], y[:n], x[n:], y[n:], "3*vec4", "invariant", "regression", truth)


def _events(rows: int, rapidity: float, rng: np.random.Generator) -> list[Float[ndarray, "rows 4"]]:
    """Both incoming momenta and one outgoing one, of virtual particles with masses between 0.5 and 1.5.

    Masses that vary keep momenta off a few mass shells, on which no linear map but Lorentz's could be seen to fail.
    """
    momentum = rng.uniform(0.2, 1.2, rows)
    masses = rng.uniform(0.5, 1.5, (3, rows))
    inward, outward = directions(rows, rng), directions(rows, rng)
    at_rest = [
        np.column_stack([np.hypot(mass, momentum), momentum[:, None] * way])
        for mass, way in zip(masses, (inward, -inward, outward), strict=True)
    ]
    eta, frame = rng.uniform(0, rapidity, rows), directions(rows, rng)
    return [boosted(p, eta, frame) for p in at_rest]


def boosted(
    p: Float[ndarray, "rows 4"], eta: Float[ndarray, " rows"], way: Float[ndarray, "rows 3"]
) -> Float[ndarray, "rows 4"]:
    """Each momentum seen from a frame that moves with its own rapidity and direction."""
    energy, along = p[:, 0], (p[:, 1:] * way).sum(axis=1)
    cosh, sinh = np.cosh(eta), np.sinh(eta)
    shifted = p[:, 1:] + ((cosh - 1) * along + sinh * energy)[:, None] * way
    return np.column_stack([cosh * energy + sinh * along, shifted])


def directions(rows: int, rng: np.random.Generator) -> Float[ndarray, "rows 3"]:
    way = rng.normal(size=(rows, 3))
    return way / np.linalg.norm(way, axis=1, keepdims=True)
