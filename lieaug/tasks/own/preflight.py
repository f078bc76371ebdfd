"""What to know about data before anything trains on them."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from lieaug.errors import LieAugError
from lieaug.tasks.base import PredictorKind, TaskData
from lieaug.tasks.own import findings
from lieaug.tasks.own.cost import BATCH, STEPS, Preset, expected_seconds, predictor_of
from lieaug.tasks.own.findings import Check, Level
from lieaug.tasks.own.preview import inspect
from lieaug.tasks.own.roles import guess_group
from lieaug.tasks.readers.formats import format_of
from lieaug.tasks.tables import Table

_ORDER: tuple[Level, ...] = ("stop", "warning", "note", "ok")

_FROM_LOADING: tuple[tuple[str, str, Level, str, str], ...] = (
    ("Rows without a value", "Missing values", "note", "Rows that lack a value are no fair sample of all.",
     "See whether they have something in common; fill them if you can."),
    ("Rows:", "Rows used", "note", "More rows than that take memory and hardly tell more.", "Nothing, or set --rows."),
    ("Repeated rows", "Repeated rows", "note", "A held-out row with a copy in training proves nothing.",
     "See whether they are copies by mistake."),
    ("Repeated inputs", "Conflicts", "warning", "No predictor can be right about both.",
     "Add the column that tells them apart, or average them."),
    ("Outliers", "Outliers", "warning", "Losses go by squares, so that a few far rows drown all others.",
     "Correct them if they are mistakes; take logarithms if they are many."),
    ("Target column", "Constant target", "warning", "A target that never varies is predicted by anything.",
     "Leave it out."),
)  # fmt: skip
"""What loading says, by its first words: title, level, why it matters, what to do."""

_FINE = {
    "Missing values": "Every row has a value in every column that is used.",
    "Repeated rows": "No row is there twice.",
    "Conflicts": "No two equal inputs have different targets.",
    "Outliers": "No row is far from all others.",
}


class Defaults(BaseModel):
    """Settings that suit the data.

    Attributes:
        predictor: Which predictor trains.
        scaling: How x and y are scaled, in words.
        batch_size: Examples per step.
        preset: How much training.
        steps: Joint training steps of that preset.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    predictor: PredictorKind
    scaling: str
    batch_size: int
    preset: Preset
    steps: int


class Preflight(BaseModel):
    """Everything that was checked, and what suits the data.

    Attributes:
        checks: The most serious first.
        seconds: Expected time with the preset asked for, on one processor core [s]; 0 if it cannot start.
        diagnose_seconds: The same where named symmetries are tested, too.
        defaults: Settings that suit the data, None if they cannot be used.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    checks: tuple[Check, ...]
    seconds: float = 0.0
    diagnose_seconds: float = 0.0
    defaults: Defaults | None = None

    @property
    def can_start(self) -> bool:
        return all(check.level != "stop" for check in self.checks)


def preflight(data: TaskData, *, preset: Preset = "standard", seeds: int = 4, steps: int | None = None) -> Preflight:
    """Checks data that were loaded.

    Args:
        data: Checked and split, with the warnings that loading gave.
        preset: How much training the expected time is for.
        seeds: Models trained side by side.
        steps: Joint training steps, if not the preset's.

    Raises:
        ActionError: The action does not fit the columns.
    """
    findings.fit(data)
    found = [
        findings.rows(data),
        *_from_loading(data),
        *findings.scales(data),
        *findings.constant_columns(data),
        *findings.rank(data),
        *findings.leaks(data),
        *findings.balance(data),
        *findings.noise(data),
    ]
    return Preflight(
        checks=_sorted(found),
        seconds=expected_seconds(data, preset, seeds, steps),
        diagnose_seconds=expected_seconds(data, preset, seeds, steps, battery=True),
        defaults=_defaults(data),
    )


def preflight_file(
    task: Table, *, action: str | None = None, output: str | None = None, preset: Preset = "standard",
    seeds: int = 4, steps: int | None = None, seed: int = 0,
) -> Preflight:  # fmt: skip
    """Loads a file as a discovery would and checks it; a file that cannot be used is one check that says stop.

    Args:
        task: The file, and what of it is x and y.
        action: How g moves x, if it is said.
        output: How g moves y, if it is said.
        preset: How much training the expected time is for.
        seeds: Models trained side by side.
        steps: Joint training steps, if not the preset's.
        seed: Where the split's randomness starts, as in the discovery.
    """
    try:
        data = task.load(np.random.default_rng([seed, 1]), action=action, output=output)
        found = preflight(data, preset=preset, seeds=seeds, steps=steps)
    except LieAugError as error:
        what, _, do = str(error).rpartition("; ")
        stop = Check(
            level="stop",
            title="Cannot be used",
            sentence=f"{_capital(what or do)}.",
            why="Nothing can train on these data.",
            what_to_do=f"{_capital(do)}." if what else "",
        )
        return Preflight(checks=(stop,))
    return found.model_copy(update={"checks": _sorted([*found.checks, *_straddling(task)])})


def _from_loading(data: TaskData) -> Iterator[Check]:
    """The warnings of loading as checks, and the checks that gave none."""
    said = set()
    for warning in data.warnings:
        for start, title, level, why, do in _FROM_LOADING:
            if warning.startswith(start):
                said.add(title)
                yield Check(level=level, title=title, sentence=warning, why=why, what_to_do=do)
                break
        else:
            yield Check(level="note", title="Reading", sentence=warning)
    for title, sentence in _FINE.items():
        if title not in said:
            yield Check(level="ok", title=title, sentence=sentence)


def _straddling(task: Table) -> Iterator[Check]:
    """A column that seems to say which rows belong together, but is not used so."""
    if task.group_column is not None or format_of(task.path) not in ("csv", "parquet"):
        return
    group = guess_group(inspect(task.path), (*task.x, *task.y))
    if group is None:
        return
    yield Check(
        level="warning",
        title="Groups",
        sentence=f"Rows with the same {group!r} stand on both sides of the split.",
        why="Held-out rows are then partly known from training and look better than they are.",
        what_to_do=f"Keep them together with --group-column {group}.",
    )


def _sorted(checks: list[Check]) -> tuple[Check, ...]:
    return tuple(sorted(checks, key=lambda check: _ORDER.index(check.level)))


def _defaults(data: TaskData) -> Defaults:
    predictor = predictor_of(data.action)
    scaling = {
        "mlp": "Vectors are divided by one length, points are centred too, numbers are standardised one by one.",
        "cnn": "Grey levels stay as they are, from 0 to 1.",
        "deepsets": "Positions are divided by one length, features stay as they are.",
    }[predictor]
    if data.kind == "regression":
        scaling += " Targets are scaled in the same way."
    preset: Literal["quick", "standard"] = "quick" if len(data.x_train) < findings.FEW_ROWS else "standard"
    return Defaults(
        predictor=predictor,
        scaling=scaling,
        batch_size=BATCH[predictor],
        preset=preset,
        steps=STEPS[predictor][preset][1],
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
