"""Augerino's own experiment (arXiv:2010.11882): how wide a rotation it learns on digits turned by more and less."""

import math
from dataclasses import replace
from functools import partial
from itertools import product

import torch

from lieaug.discovery import prepare
from lieaug.methods import METHODS, Budget, Fitted, fit
from lieaug.methods.augerino import named_directions, train_augerino
from lieaug.schema import DiscoveryConfig

TURNED = (180, 45, 0)
"""Digits are turned by up to this angle either way [°]."""

WEIGHTS = (0.01, 0.2)

HEADER = (
    "| weight of width | digits turned by up to [°] | seed | width of rotation [°] | widest other motion "
    "| angle of the widest motion to rotation [°] | test digits right | averaged over 8 views | CPU-s |\n|" + "---|" * 9
)
VIEWS = 8


def augerino(seeds: range, steps: int | None) -> None:
    """Six widths, of a rotation among other affine motions of the plane, with the predictor of our own method.

    With the published default of the reward's weight, 0.01, all widths shrink within these few epochs.
    """
    print(HEADER, flush=True)
    for weight, degrees, seed in product(WEIGHTS, TURNED, seeds):
        task = {"kind": "mnist", "rotation": degrees, "rows": 6000}
        study = prepare(DiscoveryConfig.parse({"task": task, "seeds": 1, "seed": seed, "device": "cpu"}))
        method = replace(METHODS["augerino"], train=partial(train_augerino, weight=weight))
        fitted = fit(method, study, Budget(steps or 1500, 32), seed=seed)
        print("| " + " | ".join([f"{weight:g}", str(degrees), str(seed), *_cells(fitted)]) + " |", flush=True)


def _cells(fitted: Fitted) -> list[str]:
    study, augmenter = fitted.study, fitted.trained.augmenter
    assert augmenter is not None, "it always has one"
    action = study.problem.action
    turning = named_directions(action)[0]  # the first by name is the turn of the two axes
    shares = (augmenter.parameterisation.coordinates[0] @ turning.to(study.problem.x)).abs()
    widths = augmenter.extents[0].detach()
    place = int(shares.argmax())
    others = torch.cat([widths[:place], widths[place + 1 :]])
    angle = math.degrees(math.acos(min(float(shares[widths.argmax()]), 1.0)))
    rotation = math.degrees(float(widths[place]) * _speed(fitted, place))
    accuracy = [f"{right:.1%}" for right in _right(fitted)]
    return [f"{rotation:.0f}", f"{float(others.max()):.2f}", f"{angle:.1f}", *accuracy, f"{fitted.seconds:.0f}"]


def _speed(fitted: Fitted, place: int) -> float:
    """How fast the generator turns [rad per unit of its coefficient]."""
    augmenter = fitted.trained.augmenter
    assert augmenter is not None, "it always has one"
    return float(torch.linalg.eigvals(augmenter.basis[0, place].detach()).imag.abs().max())


@torch.no_grad()
def _right(fitted: Fitted) -> list[float]:
    """Shares of test digits that are right, as they are and averaged over views."""
    x, y, action = fitted.study.test.x, fitted.study.test.y, fitted.study.problem.action
    rng = torch.Generator().manual_seed(0)
    plain = fitted.predictor(x[None])[0]
    views = [
        fitted.predictor(action.apply(fitted.sample(len(x), rng), x)[None])[0].softmax(dim=1) for _ in range(VIEWS)
    ]
    return [float((answer.argmax(dim=1) == y).float().mean()) for answer in (plain, torch.stack(views).mean(dim=0))]
