"""Traces of steps that look like real ones: one generator that turns into the rotation of the plane."""

import numpy as np
from scipy.linalg import expm

from lieaug.schema import StepTrace, TracedExample

STEPS = 400
TURN = np.array([[0.0, -1.0], [1.0, 0.0]])
START = np.array([[0.9, 0.3], [0.4, -0.9]])


def generator_at(step: int) -> np.ndarray:
    """Of norm √2, at first far from a rotation; it moves at every fourth step."""
    grown = 1 - np.exp(-4 * ((step + 3) // 4) / 100)
    mixed = (1 - grown) * START + grown * TURN
    return mixed * np.sqrt(2) / np.linalg.norm(mixed)


def fake_trace(step: int = 1) -> StepTrace:
    """What step number `step` did."""
    rng = np.random.default_rng(step)
    before, after = generator_at(step - 1), generator_at(step)
    extent = 0.3 + step / 200
    t = rng.uniform(-extent, extent, (64, 1))
    learns = step % 4 == 1
    return StepTrace(
        step=step,
        steps=STEPS,
        epoch=13,
        generators_learn=learns,
        next_turn=step + 4 - (step - 1) % 4,
        kind="regression",
        action="2*vec2",
        output="same",
        shape=(4,),
        examples=[_example(before, float(value), rng) for (value,) in t[:6]],
        t=t.tolist(),
        generators=[before.tolist()],
        generators_after=[after.tolist()],
        gradients=[(before - after).tolist()] if learns else [],
        extents=[extent],
        extents_after=[extent + 0.005],
        terms={"task": 0.02, "equivariance": 0.3 * float(np.exp(-step / 100)), "extent": -float(np.log(extent))},
        weights={"equivariance": 1.0, "extent": 0.02},
        unit=0.03,
        total=1.5,
    )


def _example(generator: np.ndarray, t: float, rng: np.random.Generator) -> TracedExample:
    x = rng.normal(size=4)
    g = np.kron(np.eye(2), expm(t * generator))
    true, moved_target = -x, -(g @ x)
    guess = moved_target + 0.2
    return TracedExample(
        t=[t],
        x=x.tolist(),
        moved=(g @ x).tolist(),
        target=true.tolist(),
        moved_target=moved_target.tolist(),
        prediction=(true + 0.05).tolist(),
        moved_prediction=guess.tolist(),
        prediction_after=(true + 0.04).tolist(),
        moved_prediction_after=(moved_target + 0.15).tolist(),
        loss=0.05**2,
        moved_loss=0.2**2,
        moved_loss_after=0.15**2,
    )
