"""What a lesson is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lieaug.ui.learn.bench import Bench

Values = Mapping[str, Any]
"""What the thing that is moved stands at, by name."""


@dataclass(frozen=True)
class Number:
    """One current number beside the formula.

    Attributes:
        label: Markdown, as short as a symbol.
        text: The number with its unit.
        meaning: One line for those who ask.
    """

    label: str
    text: str
    meaning: str


@dataclass(frozen=True)
class Question:
    """What do you expect? Asked before a step can be done.

    Attributes:
        text: The question, Markdown.
        options: Two to four answers, Markdown; the first is "a" in the address, the second "b", …
        answer: Place of the right one among them, or a function of the step's values where it is measured.
        because: Why, said once the step is done.
    """

    text: str
    options: tuple[str, ...]
    answer: int | Callable[[Values], int]
    because: str

    def right(self, values: Values) -> int:
        return self.answer(values) if callable(self.answer) else self.answer


@dataclass(frozen=True)
class Step:
    """One thing to understand.

    Attributes:
        title: A few words.
        text: What it is about, Markdown; terms by `glossary.term`.
        question: Asked before.
        goal: What to reach, as an order: "Make the orbit a circle."
        scene: Draws the thing to move and returns its current values.
        reached: Whether these values reach the goal.
        numbers: The current numbers, three or so.
        formula: LaTeX, without dollar signs.
        words: The formula in words, Markdown.
        solution: Values, as the address holds them, that reach the goal.
        hint: For those who are stuck.
    """

    title: str
    text: str
    question: Question
    goal: str
    scene: "Callable[[Bench], Values]"
    reached: Callable[[Values], bool]
    numbers: Callable[[Values], Sequence[Number]]
    formula: str
    words: str
    solution: Mapping[str, str]
    hint: str = ""


@dataclass(frozen=True)
class Lesson:
    """A quarter of an hour.

    Attributes:
        number: Its place, from 1; its name in the address.
        title: A few words.
        goal: What the reader will be able to do, to follow "You will be able to …".
        minutes: How long it takes.
        picture: Name of its picture in `assets/lessons`.
        steps: Five to eight.
        discover: Query parameters of the page Discover that go on with the same set-up.
        onwards: What going on means: "Search the same symmetry in real orbits".
    """

    number: int
    title: str
    goal: str
    minutes: int
    picture: str
    steps: tuple[Step, ...]
    discover: Mapping[str, str] = field(default_factory=dict)
    onwards: str = ""
