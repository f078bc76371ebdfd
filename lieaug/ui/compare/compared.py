"""What the comparison knows of a run, and what it calls it."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import number
from lieaug.runs.folder import RunFolder
from lieaug.runs.store import RunStore
from lieaug.runs.summary import RunSummary
from lieaug.schema import Discovery, DiscoveryConfig, MethodResult

MOST = 8
HOLDS = frozenset({"present", "approximate"})
_LONGEST = 26  # characters of a name, so that it has room beside a bar


@dataclass(frozen=True)
class Compared:
    """A run among others.

    Attributes:
        name: Short, different from that of all others, and about what differs.
        summary: Where it stands.
        folder: Everything else about it.
        settings: Every setting under a dotted name.
        result: None unless it is finished, and ours.
        other: What another method came to, once it is finished.
    """

    name: str
    summary: RunSummary
    folder: RunFolder
    settings: dict[str, Any]
    result: Discovery | None
    other: MethodResult | None = None

    @property
    def outcome(self) -> Discovery | MethodResult | None:
        """Whatever it has come to."""
        return self.result or self.other

    def found(self) -> Float[ndarray, "k n n"] | None:
        """The generators that hold, strongest first, or that another method takes for symmetries; None if none."""
        if self.result is None:
            learned = [] if self.other is None else self.other.shown.generators
            return np.array([generator.matrix for generator in learned]) if learned else None
        held = [finding.matrix for finding in self.result.generators if finding.verdict in HOLDS]
        return np.array(held) if held else None


def read(store: RunStore, runs: Sequence[RunSummary]) -> list[Compared]:
    """Reads runs and names them.

    Raises:
        StoreError: One of them cannot be read.
    """
    folders = [store.open(run.id) for run in runs]
    settings = [flat(folder.config()) for folder in folders]
    results = [folder.result() if run.state == "finished" else None for run, folder in zip(runs, folders, strict=True)]
    others = [folder.method_result() for folder in folders]
    names = names_of(runs, settings)
    return [Compared(*parts) for parts in zip(names, runs, folders, settings, results, others, strict=True)]


def flat(config: DiscoveryConfig) -> dict[str, Any]:
    """All settings under dotted names, none of them nested."""
    return _flat(config.model_dump(mode="json"))


def _flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return found


def differing(settings: Sequence[dict[str, Any]]) -> list[str]:
    """The settings that not all have alike, in the order of the configuration."""
    keys = dict.fromkeys(key for values in settings for key in values)
    return [key for key in keys if any(values.get(key) != settings[0].get(key) for values in settings)]


def names_of(runs: Sequence[RunSummary], settings: Sequence[dict[str, Any]]) -> list[str]:
    """A letter each, then what sets the run apart: its title, or its own values of what differs, or nothing."""
    if any(run.title != runs[0].title for run in runs):
        words = [run.title for run in runs]
        twice = {title for title, count in Counter(words).items() if count > 1}
        words = [f"{title}, {run.task}" if title in twice else title for title, run in zip(words, runs, strict=True)]
    else:
        words = [", ".join(pairs) for pairs in _apart(settings)]
    return [f"{letter} {_short(text)}".strip() for letter, text in zip(ascii_uppercase, words, strict=False)]


def _apart(settings: Sequence[dict[str, Any]]) -> list[list[str]]:
    """For each run its own values of what differs, without those that most of the others have as well."""
    keys = differing(settings)
    usual = {key: _usual([values.get(key) for values in settings]) for key in keys} if len(keys) > 1 else {}
    return [
        [_pair(key, values[key]) for key in keys if key in values and (key not in usual or values[key] != usual[key])]
        for values in settings
    ]


def _usual(values: Sequence[Any]) -> Any:
    """The value that more than half have; None if there is none."""
    return next((value for value in values if sum(other == value for other in values) * 2 > len(values)), None)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip(" ,") + "…"


def _pair(key: str, value: Any) -> str:
    """A setting in few words: "quick", "rotation 45"."""
    return str(value) if isinstance(value, str) else f"{label(key)} {shown(value)}"


def label(key: str) -> str:
    return key.removeprefix("task.").replace("_", " ").replace(".", " · ")


def shown(value: Any) -> str:
    if value is None:
        return "default"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(shown(part) for part in value)
    return number(value, 4) if isinstance(value, float) and math.isfinite(value) else str(value)
