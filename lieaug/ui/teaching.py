"""Teacher's links: any page in a given state, with parts hidden and controls locked, and large for the projector.

`hide=verdict,code` leaves parts of a page out, `lock=preset,seeds` shows controls but does not let them change,
`class=1` makes everything larger and leaves the navigation out. Names that nothing answers to are ignored.
"""

from lieaug.ui import session

PARAMETERS = ("hide", "lock", "class")
PARTS = {
    "verdict": "the verdict, until the class has said what it expects",
    "advanced": "the advanced settings",
    "code": "command line, notebook and downloads",
    "nav": "the bar of pages",
    "answers": "what a lesson's step turned out to show",
    "numbers": "a lesson's current numbers",
}
"""What can be hidden, and what that is in words."""
CONTROLS = {
    "task": "the choice of the task",
    "preset": "how thoroughly",
    "settings": "the task's own settings",
    "lesson": "a lesson's thing to move",
    "orbit": "an orbit's example and its sliders",
    "steps": "going on to other steps",
}
"""What can be locked, and what that is in words."""


def hidden(part: str) -> bool:
    """Whether the address asks for this part of the page to be left out."""
    return session.is_hidden(part)


def locked(control: str) -> bool:
    """Whether the address asks for this control to be shown, but not to be changed."""
    return control in _names("lock")


def class_mode() -> bool:
    """Whether the page is shown to a class: large, without navigation, with the queue's length."""
    return session.in_address("class") == "1"


def kept() -> dict[str, str]:
    """What links within the app must carry on, so that a class stays where its teacher has put it."""
    return {name: value for name in PARAMETERS if (value := session.in_address(name))}


def link_parameters(hide: list[str], lock: list[str], *, large: bool) -> dict[str, str]:
    """The present address with other parts hidden, other controls locked."""
    shown = {name: session.in_address(name) or "" for name in session.names_in_address()}
    shown |= {"hide": ",".join(hide), "lock": ",".join(lock), "class": "1" if large else ""}
    return {name: value for name, value in shown.items() if value}


def hidden_parts() -> list[str]:
    return [name for name in PARTS if hidden(name)]


def locked_controls() -> list[str]:
    return [name for name in CONTROLS if locked(name)]


def _names(parameter: str) -> set[str]:
    return {name.strip() for name in (session.in_address(parameter) or "").split(",")} - {""}
