"""LieGG's own two experiments, with the networks, the training and the data of its published code.

Symmetry variance is that of the direction which the network feels least, symmetry bias that direction's distance from
the true algebra. Beside them: the whole null space, of the true algebra's dimension, against the true algebra.
"""

import math
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lieaug.actions import AbstractAction, parse_action
from lieaug.lie import principal_angles
from lieaug.methods.polarization import NullSpace, null_space, polarization_matrix, symmetry_bias
from lieaug.tasks import Mnist
from lieaug.tasks.images.warps import ROTATION
from lieaug.tasks.rotations import rotations_in

PUBLISHED_O5 = ("published", 0.063, 0.0093)
PUBLISHED_DIGITS = ("published", 0.00081, 0.0214)
"""What the notebooks in the published code show, for one seed each."""

HEADER = (
    "| seed | symmetry variance | symmetry bias | variance of the first direction outside | dimension by the gap "
    "| largest angle of the null space to the truth [°] | test | CPU-s |\n|" + "---|" * 8
)


def o5(seeds: range) -> None:
    """Regression of a function of two 5-vectors that O(5) leaves alone (`o5_regression.ipynb`)."""
    truth = torch.as_tensor(rotations_in([(i, j) for i in range(5) for j in range(i + 1, 5)], 5))
    _print_head(PUBLISHED_O5)
    for seed in seeds:
        begun = time.process_time()
        found, test = _o5(torch.Generator().manual_seed(seed))
        _print_row(seed, found, truth, test, begun)


def _o5(rng: torch.Generator) -> tuple[NullSpace, str]:
    x, y = _invariant_data(10_000, rng)
    unit = x.unflatten(1, (2, 5)).square().mean(dim=(0, 2)).sqrt().repeat_interleave(5)
    mean, spread = y.mean(), y.std()
    network = _network([10, 32, 32, 1], rng)

    def f(x: Tensor) -> Tensor:
        return spread * network(x / unit) + mean

    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3, weight_decay=1e-4)
    _train(lambda rows: F.mse_loss(f(x[rows]), y[rows]), optimiser, range(500, 10_000), 500, 90, rng)
    with torch.no_grad():
        test = float(F.mse_loss(f(x[:250]), y[:250]))
    return _read(f, parse_action("2*vec5"), x), f"squared error {test:.3f} of {float(spread**2):.0f}"


def _invariant_data(rows: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """The target is sin |a| - |b|³ / 2 + cos(a, b) of normal 5-vectors, as in EMLP (arXiv:2104.09459)."""
    x = torch.randn(rows, 10, generator=rng)
    a, b = x[:, :5], x[:, 5:]
    y = a.norm(dim=1).sin() - b.norm(dim=1) ** 3 / 2 + F.cosine_similarity(a, b)
    return x, y[:, None]


def digits(seeds: range) -> None:
    """Digits turned by any angle and blurred, linear maps of the plane, logits of length 1 (`rot_mnist.ipynb`).

    Published are 200 epochs; here 40 of 6,000 digits. Variances are in the paper's unit, slopes per pixel, but of all
    ten logits and not of their sum.
    """
    truth = torch.as_tensor(ROTATION[:, :2, :2])
    _print_head(PUBLISHED_DIGITS)
    for seed in seeds:
        begun = time.process_time()
        found, test = _digits(seed)
        _print_row(seed, replace(found, variances=found.variances * (2 / 28) ** 2), truth, test, begun)


def _digits(seed: int) -> tuple[NullSpace, str]:
    rng = torch.Generator().manual_seed(seed)
    data = Mnist.model_validate({"rows": 6000}).load(np.random.default_rng([seed, 1]))
    x, x_test = (_blurred(torch.as_tensor(images)) for images in (data.x_train, data.x_test))
    y, y_test = torch.as_tensor(data.y_train), torch.as_tensor(data.y_test)
    network = _network([784, 128, 128, 128, 128, 128, 10], rng)
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    _train(lambda rows: F.cross_entropy(network(x[rows].flatten(1)), y[rows]), optimiser, range(6000), 512, 40, rng)
    with torch.no_grad():
        right = float((network(x_test.flatten(1)).argmax(dim=1) == y_test).float().mean())
    found = _read(lambda x: F.normalize(network(x.flatten(1)), dim=1), parse_action("image.linear"), x[:3000])
    return found, f"{right:.1%} right"


def _blurred(images: Tensor, sigma: float = 1.5) -> Tensor:
    """By a Gaussian of so many pixels, then standardised with the published mean and spread."""
    at = torch.arange(-6, 7).float()
    kernel = torch.exp(-(at**2) / (2 * sigma**2))
    kernel = kernel / kernel.sum()
    blurred = F.conv2d(F.conv2d(images[:, None], kernel[None, None, None], padding=(0, 6)), kernel[None, None, :, None],
                       padding=(6, 0))[:, 0]  # fmt: skip
    return (blurred - 0.1303) / 0.3008


def _network(widths: list[int], rng: torch.Generator) -> nn.Sequential:
    """Linear layers without biases and SiLU between them, as published."""
    layers: list[nn.Module] = []
    for a, b in pairwise(widths):
        linear = nn.Linear(a, b, bias=False)
        nn.init.uniform_(linear.weight, -(a**-0.5), a**-0.5, generator=rng)
        layers += [linear, nn.SiLU()]
    return nn.Sequential(*layers[:-1])


def _train(
    loss: Callable[[Tensor], Tensor], optimiser: torch.optim.Optimizer, rows: range, batch: int, epochs: int,
    rng: torch.Generator,
) -> None:  # fmt: skip
    for _ in range(epochs):
        for chosen in (torch.randperm(len(rows), generator=rng) + rows.start).split(batch):
            optimiser.zero_grad()
            loss(chosen).backward()
            optimiser.step()


def _read(f: Callable[[Tensor], Tensor], action: AbstractAction, x: Tensor) -> NullSpace:
    return null_space(polarization_matrix(f, action, parse_action("invariant"), x), action, len(x))


def _print_head(published: tuple[str, float, float]) -> None:
    print(HEADER)
    print("| " + " | ".join(map(str, published)) + " | | | | | |", flush=True)


def _print_row(seed: int, found: NullSpace, truth: Tensor, test: str, begun: float) -> None:
    k = len(truth)
    angle = math.degrees(float(principal_angles(found.generators[:k], truth.double()).max()))
    outside = float(found.variances[k]) if k < len(found.variances) else math.nan
    cells = [seed, f"{float(found.variances[0]):.2g}", f"{symmetry_bias(found.generators[0], truth):.4f}",
             f"{outside:.2g}", f"{found.dimension} of {k}", f"{angle:.1f}", test,
             f"{time.process_time() - begun:.0f}"]  # fmt: skip
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)
