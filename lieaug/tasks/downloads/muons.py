"""CERN's table of muon pairs to an archive of four-momenta."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy import ndarray

from lieaug.errors import DataError
from lieaug.tasks.downloads.progress import Report

MUON_MASS_SQUARED = 0.011164
"""GeV²."""
_COMPONENTS = ("e", "px", "py", "pz")


def convert_muons(files: Mapping[str, Path], report: Report) -> dict[str, ndarray]:
    """Pairs of opposite charge: p4 (pairs, 2, 4) float32 as (E, px, py, pz) [GeV], charge, run and event.

    The columns pt, eta and phi come from another fit of the tracks and are left out.

    Raises:
        DataError: The table lacks a column, or holds something else than muons.
    """
    (path,) = files.values()
    table = _read(path)
    p4 = np.stack([table[[f"{name}{which}" for name in _COMPONENTS]].to_numpy(float) for which in "12"], axis=1)
    charge = table[["q1", "q2"]].to_numpy()
    mass_squared = np.square(p4) @ np.array([1.0, -1.0, -1.0, -1.0])
    if abs(np.median(mass_squared) - MUON_MASS_SQUARED) > 0.002:
        raise DataError(
            f"expected muons in {path.name} (median squared mass {MUON_MASS_SQUARED:g} GeV²), got "
            f"{np.median(mass_squared):.4g} GeV²; the source has changed: name a copy with --mirror"
        )
    opposite = charge.sum(axis=1) == 0
    return {
        "p4": p4[opposite].astype(np.float32),
        "charge": charge[opposite].astype(np.int8),
        "run": table["run"].to_numpy()[opposite].astype(np.int32),
        "event": table["event"].to_numpy()[opposite].astype(np.int64),
    }


def _read(path: Path) -> pd.DataFrame:
    wanted = ["run", "event", *(name + which for which in "12" for name in (*_COMPONENTS, "q"))]
    try:
        table = pd.read_csv(path, na_filter=False).rename(columns=lambda name: str(name).strip().lower())
        missing = [name for name in wanted if name not in table]
        if missing:
            raise ValueError(f"no column {missing[0]}")
        return pd.DataFrame({name: pd.to_numeric(table[name]) for name in wanted})
    except (ValueError, pd.errors.ParserError) as error:
        raise DataError(
            f"expected CERN's table of muon pairs, got {path.name} ({error}); fetch it again, or name a copy with "
            "--mirror"
        ) from error
