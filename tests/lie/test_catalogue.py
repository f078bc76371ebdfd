"""One contract over every named algebra."""

from collections import defaultdict

import pytest
import torch

from lieaug.lie import catalogue, closure_residual, orthonormal_basis, principal_angles

SPACES = [(1, False), (2, False), (3, False), (4, False), (6, False), (2, True), (3, True), (4, True)]
ENTRIES = [
    pytest.param(entry, affine, id=f"{n}{' affine' if affine else ''}: {entry.name}")
    for n, affine in SPACES
    for entry in catalogue(n, affine)
]


@pytest.mark.parametrize(("entry", "affine"), ENTRIES)
def test_entry_is_a_lie_algebra_of_independent_generators(entry, affine):
    assert closure_residual(entry.basis) < 1e-10
    assert len(orthonormal_basis(entry.basis)) == len(entry.basis) > 0
    assert entry.basis.dtype == torch.float64
    assert entry.name
    assert entry.description
    if affine:
        assert not entry.basis[:, -1].any()


@pytest.mark.parametrize(("n", "affine"), SPACES)
def test_no_two_entries_share_a_name_or_a_span(n, affine):
    entries = catalogue(n, affine)
    assert len({entry.name for entry in entries}) == len(entries)
    by_dimension = defaultdict(list)
    for entry in entries:
        by_dimension[len(entry.basis)].append(entry.basis)
    for bases in by_dimension.values():
        for i, one in enumerate(bases):
            assert all(float(principal_angles(one, other).max()) > 0.7 for other in bases[:i])


@pytest.mark.parametrize(("entry", "affine"), ENTRIES)
def test_the_parts_of_an_entry_make_it_up(entry, affine):
    """Their dimensions add up."""
    n = entry.basis.shape[-1]
    known = {e.name: len(e.basis) for size in range(1, n + 1) for e in catalogue(size)}
    known |= {e.name: len(e.basis) for e in (catalogue(n, affine=True) if affine else ())}
    known |= {"sl(1)": 0, "so(1)": 0}
    assert sum(known[part] for part in entry.parts) == len(entry.basis)


@pytest.mark.parametrize(
    ("n", "affine", "name", "dimension"),
    [
        (2, False, "so(2)", 1),
        (3, False, "so(3)", 3),
        (4, False, "so(1,3)", 6),
        (4, False, "so(3)", 3),
        (4, False, "so(2) + so(2)", 2),
        (6, False, "so(2) + so(2) + so(2)", 3),
        (6, False, "so(3) + so(3)", 6),
        (3, True, "se(2)", 3),
        (4, True, "se(3)", 6),
        (3, True, "aff(2)", 6),
        (3, True, "sim(2)", 4),
        (3, False, "sl(3)", 8),
        (3, False, "gl(3)", 9),
    ],
)
def test_dimensions_known_from_books(n, affine, name, dimension):
    assert [len(entry.basis) for entry in catalogue(n, affine) if entry.name == name] == [dimension]


def test_lorentz_algebra_keeps_the_metric():
    metric = torch.diag(torch.tensor([1.0, -1.0, -1.0, -1.0], dtype=torch.float64))
    (lorentz,) = [entry.basis for entry in catalogue(4) if entry.name == "so(1,3)"]
    assert not (lorentz.mT @ metric + metric @ lorentz).any()
