"""Cuts the data that ships in assets/data from the full files; run once, kept so that the cut can be checked.

    python benchmarks/make_assets.py MNIST.npz HURRICANE_STEPS.npz CMS_DIMUON.npz assets/data

MNIST.npz holds all of MNIST as arrays x_train (60000, 28, 28) uint8, y_train, x_test (10000, 28, 28) uint8, y_test, in
the canonical order. HURRICANE_STEPS.npz holds one row for each 6-hourly HURDAT2 fix since 1950 with arrays year,
past_step_6h, past_step_12h, next_step_24h [km east, km north]; CMS_DIMUON.npz holds muon pairs as arrays p4 (events, 2,
4) in GeV, charge, mass, label, run, event. assets/data/README.md says how they were derived.
The same input gives the same bytes; the printed hashes are those in assets/data/README.md.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np

SEED = 20260104
TRAIN_PER_CLASS, TEST_PER_CLASS = 1200, 200
PAIRS_PER_WINDOW, LARGEST_GAMMA, LARGEST_MOMENTUM = 6000, 2.0, 150.0


def balanced_rows(labels: np.ndarray, per_class: int, rng: np.random.Generator) -> np.ndarray:
    """Row numbers of `per_class` random images of each class, shuffled."""
    rows = [rng.choice(np.flatnonzero(labels == label), per_class, replace=False) for label in range(10)]
    return rng.permutation(np.concatenate(rows)).astype(np.int32)


def cut_mnist(source: Path, target: Path) -> None:
    rng = np.random.default_rng(SEED)
    with np.load(source, allow_pickle=False) as full:
        train = balanced_rows(full["y_train"], TRAIN_PER_CLASS, rng)
        test = balanced_rows(full["y_test"], TEST_PER_CLASS, rng)
        np.savez_compressed(
            target,
            x_train=full["x_train"][train],
            y_train=full["y_train"][train],
            index_train=train,
            x_test=full["x_test"][test],
            y_test=full["y_test"][test],
            index_test=test,
        )


def cut_hurricane(source: Path, target: Path) -> None:
    names = ("year", "past_step_6h", "past_step_12h", "next_step_24h")
    with np.load(source, allow_pickle=False) as full:
        np.savez_compressed(target, **{name: full[name] for name in names})


def cut_dimuon(source: Path, target: Path) -> None:
    rng = np.random.default_rng(SEED)
    with np.load(source, allow_pickle=False) as full:
        energy = full["p4"][..., 0].sum(axis=1)
        slow = (energy < LARGEST_GAMMA * full["mass"]) & (np.abs(full["p4"]).max(axis=(1, 2)) < LARGEST_MOMENTUM)
        windows = [np.flatnonzero(slow & (full["label"] == label)) for label in (0, 1)]
        rows = rng.permutation(np.concatenate([rng.choice(w, PAIRS_PER_WINDOW, replace=False) for w in windows]))
        np.savez_compressed(target, **{name: full[name][rows] for name in ("p4", "charge", "run", "event")})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mnist", type=Path)
    parser.add_argument("hurricane_steps", type=Path)
    parser.add_argument("cms_dimuon", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    cut_mnist(arguments.mnist, arguments.target / "mnist.npz")
    cut_hurricane(arguments.hurricane_steps, arguments.target / "hurricane.npz")
    cut_dimuon(arguments.cms_dimuon, arguments.target / "dimuon.npz")
    for source in (arguments.mnist, arguments.hurricane_steps, arguments.cms_dimuon):
        print(hashlib.sha256(source.read_bytes()).hexdigest(), "source", source.name)
    for name in ("mnist.npz", "hurricane.npz", "dimuon.npz"):
        path = arguments.target / name
        print(hashlib.sha256(path.read_bytes()).hexdigest(), name, path.stat().st_size)


if __name__ == "__main__":
    main()
