"""Components of lessons: things that answer a hand within one frame, and tell Python where they were let go."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.components.v2 import component

_FOLDER = Path(__file__).parent


def scene(name: str) -> Callable[..., Any]:
    """A component made of `name.js`, which may use everything in `scene.js`.

    Its script's default export gets `{ data, parentElement, setStateValue }`; where something is let go it calls
    `setStateValue("held", { L: [0, -1, 1, 0] })`.
    """
    shared = (_FOLDER / "scene.js").read_text(encoding="utf-8")
    own = (_FOLDER / f"{name}.js").read_text(encoding="utf-8")
    return component(
        f"lieaug_lesson_{name}",
        html='<div class="lieaug-scene"></div>',
        css=(_FOLDER / "scene.css").read_text(encoding="utf-8"),
        js=shared + own,
        isolate_styles=False,
    )
