"""Starting a sweep: tasks, methods, how thoroughly, seeds, and settings to vary."""

import itertools
from typing import Any, get_args

import streamlit as st
from pydantic import ValidationError

from lieaug.errors import LieAugError
from lieaug.runs.sweeps import Sweeps
from lieaug.schema import DiscoveryConfig
from lieaug.schema.config import ONLY_OURS
from lieaug.tasks import BUILT_IN
from lieaug.ui import navigation
from lieaug.ui.cards import EXPECTED_SECONDS, PRESETS, kind_of, task_named
from lieaug.ui.forms import field_errors
from lieaug.ui.frame import explain
from lieaug.ui.methods import method_title
from lieaug.ui.words import duration, plain

VARIED = {
    "method": "Method",
    "preset": "How thoroughly",
    "anchor": "Compared with",
    "parameterisation": "Parameterisation",
}
MOST_SEEDS = 32


def new_sweep(sweeps: Sweeps) -> None:
    """The form, with how many runs it makes and how long they take; starts them and opens the grid."""
    with st.container(border=True, key="new-sweep"):
        st.markdown("### New sweep", anchors=False)
        kinds = st.multiselect(
            "Tasks", [kind_of(task) for task in BUILT_IN], default=["two-body", "oscillator-2d"], key="sweep-tasks",
            bind="query-params", format_func=_title,
        )  # fmt: skip
        varied = _varied()
        left, right = st.columns(2, gap="medium")
        seeds = left.number_input("Seeds", 1, MOST_SEEDS, 3, key="sweep-seeds", bind="query-params",
                                  help="Each combination is run so often, with other data and weights.")  # fmt: skip
        models = right.number_input(
            "Models a run", 1, 16, 2, key="sweep-models", bind="query-params",
            help="Trained side by side within a run; its error bars come from their spread.",
        )  # fmt: skip
        every = [dict(zip(varied, values, strict=True)) for values in itertools.product(*varied.values())]
        combinations = [combination for combination in every if _allowed(combination)]
        count = len(kinds) * len(combinations) * int(seeds)
        seconds = sum(
            EXPECTED_SECONDS[kind][combination["preset"]] for kind in kinds for combination in combinations
        ) * int(seeds)  # fmt: skip
        left_out = len(every) - len(combinations)
        if left_out:
            st.caption("Settings that only our own method has are varied for it alone.")
        others = ", other methods taken to last as long as ours" if varied["method"] != ["ours"] else ""
        st.caption(f":material/timer: {count} runs, about {duration(seconds)} on one processor core{others}")
        if st.button("Start the sweep", type="primary", icon=":material/play_arrow:", disabled=not count):
            _start(sweeps, kinds, combinations, int(seeds), int(models))


def _varied() -> dict[str, list[Any]]:
    """The values of every setting that can be varied here; one of each at least."""
    fields = DiscoveryConfig.model_fields
    methods = st.multiselect(
        "Methods", get_args(fields["method"].annotation), default=["ours"], key="sweep-method", bind="query-params",
        format_func=method_title, help="Ours gives a verdict; the others are what people would use instead.",
    )  # fmt: skip
    values: dict[str, list[Any]] = {"method": methods or ["ours"]}
    with st.grid("auto", min_column_width=220, gap="medium"):
        for name, label in VARIED.items():
            if name == "method":
                continue
            options = PRESETS if name == "preset" else get_args(fields[name].annotation)
            first = "quick" if name == "preset" else fields[name].default
            chosen = st.pills(
                label, options, selection_mode="multi", default=[first], key=f"sweep-{name}", bind="query-params",
                help=fields[name].description,
            )  # fmt: skip
            values[name] = list(chosen) or [first]
    return values


def _allowed(combination: dict[str, Any]) -> bool:
    """Whether a method has these settings: what only ours has is varied for ours alone."""
    fields = DiscoveryConfig.model_fields
    return combination["method"] == "ours" or all(
        combination[name] == fields[name].default for name in VARIED if name in ONLY_OURS
    )


def _start(sweeps: Sweeps, kinds: list[str], combinations: list[dict[str, Any]], seeds: int, models: int) -> None:
    planned = []
    names = [name for name in VARIED if len({combination[name] for combination in combinations}) > 1]
    try:
        for kind, combination, seed in itertools.product(kinds, combinations, range(seeds)):
            values = {"task": {"kind": kind}, "seeds": models, "seed": seed, **combination}
            shown = {"task": kind, **{name: str(combination[name]) for name in names}}
            planned.append((shown, DiscoveryConfig.model_validate(values)))
        sweep_id = sweeps.submit(
            " × ".join([", ".join(map(_title, kinds)), *(VARIED[name] for name in names)]), planned
        )
    except ValidationError as error:
        explain("These settings do not fit together", plain("; ".join(field_errors(error).values())))
        return
    except LieAugError as error:
        explain("The sweep could not be started", plain(str(error)))
        return
    navigation.open_sweeps(sweep_id)


def _title(kind: str) -> str:
    task = task_named(kind)
    return task.title if task is not None else kind
