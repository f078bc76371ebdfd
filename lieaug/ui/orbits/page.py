"""The orbits page: which example, which generators how far, all of it in the address."""

import math

import streamlit as st

from lieaug.errors import StoreError
from lieaug.figures.orbit import orbit_figure
from lieaug.schema import Gallery
from lieaug.ui import session, teaching
from lieaug.ui.chart import charts
from lieaug.ui.frame import explain
from lieaug.ui.glossary import term
from lieaug.ui.orbits.stage import example_data, mount
from lieaug.ui.study import Studied, studied_run

KEY = "orbits-stage"


def show_orbits_page() -> None:
    studied = studied_run("Orbits", purpose="examples moved along what was learned")
    if studied is None:
        return
    try:
        gallery = studied.folder.gallery()
    except StoreError as error:
        explain("The examples cannot be read", str(error))
        return
    if gallery is None:
        _show_old(studied)
        return
    _show_stage(studied, gallery)


@st.fragment
def _show_stage(studied: Studied, gallery: Gallery) -> None:
    """The stage; it tells where a hand has let go, and the address keeps it."""
    findings = studied.result.generators[: len(gallery.generators)]
    example = _place("i", len(gallery.x), first=0)
    chosen = _place("g", len(findings), first=1)
    limits = [finding.extent_limit for finding in findings]
    data = example_data(gallery, findings, example)
    st.markdown(
        f"Drag a slider: the example moves along that {term('generator')} at once, several of them together as "
        f"{term('exponential map', 'exp(t₁L₁ + t₂L₂ + …)')}; all places that one of them leads to are its "
        f"{term('orbit')}. The green bar below a slider is its {term('extent')}, how far the motion holds."
    )
    mount(
        key=KEY,
        data={
            **data,
            "run": studied.folder.id,
            "generator": chosen,
            "t": _sliders(chosen, limits),
            "output": _place("o", len(gallery.head.target_columns), first=1),
            "locked": teaching.locked("orbit"),
        },
        on_held_change=_keep,
        default={"held": None},
    )


def _keep() -> None:
    """Puts what a hand has let go into the address: defaults stay out of it."""
    held = (session.widget_value(KEY) or {}).get("held")
    if not held:
        return
    g, t, i, o = int(held["g"]), [float(value) for value in held["t"]], int(held["i"]), int(held["o"])
    others = any(value for place, value in enumerate(t) if place != g)
    session.put_in_address(
        g=str(g + 1) if g else "",
        i=str(i) if i else "",
        o=str(o + 1) if o else "",
        t=",".join(f"{value:g}" for value in t) if others else f"{t[g]:g}" if t[g] else "",
    )


def _place(name: str, count: int, *, first: int) -> int:
    """A place in a list that the address names, counted from `first` there; the first one if it names none."""
    asked = session.in_address(name) or ""
    return int(asked) - first if asked.isdecimal() and first <= int(asked) < count + first else 0


def _sliders(chosen: int, limits: list[float]) -> list[float]:
    """Where the sliders stand: `t=0.5` is the chosen generator's, `t=0.5,0,1` are those of the first ones."""
    values = [_number(part) for part in (session.in_address("t") or "").split(",")]
    if len(values) == 1:
        values = [0.0] * chosen + values
    values = (values + [0.0] * len(limits))[: len(limits)]
    return [max(-limit, min(limit, value)) for value, limit in zip(values, limits, strict=True)]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def _show_old(studied: Studied) -> None:
    """Runs of before kept one orbit, if any."""
    orbit = studied.evidence.orbit if studied.evidence is not None else None
    if orbit is None:
        explain("This run kept no example", "it is from an earlier version, or its rows have no picture; start it anew")
        return
    explain("This run kept a single orbit", "it is from an earlier version; start it anew to move its examples by hand")
    charts([orbit_figure(orbit, compact=studied.result.generators[orbit.generator].compact)], key="orbit")
