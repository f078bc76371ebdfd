"""Where the reader stands, all of it in the address: lesson, step, what was expected, what is done, what was moved.

`did=1-123.3-1` says that of lesson 1 the steps 1 to 3 are done and of lesson 3 the first; `votes=1-1a2c` that in step 1
of lesson 1 the first answer was expected, in step 2 the third. What is moved in step 2 under the name L is `L.2`.
"""

import math
import re
from collections.abc import Sequence

from lieaug.ui import session

KEPT = ("did", "votes", "run", "hide", "lock", "class")
"""Parameters that outlive a change of lesson."""


def lesson() -> int | None:
    """The lesson that the address names; None without or for nonsense."""
    return _whole("lesson")


def step() -> int:
    """The step that the address names, from 1."""
    return _whole("step") or 1


def go(lesson: int, step: int = 1) -> None:
    """To a step; within a lesson everything that was moved stays."""
    if lesson != _whole("lesson"):
        session.keep_in_address(KEPT)
    session.put_in_address(lesson=str(lesson), step=str(step))


def leave() -> None:
    """To the overview."""
    session.keep_in_address(KEPT)
    for name in ("lesson", "step"):
        session.take_from_address(name)


def done(lesson: int) -> frozenset[int]:
    """The steps of a lesson that are done."""
    return frozenset(int(digit) for digit in _noted("did", "[1-9]").get(lesson, ()))


def mark_done(lesson: int, step: int) -> None:
    noted = _noted("did", "[1-9]")
    noted[lesson] = tuple(sorted({*noted.get(lesson, ()), str(step)}))
    session.put_in_address(did=_joined(noted))


def vote(lesson: int, step: int) -> int | None:
    """Place of the answer that was expected, from 0; None before the vote."""
    found = [note for note in _noted("votes", "[1-9][a-d]").get(lesson, ()) if note[0] == str(step)]
    return ord(found[-1][1]) - ord("a") if found else None


def cast_vote(lesson: int, step: int, option: int) -> None:
    noted = _noted("votes", "[1-9][a-d]")
    others = [note for note in noted.get(lesson, ()) if note[0] != str(step)]
    noted[lesson] = tuple(sorted([*others, f"{step}{'abcd'[option]}"]))
    session.put_in_address(votes=_joined(noted))


def start_anew(lesson: int, step: int) -> None:
    """Forgets vote, done mark and moves of one step."""
    for name, pattern in (("did", "[1-9]"), ("votes", "[1-9][a-d]")):
        noted = _noted(name, pattern)
        noted[lesson] = tuple(note for note in noted.get(lesson, ()) if note[0] != str(step))
        session.put_in_address(**{name: _joined(noted)})
    for name in session.names_in_address():
        if name.endswith(f".{step}"):
            session.take_from_address(name)


def text(name: str, step: int) -> str | None:
    """What was moved, as it stands in the address."""
    return session.in_address(f"{name}.{step}")


def put(name: str, step: int, value: str) -> None:
    session.put_in_address(**{f"{name}.{step}": value})


def numbers(name: str, step: int, start: Sequence[float], *, most: float = 1e6) -> tuple[float, ...]:
    """Numbers that were moved; the start where the address has none, not as many, or others than finite ones."""
    parts = (text(name, step) or "").split(",")
    try:
        found = tuple(float(part) for part in parts)
    except ValueError:
        return tuple(start)
    fits = len(found) == len(start) and all(math.isfinite(value) and abs(value) <= most for value in found)
    return found if fits else tuple(start)


def written(values: Sequence[float]) -> str:
    """Numbers as the address holds them, with at most three decimals."""
    return ",".join(f"{round(value, 3) + 0.0:g}" for value in values)


def _whole(name: str) -> int | None:
    found = session.in_address(name) or ""
    return int(found) if re.fullmatch(r"[1-9]\d?", found) else None


def _noted(name: str, pattern: str) -> dict[int, tuple[str, ...]]:
    """Notes of every lesson; whatever is not one is ignored."""
    noted: dict[int, tuple[str, ...]] = {}
    for part in (session.in_address(name) or "").split("."):
        match = re.fullmatch(rf"([1-9])-((?:{pattern})+)", part)
        if match:
            noted[int(match[1])] = tuple(re.findall(pattern, match[2]))
    return noted


def _joined(noted: dict[int, tuple[str, ...]]) -> str:
    return ".".join(f"{lesson}-{''.join(notes)}" for lesson, notes in sorted(noted.items()) if notes)
