"""Which rows are for the test, drawn at random; rows that belong together stay together."""

import numpy as np
from jaxtyping import Int64, Shaped
from numpy import ndarray

from lieaug.errors import DataError

TEST_SHARE = 0.2
FEWEST_GROUPS = 10
LARGEST_GROUP = 0.5
"""Share of the rows up to which one group may go."""

_FRONT = 0.1  # share of the rows from which a group stands first, so that the tails, held out later, are cut finely


def split_rows(rows: int, rng: np.random.Generator) -> tuple[Int64[ndarray, " test"], Int64[ndarray, " train"]]:
    """The rows of the test and of the training, in random order."""
    test, train = np.split(rng.permutation(rows), [round(TEST_SHARE * rows)])
    return test, train


def split_groups(
    groups: Shaped[ndarray, " rows"], rng: np.random.Generator
) -> tuple[Int64[ndarray, " test"], Int64[ndarray, " train"]]:
    """The rows of the test and of the training, every group on one side, and its rows next to each other.

    Raises:
        DataError: There are fewer than 10 groups, one has more than half of the rows, or no split comes near 80 to 20.
    """
    labels, sizes = np.unique(groups, return_inverse=True, return_counts=True)[1:]
    rows = len(labels)
    if len(sizes) < FEWEST_GROUPS or sizes.max() > LARGEST_GROUP * rows:
        raise DataError(
            f"expected at least {FEWEST_GROUPS} groups of at most half of the rows each, got {len(sizes)}, the largest "
            f"with {sizes.max()} of {rows} rows; group by another column, or by none"
        )
    order = rng.permutation(len(sizes))
    for_test, taken = np.zeros(len(sizes), dtype=bool), 0
    for group in order:
        if taken < TEST_SHARE * rows and taken + sizes[group] <= 2 * TEST_SHARE * rows:
            for_test[group], taken = True, taken + sizes[group]
    if not taken or (~for_test).sum() < 3:
        raise DataError(
            f"expected groups that can be divided into training and test, got {len(sizes)} of very different sizes; "
            "group by another column, or by none"
        )
    place = np.empty(len(sizes), dtype=np.int64)
    place[np.concatenate([order[sizes[order] > _FRONT * rows], order[sizes[order] <= _FRONT * rows]])] = np.arange(
        len(sizes)
    )
    shuffled = rng.permutation(rows)
    in_order = shuffled[np.argsort(place[labels[shuffled]], kind="stable")]
    return in_order[for_test[labels[in_order]]], in_order[~for_test[labels[in_order]]]
