"""Random smooth functions: two layers of random features with unit spread on the data they were made for."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy import ndarray

UNITS = 24  # enough that no two functions are alike, few enough to be learned
Function = Callable[[Float[ndarray, "rows features"]], Float[ndarray, "rows outputs"]]


def random_function(
    examples: Float[ndarray, "rows features"], outputs: int, rng: np.random.Generator, *, roughness: float = 1.0
) -> Function:
    """A function of some features, different for every seed.

    Args:
        examples: Features that fix what is standardised; the function may be asked for others later.
        outputs: Number of values.
        rng: Draws it.
        roughness: How fast it varies: the spread of a unit's argument over the data.

    Returns:
        A smooth function with mean 0 and standard deviation 1 in every output, over the examples.
    """
    centre, spread = examples.mean(axis=0), examples.std(axis=0)
    features = examples.shape[1]
    inner = roughness * rng.normal(size=(features, UNITS)) / np.sqrt(features)
    phase = rng.uniform(-np.pi, np.pi, UNITS)
    outer = rng.normal(size=(UNITS, outputs)) / np.sqrt(UNITS)
    # a linear part keeps single units from cancelling each other where there are few features
    linear = rng.normal(size=(features, outputs)) / np.sqrt(features)

    def raw(values: Float[ndarray, "rows features"]) -> Float[ndarray, "rows outputs"]:
        z = np.clip((values - centre) / spread, -8, 8)
        return np.sin(z @ inner + phase) @ outer + 0.5 * np.tanh(z) @ linear

    drawn = raw(examples)
    mean, scale = drawn.mean(axis=0), drawn.std(axis=0)
    return lambda values: (raw(values) - mean) / scale
