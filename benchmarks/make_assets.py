r"""Cuts the data that ships in assets/data from the full files; run once, kept so that the cut can be checked.

    python benchmarks/make_assets.py MNIST.npz HURRICANE_STEPS.npz CMS_DIMUON.npz QM9_SUBSET.npz TOP_JETS.npz \
        assets/data

MNIST.npz holds all of MNIST as arrays x_train (60000, 28, 28) uint8, y_train, x_test (10000, 28, 28) uint8, y_test, in
the canonical order. HURRICANE_STEPS.npz holds one row for each 6-hourly HURDAT2 fix since 1950 with arrays year,
day_of_year, storm, lat, lon [degrees], past_step_6h, past_step_12h, next_step_24h [km east, km north]; CMS_DIMUON.npz
holds muon pairs as arrays p4 (events, 2, 4) in GeV, charge, mass, label, run, event. QM9_SUBSET.npz holds molecules as
arrays positions [Å], atomic_numbers, offsets (row i owns the atoms from offsets[i] to offsets[i + 1]), properties,
property_names, qm9_index; TOP_JETS.npz holds jets as arrays p4 [GeV], offsets, jet_p4, label. assets/data/README.md
says how they were derived.
The same input gives the same bytes; the printed hashes are those in assets/data/README.md.
"""

import argparse
import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

SEED = 20260104
DAYS_PER_YEAR = 365.25
TRAIN_PER_CLASS, TEST_PER_CLASS = 1200, 200
MOLECULES = 8000
PROPERTIES = ("alpha", "homo", "lumo", "gap", "mu", "u0_atom", "cv")
JETS_PER_CLASS, CONSTITUENTS = 2000, 16
FIRST_YEAR_OF_TABLE = 1980
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
    names = ("year", "day_of_year", "lat", "lon", "past_step_6h", "past_step_12h", "next_step_24h")
    with np.load(source, allow_pickle=False) as full:
        np.savez_compressed(target, **{name: full[name] for name in names})


def write_hurricane_table(source: Path, target: Path) -> None:
    """The same as a table, of the later years, so that the way of one's own data can be tried with real ones."""
    with np.load(source, allow_pickle=False) as full:
        late = full["year"] >= FIRST_YEAR_OF_TABLE
        angle = 2 * np.pi * full["day_of_year"] / DAYS_PER_YEAR
        columns = {
            "lon": (full["lon"], 1), "lat": (full["lat"], 1),
            "east_6h": (full["past_step_6h"][:, 0], 1), "north_6h": (full["past_step_6h"][:, 1], 1),
            "east_12h": (full["past_step_12h"][:, 0], 1), "north_12h": (full["past_step_12h"][:, 1], 1),
            "season_cos": (np.cos(angle), 4), "season_sin": (np.sin(angle), 4),
            "east_24h": (full["next_step_24h"][:, 0], 1), "north_24h": (full["next_step_24h"][:, 1], 1),
            "storm": (full["storm"], 0),
        }  # fmt: skip
        rows = zip(*([f"{v:.{digits}f}" for v in values[late]] for values, digits in columns.values()), strict=True)
        target.write_text("\n".join([",".join(columns), *map(",".join, rows)]) + "\n", encoding="ascii")


def cut_dimuon(source: Path, target: Path) -> None:
    rng = np.random.default_rng(SEED)
    with np.load(source, allow_pickle=False) as full:
        energy = full["p4"][..., 0].sum(axis=1)
        slow = (energy < LARGEST_GAMMA * full["mass"]) & (np.abs(full["p4"]).max(axis=(1, 2)) < LARGEST_MOMENTUM)
        windows = [np.flatnonzero(slow & (full["label"] == label)) for label in (0, 1)]
        rows = rng.permutation(np.concatenate([rng.choice(w, PAIRS_PER_WINDOW, replace=False) for w in windows]))
        np.savez_compressed(target, **{name: full[name][rows] for name in ("p4", "charge", "run", "event")})


def cut_qm9(source: Path, target: Path) -> None:
    rng = np.random.default_rng(SEED)
    with np.load(source, allow_pickle=False) as full:
        rows = rng.choice(len(full["offsets"]) - 1, MOLECULES, replace=False)
        items, offsets = _items(full["offsets"], rows)
        names = full["property_names"].tolist()
        np.savez_compressed(
            target,
            positions=full["positions"][items],
            atomic_numbers=full["atomic_numbers"][items],
            offsets=offsets,
            qm9_index=full["qm9_index"][rows],
            **{name: full["properties"][rows, names.index(name)] for name in PROPERTIES},
        )


def cut_jets(source: Path, target: Path) -> None:
    rng = np.random.default_rng(SEED)
    with np.load(source, allow_pickle=False) as full:
        chosen = [rng.choice(np.flatnonzero(full["label"] == c), JETS_PER_CLASS, replace=False) for c in (0, 1)]
        rows = rng.permutation(np.concatenate(chosen))
        items, offsets = _items(full["offsets"], rows, CONSTITUENTS)
        np.savez_compressed(
            target, p4=full["p4"][items], offsets=offsets, jet_p4=full["jet_p4"][rows], label=full["label"][rows]
        )


def _items(offsets: np.ndarray, rows: np.ndarray, most: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Places of the chosen rows' items, of each row the first `most`, and their new offsets."""
    starts = offsets.tolist()
    places = [np.arange(starts[row], starts[row + 1])[:most] for row in rows]
    ends = np.cumsum([0, *map(len, places)]).astype(np.int32)
    return np.concatenate(places), ends


CUTS: dict[str, tuple[str, Callable[[Path, Path], None]]] = {
    "mnist": ("mnist.npz", cut_mnist),
    "hurricane_steps": ("hurricane.npz", cut_hurricane),
    "cms_dimuon": ("dimuon.npz", cut_dimuon),
    "qm9_subset": ("qm9.npz", cut_qm9),
    "top_jets": ("jets.npz", cut_jets),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for source in CUTS:
        parser.add_argument(source, type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    for source, (name, cut) in CUTS.items():
        cut(getattr(arguments, source), arguments.target / name)
    write_hurricane_table(arguments.hurricane_steps, arguments.target / "hurricanes.csv")
    for source in CUTS:
        path = getattr(arguments, source)
        print(hashlib.sha256(path.read_bytes()).hexdigest(), "source", path.name)
    for name in (*(name for name, _ in CUTS.values()), "hurricanes.csv"):
        path = arguments.target / name
        print(hashlib.sha256(path.read_bytes()).hexdigest(), name, path.stat().st_size)


if __name__ == "__main__":
    main()
