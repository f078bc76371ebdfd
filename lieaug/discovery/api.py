"""The notebook's way in: arrays to a `Discovery` in one call."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from jaxtyping import Shaped
from numpy import ndarray

from lieaug.discovery.pipeline import Pipeline
from lieaug.discovery.snapshot import Snapshot
from lieaug.schema import Discovery, DiscoveryConfig, Preset
from lieaug.tasks.tables import from_arrays


def discover(
    x: Shaped[ndarray, "*x"],
    y: Shaped[ndarray, "*y"],
    *,
    action: str | None = None,
    output: str | None = None,
    preset: Preset = "standard",
    seeds: int = 4,
    seed: int = 0,
    device: Literal["auto", "cpu", "cuda"] = "auto",
    observers: Sequence[Callable[[Snapshot], None]] = (),
    **settings: Any,
) -> Discovery:
    """Discovers the continuous symmetries of a task given by arrays.

    Args:
        x: Inputs, (rows, features) or images (rows, height, width) in [0, 1].
        y: Targets: floating-point numbers, or class labels.
        action: How a group element moves x, in the action language, such as ``"4*vec2"`` or ``"image.affine"``.
        output: How it moves y: ``"same"``, ``"invariant"`` (the default), or an action of the same matrix size.
        preset: How much training.
        seeds: How many models to train side by side; their spread is the error bar.
        seed: Where all randomness starts.
        device: Where to compute.
        observers: Called with every snapshot while training goes on.
        **settings: Further fields of `DiscoveryConfig`.

    Raises:
        LieAugError: The data, the action or a setting cannot be used; the message says what to do.

    References:
        LieAugmenter, arXiv:2506.03914.
    """
    config = DiscoveryConfig.parse(
        {
            "task": {"kind": "table", "path": "arrays"},
            "preset": preset,
            "action": action,
            "output": output,
            "seeds": seeds,
            "seed": seed,
            "device": device,
            **settings,
        }
    )
    rng = np.random.default_rng([seed, 1])
    data = from_arrays(np.asarray(x), np.asarray(y), action=action, output=output, rng=rng)
    result = None
    for snapshot in Pipeline(config, data):
        for observe in observers:
            observe(snapshot)
        result = snapshot.result
    assert result is not None, "the last snapshot holds the result"
    return result
