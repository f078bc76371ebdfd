"""What a step puts before the reader to be moved; every control keeps its value in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lieaug.ui import session, teaching
from lieaug.ui.learn import place


@dataclass(frozen=True)
class Bench:
    """The place for one step's thing to move.

    Attributes:
        lesson: The lesson's number.
        step: The step's, from 1.
        voted: Whether the reader has said what to expect; before that, nothing may give the answer away.
    """

    lesson: int
    step: int
    voted: bool

    @property
    def locked(self) -> bool:
        return teaching.locked("lesson")

    def slider(
        self, name: str, label: str, low: float, high: float, start: float, step: float, *, format: str = "%.2f",  # noqa: A002
        help: str | None = None,  # noqa: A002
    ) -> float:  # fmt: skip
        """A slider; numbers beyond its ends in the address count as its start."""
        (value,) = place.numbers(name, self.step, [start])
        value = value if low <= value <= high else start
        key = self._filled(name, value)
        st.slider(
            label, low, high, step=step, format=format, help=help, key=key, disabled=self.locked,
            on_change=self._keep, args=(name, key),
        )  # fmt: skip
        return float(session.widget_value(key))

    def choice(self, name: str, label: str, options: Sequence[str], *, start: int = 0) -> str:
        """One of a few words."""
        found = place.text(name, self.step)
        key = self._filled(name, found if found in options else options[start])
        st.segmented_control(
            label, options, required=True, key=key, disabled=self.locked, on_change=self._keep, args=(name, key)
        )
        return str(session.widget_value(key))

    def button(self, name: str, label: str, **settings: Any) -> int:
        """A button; returns how often it was pressed, which the address counts."""
        presses = int(place.numbers(name, self.step, [0.0])[0])
        st.button(
            label, key=f"learn-{self.lesson}-{self.step}-{name}", disabled=self.locked, **settings,
            on_click=place.put, args=(name, self.step, str(presses + 1)),
        )  # fmt: skip
        return presses

    def veil(self, words: str) -> None:
        """Stands where something will be seen after the vote."""
        with st.container(border=True, key="learn-veil", height=220, horizontal_alignment="center",
                          vertical_alignment="center"):  # fmt: skip
            st.markdown(f":material/visibility_off: {words}", width="content")

    def numbers(self, name: str, start: Sequence[float], *, most: float = 1e6) -> tuple[float, ...]:
        """Numbers that a component moves; see `place.numbers`."""
        return place.numbers(name, self.step, start, most=most)

    def scene(self, mount: Callable[..., Any], data: Mapping[str, Any], *, height: int | None = None) -> None:
        """A component of our own (see `scenes.py`).

        Whatever it hands over by `setStateValue("held", {"L": [0, -1, 1, 0]})` is in the address afterwards, under
        the names that it uses; it finds it again in the data that the step makes of `numbers`.
        """
        key = f"learn-{self.lesson}-{self.step}"
        mount(
            key=key,
            data={**data, "locked": self.locked, "height": height},
            on_held_change=self._keep_held,
            default={"held": None},
        )

    def _keep_held(self) -> None:
        held = session.widget_value(f"learn-{self.lesson}-{self.step}", {}).get("held") or {}
        for name, values in held.items():
            place.put(str(name), self.step, place.written([float(value) for value in values]))

    def _filled(self, name: str, value: Any) -> str:
        """Key of a control that stands at what the address says, also after going back in the browser."""
        key = f"learn-{self.lesson}-{self.step}-{name}"
        if session.widget_value(key) != value:
            session.set_widget(key, value)
        return key

    def _keep(self, name: str, key: str) -> None:
        value = session.widget_value(key)
        place.put(name, self.step, value if isinstance(value, str) else place.written([value]))
