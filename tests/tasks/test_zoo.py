"""The zoo's truths are true: every family has its algebra, exactly, and nothing beside it."""

import numpy as np
import pytest
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm

from lieaug.errors import ConfigError
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import Zoo
from lieaug.tasks.zoo import FAMILIES
from lieaug.tasks.zoo.task import Specimen

VARIANTS = [
    {"family": family, "equivariant": equivariant, "conjugated": conjugated}
    for family in FAMILIES
    for equivariant in (False, True)
    for conjugated in (False, True)
]


def specimen(seed: int = 0, **settings: object) -> Specimen:
    return Specimen(Zoo.model_validate(settings), np.random.default_rng(seed))


def search_space(kind: str, n: int) -> Float[ndarray, "d m m"]:
    size = n + (kind == "affine")
    allowed = np.zeros((size, size))
    allowed[:n] = 1.0
    if kind == "free":
        allowed = np.kron(np.eye(2), np.ones((2, 2)))
    entries = np.argwhere(allowed)
    basis = np.zeros((len(entries), size, size))
    basis[np.arange(len(entries)), entries[:, 0], entries[:, 1]] = 1.0
    return basis


def residuals(zoo: Specimen, rows: int = 400, step: float = 1e-5) -> tuple[ndarray, ndarray]:
    """Singular values of the exact infinitesimal equivariance error over the search space, with their directions."""
    v = zoo.draw(rows, np.random.default_rng(1))
    columns, space = [], search_space(zoo.kind, zoo.n)
    for direction in space:
        g, back = expm(step * direction), expm(-step * direction)
        ahead, behind = (zoo.target(move(zoo, h, v)) for h in (g, back))
        change = (ahead - behind) / (2 * step)
        if zoo.task.equivariant:
            y = zoo.target(v)
            change -= (move(zoo, g, y[:, None])[:, 0] - move(zoo, back, y[:, None])[:, 0]) / (2 * step)
        columns.append(change.ravel())
    _, values, directions = np.linalg.svd(np.stack(columns, axis=1) / np.sqrt(rows), full_matrices=False)
    return values[::-1], directions[::-1]


def move(zoo: Specimen, g: ndarray, v: ndarray) -> ndarray:
    return v @ g[: zoo.n, : zoo.n].T + (g[: zoo.n, zoo.n] if zoo.kind == "affine" else 0.0)


@pytest.mark.parametrize("settings", VARIANTS, ids=lambda s: Zoo.model_validate(s).label)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_family_has_its_algebra_and_nothing_more(settings: dict[str, object], seed: int) -> None:
    zoo = specimen(seed, **settings)
    values, directions = residuals(zoo)
    k = len(zoo.basis)
    assert values[k - 1] < 1e-4 < 0.03 < values[k]
    coordinates = np.einsum("kij,dij->kd", zoo.basis, search_space(zoo.kind, zoo.n))
    outside = coordinates - coordinates @ directions[:k].T @ directions[:k]
    assert np.abs(outside).max() < 1e-3


@pytest.mark.parametrize("settings", VARIANTS, ids=lambda s: Zoo.model_validate(s).label)
def test_it_holds_along_whole_orbits(settings: dict[str, object]) -> None:
    zoo = specimen(3, **settings)
    assert zoo.breaking(zoo.draw(100, np.random.default_rng(0))) < 1e-6


@pytest.mark.parametrize("equivariant", [False, True])
@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("seed", range(3))
def test_the_family_none_has_no_symmetry(size: int, equivariant: bool, seed: int) -> None:
    values, _ = residuals(specimen(seed, family="none", size=size, equivariant=equivariant))
    assert values[0] > 0.05


@pytest.mark.parametrize("family", ["so2", "so3", "scaling", "se2"])
@pytest.mark.parametrize("share", [0.03, 0.1, 0.3])
def test_a_broken_part_breaks_about_as_much_as_asked(family: str, share: float) -> None:
    zoo = specimen(2, family=family, broken=share)
    assert zoo.breaking(zoo.draw(1000, np.random.default_rng(0))) == pytest.approx(share, rel=0.5)


def test_a_limited_reach_moves_rows_into_the_other_sector() -> None:
    zoo = specimen(0, family="so2", reach_degrees=45.0)
    v = zoo.draw(2000, np.random.default_rng(0))
    changed = []
    for degrees in (40, 50):
        angle = np.radians(degrees)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        changed.append(np.abs(zoo.target(v @ turn.T) - zoo.target(v)).max(axis=1) > 1e-6)
    # up to 45° two rows of different sectors never come to lie on each other; beyond they do
    pose = np.degrees(np.arctan2(v[:, 0, 1], v[:, 0, 0]))
    assert ((np.abs(pose) < 45.01) | (np.abs(pose) > 134.99)).all()
    assert changed[1].mean() > changed[0].mean() == 0.0


def test_everything_comes_from_the_seed() -> None:
    task = Zoo(family="so3", conjugated=True, noise=0.1, rows=200)
    one, two, other = (task.load(np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert np.array_equal(one.y_train, two.y_train)
    assert one.x_train.shape != other.x_train.shape or not np.allclose(one.x_train, other.x_train)
    assert one.truth is not None
    assert one.truth.basis.shape == (3, 3, 3)


def test_noise_has_the_spread_asked_for() -> None:
    clean, noisy = (Zoo(noise=noise, rows=4000).load(np.random.default_rng(0)) for noise in (0.0, 0.5))
    assert np.std(noisy.y_train - clean.y_train) == pytest.approx(0.5 * clean.y_train.std(), rel=0.1)


def test_a_limited_reach_is_for_plain_rotations_only() -> None:
    with pytest.raises(ConfigError, match="expected a limited reach for the plain invariant family so2 only"):
        DiscoveryConfig.parse({"task": {"kind": "zoo", "family": "so3", "reach_degrees": 45}})
