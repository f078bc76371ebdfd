"""Spans of generators in NumPy, for a web process without torch: angles between them, projections, brackets.

`lieaug.lie` has the same for tensors, and a test holds both equal.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

_DEPENDENT = 1e-6  # singular value below which a direction adds nothing to a span


def unit_rows(basis: Float[ndarray, "*k n n"]) -> Float[ndarray, "*k nn"]:
    """Generators as rows of length 1; what is zero stays zero."""
    rows = np.reshape(basis, (*np.shape(basis)[:-2], -1)).astype(float)
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)


def frame(basis: Float[ndarray, "k n n"]) -> Float[ndarray, "d nn"]:
    """Orthonormal rows with the same span."""
    _, sizes, rows = np.linalg.svd(unit_rows(basis), full_matrices=False)
    return rows[sizes > _DEPENDENT]


def principal_angles(a: Float[ndarray, "j n n"], b: Float[ndarray, "k n n"]) -> Float[ndarray, " smaller"]:
    """The principal angles between two spans, smallest first [°]."""
    small, large = sorted((frame(a), frame(b)), key=len)
    overlap = small @ large.T
    cosines = np.linalg.svd(overlap, compute_uv=False).clip(max=1)
    sines = np.linalg.svd(small - overlap @ large, compute_uv=False).clip(max=1)[::-1]
    # each where it is exact: a cosine near 1 has lost half of its digits
    return np.degrees(np.where(cosines**2 > 0.5, np.arcsin(sines[: len(cosines)]), np.arccos(cosines)))


def angle_to_span(generators: Float[ndarray, "j n n"], span: Float[ndarray, "k n n"]) -> Float[ndarray, " j"]:
    """The angle of each generator to a span [°]: 0 inside, 90 if it has no part in it."""
    rows, within = unit_rows(generators), frame(span)
    outside = np.linalg.norm(rows - rows @ within.T @ within, axis=1)
    return np.degrees(np.arcsin(outside.clip(max=1)))


def cosines(a: Float[ndarray, "j n n"], b: Float[ndarray, "k n n"]) -> Float[ndarray, "j k"]:
    """How much of the same direction every two generators have: |cos| of their angle, 1 for the same motion."""
    return np.abs(unit_rows(a) @ unit_rows(b).T).clip(max=1)


def projected(generators: Float[ndarray, "j n n"], span: Float[ndarray, "k n n"]) -> Float[ndarray, "j n n"]:
    """The part of each generator that lies in a span, as long as the generator was."""
    rows, within = generators.reshape(len(generators), -1), frame(span)
    inside = rows @ within.T @ within
    lengths = np.linalg.norm(rows, axis=1) / np.maximum(np.linalg.norm(inside, axis=1), 1e-12)
    return (inside * lengths[:, None]).reshape(generators.shape)


def structure_constants(basis: Float[ndarray, "k n n"]) -> Float[ndarray, "k k k"]:
    """The f of [L_a, L_b] = Σ f[a, b, c] L_c, by least squares."""
    brackets = np.einsum("aij,bjk->abik", basis, basis) - np.einsum("bij,ajk->abik", basis, basis)
    k = len(basis)
    return brackets.reshape(k, k, -1) @ np.linalg.pinv(basis.reshape(k, -1))
