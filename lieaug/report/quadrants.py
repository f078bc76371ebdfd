"""Two questions about a motion: do the inputs have it, and do the labels? Four answers, and what each one advises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lieaug.figures.named_words import NAMED_VERDICTS
from lieaug.figures.names import motion_name
from lieaug.schema import Discovery, GeneratorFinding, NamedFinding

QuadrantName = Literal["lacking", "already there", "trap", "neither"]

READINGS: dict[QuadrantName, tuple[str, str]] = {
    "lacking": (
        "The answer has it, the inputs do not",
        "Augmenting with it can add what the data lack: the best reason there is to try it.",
    ),
    "already there": (
        "The answer has it, and so do the inputs",
        "The data show it already; augmenting adds little, building it in saves parameters.",
    ),
    "trap": (
        "The inputs have it, the answer does not",
        "Moved inputs look like any others, but their answers differ: assuming it would hurt unseen.",
    ),
    "neither": (
        "Neither has it",
        "No symmetry, and it would show in the inputs too.",
    ),
}
"""What each answer is called, and what it advises."""

ORDER: tuple[QuadrantName, ...] = ("lacking", "already there", "neither", "trap")
"""As they stand in the picture: labels above, inputs from no to yes."""


@dataclass(frozen=True)
class Placed:
    """One motion with both answers.

    Attributes:
        name: For people.
        verdict: On the labels, in words.
        holds: Whether the labels have it, exactly, or so nearly that using it does no harm.
        inputs_symmetric: Whether nothing tells moved inputs from unmoved ones.
        auc: How well a classifier tells them: 0.5 not at all, 1 always.
        strength: Share of the target's spread that breaks it.
    """

    name: str
    verdict: str
    holds: bool
    inputs_symmetric: bool
    auc: float
    strength: float

    @property
    def quadrant(self) -> QuadrantName:
        if self.holds:
            return "already there" if self.inputs_symmetric else "lacking"
        return "trap" if self.inputs_symmetric else "neither"


def placed(result: Discovery) -> list[Placed]:
    """All motions of which both answers are known: generators first, then symmetries expected by name."""
    own = [_placed(motion_name(rank, f.name), f.verdict, f) for rank, f in enumerate(result.generators)]
    named = [_placed(finding.name, NAMED_VERDICTS[finding.verdict], finding) for finding in result.named]
    return [answer for answer in (*own, *named) if answer is not None]


def _placed(name: str, verdict: str, finding: GeneratorFinding | NamedFinding) -> Placed | None:
    """Nothing where the inputs were not asked, or where the data cannot tell about the labels."""
    if finding.distribution_auc is None or finding.verdict == "not identifiable":
        return None
    nearly = finding.verdict == "approximate" and not (isinstance(finding, NamedFinding) and finding.hurts)
    holds = finding.verdict == "present" or nearly
    return Placed(name, verdict, holds, bool(finding.inputs_symmetric), finding.distribution_auc, finding.strength)


def by_quadrant(answers: Sequence[Placed]) -> dict[QuadrantName, list[Placed]]:
    """The motions of every answer, also of those that none has."""
    return {name: [answer for answer in answers if answer.quadrant == name] for name in ORDER}
