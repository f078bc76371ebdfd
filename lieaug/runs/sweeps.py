"""Many runs submitted as one, watched as one, and read as one table: tasks, methods, settings and seeds together.

A sweep is one file that names its runs, written before any of them: whoever dies in the middle of submitting leaves a
sweep that `resume` completes. What a run has reached stands in its own folder, as ever.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import Field, ValidationError

from lieaug.errors import ConfigError, RunNotFoundError, RunStateError, StoreError
from lieaug.runs.atomic import write_atomic
from lieaug.runs.folder import new_run_id
from lieaug.runs.lock import FileLock
from lieaug.runs.store import RunStore
from lieaug.runs.summary import RunSummary
from lieaug.schema import ACTIVE_STATES, RESUMABLE_STATES, Discovery, DiscoveryConfig, MethodResult
from lieaug.schema.base import Frozen

MOST_RUNS = 4096
SWEEPS_PRIORITY = -1  # a single run that somebody starts meanwhile comes first


class SweepCell(Frozen):
    """One run of a sweep."""

    settings: dict[str, str] = Field(description="What is varied, without the seed, as people read it.")
    config: DiscoveryConfig
    run: str = Field(description="The id of its run, whether that is submitted already or not.")

    @property
    def name(self) -> str:
        return " · ".join(self.settings.values())


class Sweep(Frozen):
    schema_: Literal[1] = Field(default=1, alias="schema")
    id: str
    title: str
    created: datetime
    cells: tuple[SweepCell, ...]

    @property
    def names(self) -> list[str]:
        """The rows of its grid, in order."""
        return list(dict.fromkeys(cell.name for cell in self.cells))

    @property
    def seeds(self) -> list[int]:
        """The columns of its grid."""
        return sorted({cell.config.seed for cell in self.cells})


class Sweeps:
    """All sweeps of a home folder.

    Args:
        store: Where their runs are.
    """

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._folder = store.home.path / "sweeps"

    def submit(self, title: str, planned: Sequence[tuple[dict[str, str], DiscoveryConfig]]) -> str:
        """Queues all runs of a new sweep; returns its id.

        Args:
            title: How people call it.
            planned: What is varied, and the whole configuration, of each run.

        Raises:
            ConfigError: There is nothing to do, or too much, or one run twice.
        """
        _check(planned)
        cells = tuple(SweepCell(settings=s, config=c, run=new_run_id()) for s, c in planned)
        sweep = Sweep(id=new_run_id(), title=title, created=datetime.now(UTC), cells=cells)
        self._write(sweep)
        self._submit_missing(sweep)
        return sweep.id

    def list(self) -> "list[Sweep]":
        """All sweeps, newest first; files that cannot be read are left out."""
        found = []
        for path in sorted(self._folder.glob("*.json"), reverse=True):
            try:
                found.append(Sweep.model_validate_json(path.read_bytes()))
            except (OSError, ValidationError):
                continue
        return sorted(found, key=lambda sweep: sweep.created, reverse=True)

    def open(self, sweep_id: str) -> Sweep:
        """One sweep; "latest" is the newest.

        Raises:
            RunNotFoundError: There is none of this id.
            StoreError: Its file cannot be read.
        """
        if sweep_id == "latest":
            newest = next(iter(self.list()), None)
            if newest is None:
                raise RunNotFoundError("expected a latest sweep, got none so far; start one with `lieaug sweep start`")
            return newest
        path = self._path(sweep_id)
        if not path.exists():
            raise RunNotFoundError(f"expected the id of a sweep, got {sweep_id[:64]!r}; `lieaug sweep list` shows them")
        try:
            return Sweep.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise StoreError(
                f"expected {path.name} to be readable, got a damaged file; start the sweep anew"
            ) from error

    def runs(self, sweep: Sweep) -> dict[str, RunSummary]:
        """The runs that there are, by id."""
        wanted = {cell.run for cell in sweep.cells}
        return {run.id: run for run in self._store.list() if run.id in wanted}

    def counts(self, sweep: Sweep) -> "Counter[str]":
        """How many of its runs are in each state; those not submitted yet, or deleted, are "missing"."""
        runs = self.runs(sweep)
        return Counter(runs[cell.run].state if cell.run in runs else "missing" for cell in sweep.cells)

    def stop(self, sweep_id: str) -> None:
        """Cancels everything that waits or works; what has been reached is kept."""
        sweep = self.open(sweep_id)
        for run in self.runs(sweep).values():
            if run.state == "queued" or run.state in ACTIVE_STATES:
                self._unless_settled(self._store.cancel, run.id)

    def resume(self, sweep_id: str) -> None:
        """Queues what is missing, and continues what was cancelled, failed or lost."""
        sweep = self.open(sweep_id)
        for run in self.runs(sweep).values():
            if run.state in RESUMABLE_STATES:
                self._unless_settled(self._store.resume, run.id)
        self._submit_missing(sweep)

    def add_seeds(self, sweep_id: str, count: int) -> None:
        """Adds so many seeds to every row of the grid, after the highest that there is, and queues their runs."""
        with FileLock(self._folder / ".lock"):
            sweep = self.open(sweep_id)
            first = max(sweep.seeds) + 1
            rows = {cell.name: cell for cell in sweep.cells}
            more = [
                cell.model_copy(update={"config": cell.config.model_copy(update={"seed": seed}), "run": new_run_id()})
                for cell in rows.values()
                for seed in range(first, first + count)
            ]
            _check([(cell.settings, cell.config) for cell in (*sweep.cells, *more)])
            sweep = sweep.model_copy(update={"cells": (*sweep.cells, *more)})
            self._write(sweep)
        self._submit_missing(sweep)

    def table(self, sweep: Sweep) -> pd.DataFrame:
        """Settings, method, seed, state and outcome of every run, a row each; columns are the same for all methods."""
        runs = self.runs(sweep)
        return pd.DataFrame([self._row(cell, runs.get(cell.run)) for cell in sweep.cells])

    def _row(self, cell: SweepCell, run: RunSummary | None) -> dict[str, Any]:
        config = cell.config
        row: dict[str, Any] = {**cell.settings, "method": config.method, "seed": config.seed, "run": cell.run}
        row["state"] = run.state if run is not None else "missing"
        folder = self._store.open(cell.run) if run is not None and run.state == "finished" else None
        result = None if folder is None else folder.outcome()
        if result is None:
            return row
        quality = result.predictor
        return row | _found(result) | {
            "metric": quality.metric,
            "with": quality.with_,
            "without": quality.without,
            "true": quality.known,
            "seconds": result.seconds,
        }  # fmt: skip

    def _submit_missing(self, sweep: Sweep) -> None:
        there = self.runs(sweep)
        trash = set(self._store.trash())
        for cell in sweep.cells:
            if cell.run not in there and cell.run not in trash:
                self._store.submit(cell.config, priority=SWEEPS_PRIORITY, run_id=cell.run)

    def _unless_settled(self, action: Any, run_id: str) -> None:
        try:
            action(run_id)
        except RunStateError:
            return  # it has ended by itself in this very moment

    def _path(self, sweep_id: str) -> Path:
        return self._folder / f"{Path(sweep_id).name}.json"

    def _write(self, sweep: Sweep) -> None:
        self._folder.mkdir(exist_ok=True)
        write_atomic(self._path(sweep.id), sweep.model_dump_json(by_alias=True, indent=1).encode(), durable=True)


def _found(result: Discovery | MethodResult) -> dict[str, Any]:
    """What stands in a row about the symmetry; other methods than ours give neither a verdict nor a name."""
    if isinstance(result, Discovery):
        generators, closure, verdict, algebra = (
            result.generators, result.closure_residual, result.verdict, result.algebra
        )  # fmt: skip
    else:
        generators, closure, verdict, algebra = result.shown.generators, result.shown.closure_residual, None, None
    return {
        "verdict": verdict,
        "dimension": result.dimension,
        "algebra": algebra,
        "angle_degrees": result.angle_to_truth_degrees,
        "extent": generators[0].extent if generators else None,
        "closure": closure,
    }


def _check(planned: Sequence[tuple[dict[str, str], DiscoveryConfig]]) -> None:
    if not 1 <= len(planned) <= MOST_RUNS:
        raise ConfigError(f"expected 1 to {MOST_RUNS:,} runs, got {len(planned):,}; vary less, or in several sweeps")
    twice = [key for key, count in Counter((tuple(s.items()), c.seed) for s, c in planned).items() if count > 1]
    if twice:
        raise ConfigError(
            f"expected every run once, got {dict(twice[0][0])} with seed {twice[0][1]} again; name it once"
        )
