"""Exchanges of equal columns: bodies of one kind, or measurements that could be numbered otherwise.

An exchange permutes whole vectors, or scalars, within one term of the action. Where the columns stand for several
quantities of the same bodies (positions, then velocities) these change places together, whether they stand in one term
or in several with as many members, and so do the outputs where they are built the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction, CoupledInput, InvariantAction, LearnedOutput, Term, VectorAction
from lieaug.training import Problem

WIDEST = 32
"""Columns up to which exchanges are asked for."""

MOST = 4
"""Exchanges that are tried; those of whole bodies first."""

SIMILAR = 1.15
"""Ratio of spreads up to which columns count as measurements of one kind."""


Pair = tuple[int, int]


@dataclass(frozen=True)
class Swapped:
    """Which two bodies change places, and which of a term's members do so with them."""

    bodies: Pair
    members: tuple[Pair, ...]


@dataclass(frozen=True)
class Exchange:
    """A permutation of input columns, with what it does to the outputs.

    Attributes:
        name: Which vectors or scalars change places, counted from 1 within their term.
        matrix: The permutation of inputs and outputs side by side, in scaled units.
    """

    name: str
    matrix: Float[Tensor, "columns columns"]


def exchanges(
    problem: Problem, x_scale: Float[Tensor, " width"], y_scale: Float[Tensor, " outputs"] | None
) -> list[Exchange]:
    """The exchanges worth asking for.

    Args:
        problem: Scaled inputs and targets with their actions.
        x_scale: What inputs were divided by; columns whose scales differ are of different kinds.
        y_scale: The same of targets; None for class labels.
    """
    action, output = problem.action, problem.output
    if not isinstance(action, VectorAction) or problem.x.shape[-1] > WIDEST:
        return []
    outputs = 0 if y_scale is None else len(y_scale)
    scale = torch.cat([x_scale, x_scale.new_zeros(0) if y_scale is None else y_scale.to(x_scale)])
    found: list[Exchange] = []
    for name, swaps in _swaps(action):
        on_x, on_y = torch.eye(action.width), torch.eye(outputs)
        for at, term, swapped in swaps:
            on_x = on_x @ _permutation(action.width, at, max(term.size, 1), swapped.members)
            on_y = on_y @ _on_outputs(output, term, swapped, outputs)
        if _is_similar(problem.x, x_scale, on_x):
            matrix = torch.block_diag(on_x, on_y).to(scale)
            found.append(Exchange(name, matrix * scale / scale[:, None]))
    return found[:MOST]


def column_problem(problem: Problem) -> Problem:
    """The same data, moved by matrices on all columns instead of the action's own."""
    columns = VectorAction(Term(1, problem.x.shape[-1]))
    if problem.loss.kind == "classification":
        return replace(problem, action=columns, output=InvariantAction())
    width = problem.y.shape[-1]
    coupled, moved = CoupledInput(columns, width), LearnedOutput(columns.width, width)
    return replace(problem, action=coupled, output=moved)


def _swaps(action: VectorAction) -> Iterator[tuple[str, list[tuple[int, Term, Swapped]]]]:
    """Exchanges by name, with the terms that they permute and their first columns; those in several terms first."""
    places = list(_places(action))
    together: dict[int, list[tuple[int, Term]]] = {}
    for at, term in places:
        if term.size:
            together.setdefault(term.count, []).append((at, term))
    for count, members in together.items():
        if len(members) > 1:
            for pair in combinations(range(count), 2):
                swapped = Swapped(pair, (pair,))
                yield f"exchange of bodies {_listed([pair])}", [(at, term, swapped) for at, term in members]
    for at, term in places:
        what = "points" if term.affine else "vectors" if term.size else "scalars"
        for swapped in _pairings(term.count):
            yield f"exchange of {what} {_listed(swapped.members)}", [(at, term, swapped)]


def _listed(pairs: Sequence[Pair]) -> str:
    return ", ".join(f"{i + 1} ↔ {j + 1}" for i, j in pairs)


def _places(action: VectorAction) -> Iterator[tuple[int, Term]]:
    """First column of each term with several members, vectors first."""
    at, places = 0, []
    for term in action.terms:
        if term.count > 1:
            places.append((at, term))
        at += term.width
    yield from sorted(places, key=lambda place: place[1].size == 0)


def _pairings(count: int) -> Iterator[Swapped]:
    """Exchanges of two of b bodies in all quantities at once, for each b that divides the count, smallest b first.

    Columns may be sorted by quantity (all positions, then all velocities) or by body.
    """
    for bodies in range(2, count + 1):
        each = count // bodies
        if bodies * each != count:
            continue
        for i, j in combinations(range(bodies), 2):
            yield Swapped((i, j), tuple((start + i, start + j) for start in range(0, count, bodies)))
            if each > 1:
                yield Swapped((i, j), tuple((i * each + k, j * each + k) for k in range(each)))


def _permutation(width: int, at: int, size: int, pairs: tuple[Pair, ...]) -> Float[Tensor, "width width"]:
    order = torch.arange(width)
    for i, j in pairs:
        first = torch.arange(at + i * size, at + (i + 1) * size)
        second = torch.arange(at + j * size, at + (j + 1) * size)
        order[first], order[second] = second, first
    return torch.eye(width)[order]


def _is_similar(x: Float[Tensor, "rows width"], scale: Float[Tensor, " width"], permutation: Tensor) -> bool:
    """Whether the columns that change places have about the same mean and spread, in the data's units."""
    own = x * scale
    spread, mean = own.std(dim=0), own.mean(dim=0)
    after, middle = permutation @ spread, permutation @ mean
    ratio = (spread / after.clamp_min(1e-12)).clamp_min(1e-12)
    near = (mean - middle).abs() <= (SIMILAR - 1) * torch.maximum(spread, after)
    return bool(((ratio <= SIMILAR) & (ratio >= 1 / SIMILAR) & near).all())


def _on_outputs(output: AbstractAction, term: Term, swapped: Swapped, outputs: int) -> Float[Tensor, "outputs outputs"]:
    """The same exchange in all output terms that have as many members of that sort, or else one of each body."""
    if not isinstance(output, VectorAction):
        return torch.eye(outputs)
    at, places = 0, []
    for other in output.terms:
        if (other.size, other.affine) == (term.size, term.affine):
            places.append((at, other.count))
        at += other.width
    bodies = term.count // len(swapped.members)
    whole = [start for start, count in places if count == term.count]
    single = [start for start, count in places if count == bodies]
    matrix = torch.eye(outputs)
    for start in whole or single:
        matrix = matrix @ _permutation(
            outputs, start, max(term.size, 1), swapped.members if whole else (swapped.bodies,)
        )
    return matrix
