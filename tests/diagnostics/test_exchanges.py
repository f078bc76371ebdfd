"""Exchanges of columns are involutions of the data, asked for only where columns are of one kind."""

import torch

from lieaug.actions import parse_actions
from lieaug.diagnostics import column_problem, exchanges
from lieaug.training import Loss, Problem


def make(x: torch.Tensor, y: torch.Tensor, action: str, output: str) -> Problem:
    on_x, on_y = parse_actions(action, output, y.shape[1])
    return Problem(x, y, x, y, Loss("regression"), on_x, on_y, 1e-3, 1e-3)


def names(x: torch.Tensor, y: torch.Tensor, action: str, output: str) -> list[str]:
    ones = torch.ones(x.shape[1]), torch.ones(y.shape[1])
    return [exchange.name for exchange in exchanges(make(x, y, action, output), *ones)]


def bodies(rng: torch.Generator, velocity: float = 5.0) -> torch.Tensor:
    """Two positions, then two faster velocities, in the plane."""
    return torch.randn(500, 8, generator=rng) * torch.tensor([1.0] * 4 + [velocity] * 4)


def test_bodies_change_places_in_all_quantities(rng: torch.Generator) -> None:
    x = bodies(rng)
    assert names(x, x, "4*vec2", "same") == ["exchange of vectors 1 ↔ 2, 3 ↔ 4", "exchange of vectors 1 ↔ 2",
                                             "exchange of vectors 3 ↔ 4"]  # fmt: skip
    by_body = x.reshape(-1, 2, 2, 2).transpose(1, 2).reshape(-1, 8)
    assert names(by_body, by_body, "4*vec2", "same")[0] == "exchange of vectors 1 ↔ 3, 2 ↔ 4"


def test_scalars_of_other_spread_or_mean_are_of_another_kind(rng: torch.Generator) -> None:
    x = torch.randn(500, 5, generator=rng) * torch.tensor([1.0, 1.0, 1.0, 3.0, 1.0]) + torch.tensor([0, 0, 0, 0, 2.0])
    assert names(x, x[:, :1], "vec2 + 3*scalar", "invariant") == []
    x[:, 4] = torch.randn(500, generator=rng)
    assert names(x, x[:, :1], "vec2 + 3*scalar", "invariant") == ["exchange of scalars 1 ↔ 3"]


def test_outputs_move_along_where_they_are_built_the_same(rng: torch.Generator) -> None:
    x = bodies(rng)
    for output, width, moved in (
        ("same", 8, [2, 3, 0, 1, 6, 7, 4, 5]),
        ("2*vec2", 4, [2, 3, 0, 1]),
        ("vec2", 2, [0, 1]),
    ):
        y = torch.randn(500, width, generator=rng)
        problem = make(x, y, "4*vec2", output)
        found = exchanges(problem, torch.ones(8), torch.ones(width))[0]
        columns = column_problem(problem)
        torch.testing.assert_close(columns.action.apply(found.matrix, x), x[:, [2, 3, 0, 1, 6, 7, 4, 5]])
        torch.testing.assert_close(columns.output.apply(found.matrix, y), y[:, moved])


def test_exchanges_are_those_of_the_data_whatever_the_scaling(rng: torch.Generator) -> None:
    x, scale = bodies(rng), torch.tensor([1.0, 1.0, 1.1, 1.1, 5.0, 5.0, 5.2, 5.2])
    problem = make(x / scale, x / scale, "4*vec2", "same")
    found = exchanges(problem, scale, scale)[0]
    moved = column_problem(problem).action.apply(found.matrix, problem.x) * scale
    torch.testing.assert_close(moved, x[:, [2, 3, 0, 1, 6, 7, 4, 5]])
    torch.testing.assert_close(found.matrix @ found.matrix, torch.eye(16))


def test_bodies_change_places_in_all_terms(rng: torch.Generator) -> None:
    x = torch.randn(500, 8, generator=rng)
    problem = make(x, x, "2*vec2.affine + 2*vec2", "same")
    found = exchanges(problem, torch.ones(8), torch.ones(8))
    assert [e.name for e in found] == ["exchange of bodies 1 ↔ 2", "exchange of points 1 ↔ 2",
                                       "exchange of vectors 1 ↔ 2"]  # fmt: skip
    columns = column_problem(problem)
    for exchange, moved in zip(
        found, ([2, 3, 0, 1, 6, 7, 4, 5], [2, 3, 0, 1, 4, 5, 6, 7], [0, 1, 2, 3, 6, 7, 4, 5]), strict=True
    ):
        torch.testing.assert_close(columns.action.apply(exchange.matrix, x), x[:, moved])
        torch.testing.assert_close(columns.output.apply(exchange.matrix, x), x[:, moved])


def test_outputs_at_several_moments_all_move_along(rng: torch.Generator) -> None:
    x, y = bodies(rng), torch.randn(500, 16, generator=rng)
    problem = make(x, y, "4*vec2", "4*vec2 + 4*vec2")
    found = exchanges(problem, torch.ones(8), torch.ones(16))[0]
    swapped = [2, 3, 0, 1, 6, 7, 4, 5]
    moved = column_problem(problem).output.apply(found.matrix, y)
    torch.testing.assert_close(moved, y[:, swapped + [8 + place for place in swapped]])


def test_one_output_of_each_body_moves_along_however_columns_are_sorted(rng: torch.Generator) -> None:
    x = bodies(rng).reshape(-1, 2, 2, 2).transpose(1, 2).reshape(-1, 8)  # body by body
    y = torch.randn(500, 4, generator=rng)
    problem = make(x, y, "4*vec2", "2*vec2")
    found = next(e for e in exchanges(problem, torch.ones(8), torch.ones(4)) if e.name.endswith("1 ↔ 3, 2 ↔ 4"))
    torch.testing.assert_close(column_problem(problem).output.apply(found.matrix, y), y[:, [2, 3, 0, 1]])
