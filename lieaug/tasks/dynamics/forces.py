"""Forces between bodies, and where bodies start."""

import numpy as np

from lieaug.tasks.dynamics.integrators import Bodies


def pair_acceleration(q: Bodies, strength: float, softening: float) -> Bodies:
    """Pull (or push, if negative) of every body on every other by the softened inverse square law."""
    apart = q[:, None] - q[:, :, None]  # (rows, on, by, d)
    squared = np.square(apart).sum(axis=-1, keepdims=True) + softening**2
    return strength * (apart / squared**1.5).sum(axis=2)


def normal_bodies(rows: int, bodies: int, d: int, rng: np.random.Generator, spread: float) -> Bodies:
    """Independent positions or velocities, the same in all directions."""
    return spread * rng.normal(size=(rows, bodies, d))
