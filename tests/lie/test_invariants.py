"""The fingerprint of an algebra must not see coordinates."""

import pytest
import torch

from lieaug.lie import catalogue, exponential_map
from lieaug.lie.invariants import fingerprint


@pytest.mark.parametrize(("n", "affine"), [(2, False), (3, False), (4, False), (3, True), (4, True)])
def test_fingerprint_survives_changes_of_coordinates_and_of_basis(n, affine, rng):
    for entry in catalogue(n, affine):
        generator = 0.25 * torch.randn(n, n, generator=rng, dtype=torch.float64)
        if affine:
            generator[-1] = 0
        p = exponential_map(generator)
        k = len(entry.basis)
        mix = torch.linalg.qr(torch.randn(k, k, generator=rng, dtype=torch.float64)).Q
        moved = p @ torch.einsum("ab,bij->aij", mix, entry.basis) @ torch.linalg.inv(p)
        assert fingerprint(moved, affine) == fingerprint(entry.basis, affine), entry.name


def test_fingerprint_tells_two_ways_of_sl2_in_space_apart():
    """so(1,2) moves all of space, sl(2) in a block leaves a line alone; as abstract algebras they are the same."""
    (lorentz,) = [entry.basis for entry in catalogue(3) if entry.name == "so(1,2)"]
    (sl2,) = [entry.basis for entry in catalogue(2) if entry.name == "sl(2)"]
    block = torch.nn.functional.pad(sl2, (0, 1, 0, 1))
    assert fingerprint(lorentz).killing == fingerprint(block).killing
    assert fingerprint(lorentz) != fingerprint(block)
