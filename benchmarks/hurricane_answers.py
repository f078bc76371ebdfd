"""What do hurricanes know of where they are? Errors without a coordinate, and with a mirror built in, by storm.

    python -m benchmarks.hurricane_answers [--folds 5]

Independent of the product: plain networks predict the next day's way from the shipped table, on storms that they have
not seen. Each line is the change of the root mean square error against networks that know everything, with a 95 %
interval of a bootstrap over storms.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float, Int
from numpy import ndarray

TABLE = Path(__file__).resolve().parents[1] / "assets" / "data" / "hurricanes.csv"
PLACE, STEPS = ["lon", "lat"], ["east_6h", "north_6h", "east_12h", "north_12h"]
INPUTS, TARGETS = [*PLACE, *STEPS, "season_cos", "season_sin"], ["east_24h", "north_24h"]
EPOCHS, BATCH, RATE = 25, 256, 3e-3
RESAMPLES, MODELS = 1000, 2

Answer = Callable[[ndarray, ndarray, ndarray, int], ndarray]
"""Inputs and targets to learn on, inputs asked about, a seed; then the answers."""


def mirrored(x: Float[ndarray, "rows inputs"], y: Float[ndarray, "rows 2"], axis: int) -> tuple[ndarray, ndarray]:
    """East and west, or north and south, exchanged about the data's centre."""
    signs = np.ones(len(INPUTS))
    signs[[axis, 2 + axis, 4 + axis]] = -1
    return x * signs, y * np.where(np.arange(2) == axis, -1, 1)


def predict(x: ndarray, y: ndarray, asked: ndarray, seed: int) -> Float[ndarray, "rows 2"]:
    """Answers of a network that learned on x and y."""
    torch.manual_seed(seed)
    mean, spread, unit = x.mean(0), x.std(0) + 1e-9, y.std()
    known, wanted, others = (torch.tensor(v).float() for v in ((x - mean) / spread, y / unit, (asked - mean) / spread))
    net = torch.nn.Sequential(
        torch.nn.Linear(x.shape[1], 64), torch.nn.SiLU(), torch.nn.Linear(64, 64), torch.nn.SiLU(),
        torch.nn.Linear(64, 2),
    )  # fmt: skip
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
    steps = EPOCHS * -(-len(x) // BATCH)
    decay = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.01, total_iters=steps)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(x)).split(BATCH):
            loss = (net(known[rows]) - wanted[rows]).square().mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            decay.step()
    with torch.no_grad():
        return net(others).numpy() * unit


def predict_with_mirror(x: ndarray, y: ndarray, asked: ndarray, seed: int, axis: int) -> Float[ndarray, "rows 2"]:
    """The same with the mirror built in: learned on both, answered as the mean of both."""
    copies, answers = mirrored(x, y, axis)
    there, _ = mirrored(asked, np.zeros((len(asked), 2)), axis)
    found = predict(np.r_[x, copies], np.r_[y, answers], np.r_[asked, there], seed)
    _, back = mirrored(there, found[len(asked) :], axis)
    return (found[: len(asked)] + back) / 2


def squares(
    x: Float[ndarray, "rows inputs"], y: Float[ndarray, "rows 2"], folds: Int[ndarray, " rows"], answer: Answer
) -> Float[ndarray, " rows"]:
    """Squared errors of all rows, each predicted by networks that have not seen its storm."""
    found = np.zeros_like(y)
    for fold in range(int(folds.max()) + 1):
        train, test = folds != fold, folds == fold
        found[test] = np.mean([answer(x[train], y[train], x[test], seed) for seed in range(MODELS)], axis=0)
    return ((found - y) ** 2).sum(axis=1)


def without(name: str) -> Answer:
    """Of networks that are not told one column."""
    kept = [place for place, other in enumerate(INPUTS) if other != name]
    return lambda x, y, asked, seed: predict(x[:, kept], y, asked[:, kept], seed)


def with_mirror(axis: int) -> Answer:
    """Of networks with a mirror built in."""
    return lambda x, y, asked, seed: predict_with_mirror(x, y, asked, seed, axis)


def change(of: Float[ndarray, " rows"], against: Float[ndarray, " rows"], storms: Int[ndarray, " rows"]) -> str:
    """Of the error, and its interval over storms."""
    one, other = np.bincount(storms, of), np.bincount(storms, against)
    drawn = np.random.default_rng(1).integers(len(one), size=(RESAMPLES, len(one)))
    low, high = np.quantile([np.sqrt(one[i].sum() / other[i].sum()) - 1 for i in drawn], [0.025, 0.975])
    return f"{np.sqrt(one.sum() / other.sum()) - 1:+.2%} | {low:+.2%} to {high:+.2%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=5)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    table = pd.read_csv(TABLE)
    x, y = table[INPUTS].to_numpy(float), table[TARGETS].to_numpy(float)
    x[:, : len(PLACE)] -= x[:, : len(PLACE)].mean(axis=0)
    names, storms = np.unique(table["storm"].to_numpy(str), return_inverse=True)
    folds = (np.random.default_rng(0).permutation(len(names)) % asked.folds)[storms]
    everything = squares(x, y, folds, predict)
    print("| networks | change of the error | 95 % |\n|---|---|---|")
    for words, answer in {
        "without latitude": without("lat"), "without longitude": without("lon"),
        "mirror of east built in": with_mirror(0), "mirror of north built in": with_mirror(1),
    }.items():  # fmt: skip
        print(f"| {words} | {change(squares(x, y, folds, answer), everything, storms)} |", flush=True)


if __name__ == "__main__":
    main()
