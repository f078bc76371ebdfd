r"""Symplectic integration of many states at once, with drag and magnetic fields solved exactly.

One step composes the flows of three parts that are each solved exactly, symmetrically about its middle: velocities
under drag and a magnetic field, kicks by forces that depend on positions, and drifts. Without drag it is symplectic;
the fourth-order composition of three such steps is H. Yoshida's, Phys. Lett. A 150, 262 (1990).
"""

from collections.abc import Callable, Iterator

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm

Bodies = Float[ndarray, "rows bodies d"]
Acceleration = Callable[[Bodies], Bodies]

_CUBE_ROOT = 2.0 ** (1 / 3)
YOSHIDA = (1 / (2 - _CUBE_ROOT), -_CUBE_ROOT / (2 - _CUBE_ROOT), 1 / (2 - _CUBE_ROOT))
LONGEST_STEP = 0.02
"""In units of time in which the tasks' bodies need about 1 to feel each other."""


def trajectory(
    q: Bodies,
    v: Bodies,
    acceleration: Acceleration,
    times: tuple[float, ...],
    *,
    velocity_matrix: Float[ndarray, "d d"] | None = None,
    step: float = LONGEST_STEP,
) -> Iterator[tuple[Bodies, Bodies]]:
    r"""Positions and velocities at each of some times.

    Args:
        q: Positions at time 0.
        v: Velocities at time 0.
        acceleration: Of all bodies by their positions.
        times: Ascending, all above 0; negative ones descending integrate backwards.
        velocity_matrix: A in the part $\dot v = A v$: antisymmetric for a magnetic field, $-\gamma 1$ for drag.
        step: The longest step.

    Yields:
        Positions and velocities, new arrays each time.
    """
    now = 0.0
    for time in times:
        steps = max(int(np.ceil(abs(time - now) / step - 1e-9)), 1)
        h = (time - now) / steps
        flows = [None if velocity_matrix is None else expm(w * h / 2 * velocity_matrix).T for w in YOSHIDA]
        for _ in range(steps):
            for weight, flow in zip(YOSHIDA, flows, strict=True):
                q, v = _step(q, v, acceleration, weight * h, flow)
        now = time
        yield q, v


def _step(
    q: Bodies, v: Bodies, acceleration: Acceleration, h: float, half_flow: Float[ndarray, "d d"] | None
) -> tuple[Bodies, Bodies]:
    v = v if half_flow is None else v @ half_flow
    v = v + h / 2 * acceleration(q)
    q = q + h * v
    v = v + h / 2 * acceleration(q)
    return q, v if half_flow is None else v @ half_flow
