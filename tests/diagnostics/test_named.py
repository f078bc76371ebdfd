"""Symmetries with a name: they are motions of their action, do what they are called, and close where they should."""

import pytest
import torch

from lieaug.actions import parse_action, parse_actions
from lieaug.diagnostics import named_symmetries
from lieaug.lie import closure_residual, name_generator, one_parameter_subgroup

ACTIONS = [
    "2*vec2", "vec3", "vec4", "vec5", "vec2.affine + vec2", "2*vec3.affine", "3*vec2.free", "vec1 + 2*scalar",
    "image.linear", "image.affine", "image.homography",
]  # fmt: skip


def found(spec: str, **settings: object) -> dict[str, torch.Tensor]:
    return {named.name: named.generators for named in named_symmetries(parse_action(spec), **settings)}  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("spec", ACTIONS)
def test_all_lie_in_the_search_space(spec: str) -> None:
    action = parse_action(spec)
    space = action.search_space.double()
    for name, generators in found(spec).items():
        coordinates = torch.einsum("mij,dij->md", generators, space)
        rest = generators - torch.einsum("md,dij->mij", coordinates, space)
        if action.projective:  # where a multiple of 1 moves nothing
            rest = rest - torch.diagonal(rest, dim1=1, dim2=2).mean(dim=1)[:, None, None] * torch.eye(3)
        assert float(rest.abs().max()) < 1e-6, name
        assert float(coordinates.norm(dim=1).min()) > 0.5, name


def test_they_do_what_they_are_called() -> None:
    plane = found("2*vec2", names=("east", "north"))
    assert set(plane) == {"rotation", "scaling", "stretch", "shear of east by north", "shear of north by east"}
    assert name_generator(plane["rotation"][0]) == "rotation"
    assert name_generator(plane["shear of north by east"][0]) == "shear of y by x"
    space = found("vec3")
    for axis in "xyz":
        assert name_generator(space[f"rotation about {axis}"][0]) == f"rotation about {axis}"
    points = found("vec2.affine")
    assert name_generator(points["translation along y"][0], affine=True) == "translation along y"


@pytest.mark.parametrize(
    ("spec", "name", "dimension"),
    [
        ("vec3", "all rotations, so(3)", 3),
        ("vec5", "all rotations, so(5)", 10),
        ("vec4", "all rotations, so(3)", 3),
        ("vec4", "all Lorentz motions, so(1,3)", 6),
        ("vec3.affine", "all translations", 3),
        ("vec3", "shears", 3),
    ],
)
def test_sets_are_algebras(spec: str, name: str, dimension: int) -> None:
    generators = found(spec)[name]
    assert len(generators) == dimension
    assert closure_residual(generators) < 1e-6


def test_lorentz_motions_keep_the_mass() -> None:
    metric = torch.diag(torch.tensor([1.0, -1.0, -1.0, -1.0], dtype=torch.float64))
    for generator in found("2*vec4")["all Lorentz motions, so(1,3)"]:
        g = one_parameter_subgroup(generator, torch.tensor(0.7, dtype=torch.float64))
        torch.testing.assert_close(g.mT @ metric @ g, metric)


def test_points_turn_about_their_centroid() -> None:
    centre = torch.tensor([3.0, -2.0])
    motions = found("vec2.affine + vec2", centre=centre)
    turn = one_parameter_subgroup(motions["rotation about the centroid"][0], torch.tensor(1.1, dtype=torch.float64))
    moved = parse_action("vec2.affine + vec2").apply(turn, torch.tensor([3.0, -2.0, 1.0, 0.0], dtype=torch.float64))
    torch.testing.assert_close(moved[:2], centre.double())
    assert float((moved[2:] - torch.tensor([1.0, 0.0])).norm()) > 0.5


def test_free_blocks_move_alike() -> None:
    rotation = found("2*vec2.free")["rotation"][0]
    torch.testing.assert_close(rotation[:2, :2], rotation[2:, 2:])
    assert float(rotation[:2, 2:].abs().max()) == 0
    mixed = found("vec3 + vec2.free")
    assert {"rotation of the vec2", "all rotations, so(3) of the vec3"} <= set(mixed)


def test_nothing_has_a_name_where_outputs_move_in_a_way_to_be_learned() -> None:
    on_x, _ = parse_actions("2*vec2", "learned", 2)
    assert named_symmetries(on_x) == ()
