"""Names of single generators."""

import math

import pytest
import torch

from lieaug.lie import Place, exponential_map, name_generator
from lieaug.lie.catalogue import homogeneous, special_orthogonal, translations

J = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
ONE = torch.eye(2, dtype=torch.float64)


def about(generator: torch.Tensor, *centre: float) -> torch.Tensor:
    """A linear generator with its fixed point moved to `centre`, as a homogeneous matrix."""
    shift = exponential_map(
        torch.tensordot(torch.tensor(centre, dtype=torch.float64), translations(len(centre)), dims=1)
    )
    return shift @ homogeneous(generator[None])[0] @ torch.linalg.inv(shift)


def conjugated(generator: torch.Tensor, *p: float) -> torch.Tensor:
    n = len(generator)
    change = torch.tensor(p, dtype=torch.float64).reshape(n, n)
    return change @ generator @ torch.linalg.inv(change)


LINEAR = {
    "no motion": torch.zeros(2, 2),
    "rotation": J,
    "rotation, elliptic (axes ratio 2.1)": conjugated(J, 2.1, 0, 0, 1),
    "rotation, elliptic (axes ratio 3.0)": conjugated(J, 3, 0, 0, 1),
    "scaling": ONE,
    "scaling of x": torch.tensor([[1.0, 0], [0, 0]]),
    "scaling of (0.71, 0.71)": torch.tensor([[1.0, 1], [1, 1]]),
    "hyperbolic rotation (boost)": torch.tensor([[0.0, 1], [1, 0]]),
    "shear of x by y": torch.tensor([[0.0, 1], [0, 0]]),
    "shear of y by x": torch.tensor([[0.0, 0], [1, 0]]),
    "shear": torch.tensor([[1.0, -1], [1, -1]]),
    "spiral (rotation with scaling)": J + 0.5 * ONE,
    "stretch": torch.tensor([[2.0, 0], [0, 1]]),
    "rotation about z": special_orthogonal(3)[0],
    "rotation about (0.58, -0.58, 0.58)": special_orthogonal(3).sum(0),
    "rotation, elliptic (axes ratio 2.5)": torch.block_diag(conjugated(J, 2.5, 0, 0, 1), conjugated(J, 1, 0, 0, 2.5)),
    "rotation (speeds 1 : 0.5)": torch.block_diag(2 * J, J),
}


@pytest.mark.parametrize("name", LINEAR)
@pytest.mark.parametrize("factor", [1.0, -3.0, 1e-4])
def test_linear_generators_whatever_their_norm_and_sign(name, factor):
    assert name_generator(factor * LINEAR[name]) == name
    assert name_generator((factor * LINEAR[name]).float()) == name


@pytest.mark.parametrize("turn", [0.0, 0.4, 1.1, 2.0])
@pytest.mark.parametrize(
    "name", ["rotation", "scaling", "hyperbolic rotation (boost)", "spiral (rotation with scaling)"]
)
def test_a_turn_of_the_axes_changes_nothing_that_has_no_axis(name, turn):
    r = exponential_map(turn * J)
    assert name_generator(r @ LINEAR[name].to(r) @ r.T) == name


def test_same_rotation_of_several_vectors_is_a_rotation():
    assert name_generator(torch.block_diag(J, J, J, J)) == "rotation"
    assert name_generator(torch.block_diag(J, J, 0 * J, -J)) == "rotation"


def test_a_boost_of_four_vectors():
    boost = torch.zeros(4, 4)
    boost[0, 2] = boost[2, 0] = 1.0
    assert name_generator(boost) == "hyperbolic rotation (boost)"


def test_a_boost_in_oblique_coordinates_is_known_by_its_eigenvalues():
    assert name_generator(conjugated(torch.diag(torch.tensor([1.0, -1.0])).double(), 1, 0.6, 0, 1)) == (
        "hyperbolic rotation (boost)"
    )


def test_a_mixture_lists_its_parts_largest_first():
    generator = homogeneous(J[None])[0] / math.sqrt(2)  # unit norm
    generator = (
        math.sqrt(0.3) * homogeneous(torch.tensor([[[0.0, 1], [1, 0]]]).double())[0] / math.sqrt(2)
        + math.sqrt(0.2) * generator
    )
    generator = generator + math.sqrt(0.5) * homogeneous(ONE[None])[0] / math.sqrt(2)
    assert name_generator(generator, affine=True) == "mixed (50 % scaling, 30 % stretch, 20 % rotation)"


AFFINE = {
    "rotation": about(J, 0.0, 0.0),
    "rotation about (0.10, -0.20)": about(J, 0.1, -0.2),
    "rotation about (1.50, 0.00)": about(J, 1.5, 0.0),
    "rotation, elliptic (axes ratio 2.0) about (0.30, 0.00)": about(conjugated(J, 2, 0, 0, 1), 0.3, 0.0),
    "scaling about (0.50, 0.50)": about(ONE, 0.5, 0.5),
    "translation along x": translations(2)[0],
    "translation along (0.60, 0.80)": 0.6 * translations(2)[0] + 0.8 * translations(2)[1],
    "shear of x by y": about(torch.tensor([[0.0, 1], [0, 0]]).double(), 0.0, 0.0),
    "shear of x by y about (0.00, 0.40)": about(torch.tensor([[0.0, 1], [0, 0]]).double(), 0.0, 0.4),
    "rotation about z through (0.50, 0.00, 0.00)": about(special_orthogonal(3)[0], 0.5, 0.0, 0.0),
    "no motion": torch.zeros(3, 3),
}


@pytest.mark.parametrize("name", AFFINE)
def test_affine_generators(name):
    assert name_generator(AFFINE[name], affine=True) == name
    assert name_generator(-2 * AFFINE[name].float(), affine=True) == name


def test_a_screw_is_a_mixture():
    screw = homogeneous(special_orthogonal(3)[:1])[0] + translations(3)[2]
    assert name_generator(screw, affine=True) == "mixed (67 % rotation, 33 % translation)"


@pytest.mark.parametrize("name", ["rotation", "scaling", "shear of x by y", "hyperbolic rotation (boost)"])
def test_noise_of_learning_does_not_change_the_name(name, rng):
    for _ in range(20):
        noise = 0.02 * torch.randn(2, 2, generator=rng, dtype=torch.float64)
        assert name_generator(LINEAR[name] + noise) == name


FAR = torch.tensor([-60.0, 25.0], dtype=torch.float64)


@pytest.mark.parametrize(
    ("generator", "name"),
    [
        (about(J, 0.0, 0.0), "rotation about the centroid"),
        (about(J, 1.0, 0.5), "rotation about (-46.00, 32.00)"),
        (about(J, 60 / 14, -25 / 14), "rotation"),  # about the origin of the data's own coordinates
        (about(LINEAR["shear of x by y"].double(), 0.0, 0.0), "shear of x by y about the centroid"),
        (translations(2)[1], "translation along y"),
    ],
)
def test_data_far_from_the_origin_do_not_turn_all_motions_into_translations(generator: torch.Tensor, name: str) -> None:
    assert name_generator(generator, affine=True, place=Place(FAR, 14.0)) == name
