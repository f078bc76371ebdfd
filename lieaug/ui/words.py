"""The words and signs for states, verdicts and times; colour never stands alone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from lieaug.figures.canvas import number
from lieaug.schema import RunState, Verdict

Colour = Literal["blue", "green", "orange", "red", "violet", "gray", "yellow"]


@dataclass(frozen=True)
class Sign:
    """How one state or verdict is shown.

    Attributes:
        mark: A character for tables, which show plain text only.
        icon: The same as an icon.
        word: What it is called.
        colour: A colour of the theme.
        meaning: One sentence for those who ask.
    """

    mark: str
    icon: str
    word: str
    colour: Colour
    meaning: str

    @property
    def text(self) -> str:
        return f"{self.mark} {self.word}"

    @property
    def badge(self) -> str:
        """The sign in Markdown."""
        return f":{self.colour}-badge[{self.icon} {self.word}]"


STATES: dict[RunState, Sign] = {
    "queued": Sign("○", ":material/schedule:", "queued", "gray", "Waits until it is its turn."),
    "starting": Sign("◔", ":material/hourglass_top:", "starting", "blue", "Its process is starting."),
    "running": Sign("▶\ufe0e", ":material/play_arrow:", "running", "blue", "Learns right now."),
    "paused": Sign("‖", ":material/pause:", "paused", "yellow", "Waits until you let it continue; nothing is lost."),
    "finished": Sign("✓", ":material/check:", "finished", "green", "Done; its result is there."),
    "cancelled": Sign("⊘", ":material/block:", "cancelled", "gray", "Stopped on request; it can be resumed."),
    "failed": Sign("✕", ":material/error:", "failed", "red", "Stopped by an error; its message says what to do."),
    "lost": Sign("?", ":material/link_off:", "lost", "violet", "Its process is gone; it can be resumed."),
}

VERDICTS: dict[Verdict, Sign] = {
    "present": Sign("✓", ":material/check_circle:", "present", "green", "The symmetry holds as far as it can reach."),
    "approximate": Sign(
        "≈", ":material/airwave:", "approximate", "yellow", "It holds in part: nearly, or not all the way."
    ),
    "absent": Sign("✕", ":material/cancel:", "absent", "gray", "Moving the data breaks the answer."),
    "not identifiable": Sign("?", ":material/help:", "not identifiable", "violet", "These data cannot tell."),
}


def duration(seconds: float) -> str:
    """A length of time in at most two units: 12 s, 1 min 20 s, 2 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest and minutes < 10 else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def age(moment: datetime, now: datetime | None = None) -> str:
    """How long ago something was: just now, 5 min ago, 3 h ago, then the date."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 86_400:
        return f"{int(seconds // 3600)} h ago"
    return f"{moment.astimezone():%d %b %Y}"


def metric(name: str | None, value: float | None) -> str:
    """A quality with its name; shares as per cent, losses with three digits."""
    if name is None or value is None:
        return ""
    return f"{name} {value:.1%}" if name == "accuracy" else f"{name} {number(value)}"


def one_sentence(text: str) -> str:
    """A message as a sentence: first letter capital, full stop at the end."""
    text = text.strip()
    return (text[:1].upper() + text[1:]).rstrip(".") + "." if text else ""


def plain(text: str) -> str:
    """Text of the user's for use within Markdown: shown as it is, on one line, whatever signs are in it."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))
