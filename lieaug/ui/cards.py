"""The tasks as cards: a picture, a question, and how long finding its answer takes."""

import streamlit as st

from lieaug.schema import Preset
from lieaug.tasks import BUILT_IN, AbstractTask
from lieaug.ui import teaching
from lieaug.ui.frame import ASSETS
from lieaug.ui.words import duration

# Seconds with the default settings and four seeds where something is found, on one thread of a busy laptop.
EXPECTED_SECONDS: dict[str, dict[Preset, float]] = {
    "two-body": {"quick": 45.0, "standard": 100.0, "thorough": 360.0},
    "binary": {"quick": 50.0, "standard": 110.0, "thorough": 400.0},
    "three-body": {"quick": 50.0, "standard": 110.0, "thorough": 400.0},
    "charged": {"quick": 50.0, "standard": 110.0, "thorough": 400.0},
    "springs": {"quick": 55.0, "standard": 120.0, "thorough": 420.0},
    "central": {"quick": 50.0, "standard": 110.0, "thorough": 400.0},
    "oscillator-2d": {"quick": 45.0, "standard": 100.0, "thorough": 360.0},
    "oscillator-3d": {"quick": 45.0, "standard": 100.0, "thorough": 360.0},
    "mnist": {"quick": 120.0, "standard": 300.0, "thorough": 1080.0},
    "six-nine": {"quick": 110.0, "standard": 240.0, "thorough": 900.0},
    "dimuon": {"quick": 60.0, "standard": 140.0, "thorough": 450.0},
    "scattering": {"quick": 60.0, "standard": 140.0, "thorough": 450.0},
    "jets": {"quick": 90.0, "standard": 240.0, "thorough": 800.0},
    "qm9": {"quick": 140.0, "standard": 300.0, "thorough": 900.0},
    "hurricane": {"quick": 30.0, "standard": 80.0, "thorough": 240.0},
    "zoo": {"quick": 45.0, "standard": 90.0, "thorough": 300.0},
}
PRESETS: tuple[Preset, ...] = ("quick", "standard", "thorough")


def kind_of(task: type[AbstractTask]) -> str:
    return str(task.model_fields["kind"].default)


def task_named(kind: str | None) -> type[AbstractTask] | None:
    return next((task for task in BUILT_IN if kind_of(task) == kind), None)


def expected_time(kind: str, preset: Preset) -> str:
    return f"about {duration(EXPECTED_SECONDS[kind][preset])}"


def task_cards(chosen: str | None) -> str | None:
    """Shows all tasks, those of a group side by side; returns the one that was clicked in this very moment."""
    clicked = None
    with st.grid("auto", min_column_width=155, gap="small", key="cards"):
        for task in BUILT_IN:
            kind = kind_of(task)
            with st.container(border=True, key=f"card-{kind}", height="stretch", gap="xsmall"):
                st.image(str(ASSETS / "cards" / f"{kind}.svg"), width="stretch", alt="")
                st.markdown(f":gray[:small[{task.group}]]  \n**{task.title}**")
                st.caption(task.sentence)
                st.caption(f":material/timer: {expected_time(kind, 'quick')}")
                look = "primary" if kind == chosen else "secondary"
                if st.button(f"Choose {task.title}", key=f"choose-{kind}", type=look, disabled=teaching.locked("task")):
                    clicked = kind
    return clicked
