import numpy as np
import pytest

from lieaug.tasks.zoo import FAMILIES
from lieaug.ui.algebra import bracket_lines, killing_words


def constants(family: str) -> list[list[list[float]]]:
    """Structure constants of a family's own basis, by least squares."""
    basis = FAMILIES[family].basis
    brackets = np.einsum("aij,bjk->abik", basis, basis) - np.einsum("bij,ajk->abik", basis, basis)
    k = len(basis)
    return (brackets.reshape(k, k, -1) @ np.linalg.pinv(basis.reshape(k, -1))).tolist()


def signature(family: str) -> tuple[int, int, int]:
    f = np.array(constants(family))
    values = np.linalg.eigvalsh(np.einsum("acd,bdc->ab", f, f))
    return int((values > 0.1).sum()), int((values < -0.1).sum()), int((abs(values) <= 0.1).sum())


def test_brackets_of_so3_are_single_generators() -> None:
    lines = dict(bracket_lines(constants("so3")))
    assert {left: right.removeprefix("−") for left, right in lines.items()} == {
        "[L₁, L₂]": "1.00 L₃",
        "[L₁, L₃]": "1.00 L₂",
        "[L₂, L₃]": "1.00 L₁",
    }


def test_brackets_that_vanish_come_last_and_noise_counts_as_vanishing() -> None:
    noisy = np.array(constants("se2")) + 0.03
    assert bracket_lines(noisy.tolist())[-1] == ("[L₂, L₃]", "0")


def test_terms_are_sorted_by_size_with_their_signs() -> None:
    f = np.zeros((2, 2, 2))
    f[0, 1] = (0.12, -0.99)
    assert bracket_lines(f.tolist()) == [("[L₁, L₂]", "−0.99 L₂ + 0.12 L₁")]


@pytest.mark.parametrize(
    ("family", "meaning"),
    [
        ("so3", "Compact"),
        ("so12", "Semisimple but not compact"),
        ("sl2", "Semisimple but not compact"),
        ("se2", "Not semisimple"),
        ("so3+scaling", "Not semisimple"),
        ("so2+so2", "commute"),
        ("translation", "commute"),
    ],
)
def test_the_killing_form_is_put_into_words(family: str, meaning: str) -> None:
    assert meaning in killing_words(signature(family), constants(family))[1]


def test_a_vanishing_killing_form_alone_does_not_mean_that_motions_commute() -> None:
    heisenberg = np.zeros((3, 3, 3))
    heisenberg[0, 1, 2], heisenberg[1, 0, 2] = 1.0, -1.0
    assert "Solvable" in killing_words((0, 0, 3), heisenberg.tolist())[1]
