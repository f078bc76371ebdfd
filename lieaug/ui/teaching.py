"""Teacher's links: any page in a given state, with parts hidden and controls locked, and large for the projector.

`hide=verdict,code` leaves parts of a page out, `lock=preset,seeds` shows controls but does not let them change (any
field of the forms by its name), `class=1` makes everything larger and leaves the navigation out, and `lesson=5&step=3`
on any page says above it which step of which lesson this is for. Names that nothing answers to are ignored.
"""

from lieaug.ui import session

PARTS = {
    "nav": "The bar of pages",
    "tools": "Copy link and help",
    "footer": "The line at the foot",
    "verdict": "The verdict and what leads to it, until one has said what to expect",
    "advanced": "Advanced settings",
    "code": "Command line, notebook and downloads",
}
"""What can be hidden on any page, and what that is in words."""
OF_LESSONS = {
    "nav": PARTS["nav"],
    "tools": PARTS["tools"],
    "footer": PARTS["footer"],
    "answers": "What a step turned out to show",
    "numbers": "The current numbers",
}
"""What can be hidden on the page of lessons."""
CONTROLS = {
    "task": "The choice of the task",
    "preset": "How thoroughly",
    "settings": "All other settings",
    "orbit": "An orbit's example and its sliders",
    "threshold": "The thresholds of a verdict",
}
"""What can be locked, and what that is in words."""
LESSON_CONTROLS = {"lesson": "The thing to move", "steps": "Going to other steps"}
"""What can be locked on the page of lessons."""


def hidden(part: str) -> bool:
    """Whether the address asks for this part of the page to be left out."""
    return session.is_hidden(part) or (part == "nav" and class_mode())


def locked(control: str) -> bool:
    """Whether the address asks for this control to be shown, but not to be changed."""
    return control in (session.in_address("lock") or "").split(",")


def class_mode() -> bool:
    """Whether the page is shown to a class: large, without navigation, with the queue's length."""
    return session.in_address("class") == "1"


def leave_class_mode() -> None:
    session.take_from_address("class")


def link_parameters(hide: list[str], lock: list[str], *, large: bool) -> dict[str, str]:
    """The present address with other parts hidden, other controls locked."""
    shown = {name: session.in_address(name) or "" for name in session.names_in_address()}
    shown |= {"hide": ",".join(hide), "lock": ",".join(lock), "class": "1" if large else ""}
    return {name: value for name, value in shown.items() if value}
