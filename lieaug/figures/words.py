"""Findings in words, the same on the page and at the terminal. Free of Plotly, so that the terminal needs none."""

from collections.abc import Sequence
from dataclasses import dataclass

from lieaug.schema import ClassExtent, ComponentFinding, Discovery, GeneratorFinding, VerdictRates

WHOLE = 0.99  # share of the full range from which a generator holds all of it
ONE_SIDED = 0.05  # difference between both sides, as a share of the full range, that is worth telling apart


NO_VERDICT = "This method gives no verdict."
"""Beside what other methods than ours find."""


def knows(finding: GeneratorFinding, name: str) -> bool:
    """Whether a measurement was made; results of earlier versions lack some, and their defaults say nothing."""
    return name in finding.model_fields_set


def holds_throughout(finding: GeneratorFinding) -> bool:
    return finding.extent >= WHOLE * finding.extent_limit


def reach(finding: GeneratorFinding) -> str:
    """How far a generator holds: all the way round, ±40°, −40° … +55°, ±0.31; a dash if the data cannot tell."""
    if finding.verdict == "not identifiable":
        return "–"
    if holds_throughout(finding):
        return "all the way round" if finding.compact else f"all tested (±{finding.extent_limit:.2f})"
    if is_one_sided(finding):
        below, above = (_amount(finding, side) for side in finding.extent_sides)
        return f"−{below} … +{above}"
    return f"±{_amount(finding, finding.extent)}"


def reach_with_interval(finding: GeneratorFinding) -> str:
    """The same with its 95 % interval where there is one: ±40° (37 – 43°)."""
    intervals = reach_intervals(finding)
    if not intervals:
        return reach(finding)
    unit = "°" if finding.compact else ""
    spans = [" – ".join(_amount(finding, end).removesuffix("°") for end in ends) + unit for ends in intervals]
    return f"{reach(finding)} ({', '.join(spans)})"


def reach_intervals(finding: GeneratorFinding) -> list[tuple[float, float]]:
    """95 % intervals of what `reach` says: of both sides if they differ, else of the shorter one.

    None where nothing is claimed, or where the whole range holds: that rests on the average over it, not on where the
    curve leaves the tolerance.
    """
    undecided = finding.verdict == "not identifiable"
    if undecided or holds_throughout(finding) or not knows(finding, "extent_intervals"):
        return []
    if is_one_sided(finding):
        return list(finding.extent_intervals)
    below, above = finding.extent_sides
    return [finding.extent_intervals[0 if below <= above else 1]]


def is_one_sided(finding: GeneratorFinding) -> bool:
    """Whether it clearly holds farther on one side: neither interval touches the other."""
    if not knows(finding, "extent_sides") or not knows(finding, "extent_intervals"):
        return False
    below, above = finding.extent_sides
    (low_below, high_below), (low_above, high_above) = finding.extent_intervals
    apart = high_below < low_above or high_above < low_below
    return apart and abs(below - above) > ONE_SIDED * finding.extent_limit


def class_reach(finding: GeneratorFinding, found: ClassExtent) -> str:
    """How far one class tolerates a generator: all the way round, ±40° (37 – 43°), all tested (±0.50)."""
    if found.extent >= WHOLE * finding.extent_limit:
        return "all the way round" if finding.compact else f"all tested (±{finding.extent_limit:.2f})"
    low, high = (_amount(finding, end) for end in found.interval)
    return f"±{_amount(finding, found.extent)} ({low.removesuffix('°')} – {high})"


def classes_that_matter(findings: Sequence[GeneratorFinding]) -> list[tuple[int, GeneratorFinding]]:
    """Generators whose classes are told apart, with their ranks: those that hold somehow, else the strongest."""
    known = [(rank, finding) for rank, finding in enumerate(findings) if finding.classes]
    holding = [(rank, finding) for rank, finding in known if finding.verdict in ("present", "approximate")]
    return holding or known[:1]


def breaks(finding: GeneratorFinding) -> str:
    """The share of the target's spread that breaks a generator; a dash if it was not measured."""
    return f"{finding.strength:.0%}" if knows(finding, "strength") else "–"


def _amount(finding: GeneratorFinding, extent: float) -> str:
    """Rotations as angles, of which half a turn is the most; other motions as their plain t."""
    return f"{180 * extent / finding.extent_limit:.0f}°" if finding.compact else f"{extent:.2f}"


def why_and_what_to_do(reason: str) -> tuple[str, str]:
    """The two halves of a reason for not deciding, "what is the matter; what to do"; the second may be missing."""
    why, semicolon, what = reason.rpartition("; ")
    return (why, what) if semicolon else (reason, "")


@dataclass(frozen=True)
class Beyond:
    """Finite elements by what is to be said about them.

    One that the continuous symmetry is said to contain, but that does not hold, counts as broken: learned generators
    are inexact, and an element may be near their group without belonging to it.
    """

    holding: list[ComponentFinding]
    undecided: list[ComponentFinding]
    broken: list[ComponentFinding]
    implied: list[ComponentFinding]

    @classmethod
    def of(cls, components: Sequence[ComponentFinding]) -> "Beyond":
        broken = [component for component in components if component.verdict == "absent"]
        new = [component for component in components if not component.implied and component not in broken]
        return cls(
            [component for component in new if component.verdict != "not identifiable"],
            [component for component in new if component.verdict == "not identifiable"],
            broken,
            [component for component in components if component.implied and component not in broken],
        )


def rates_apply(result: Discovery, rates: VerdictRates) -> bool:
    """Whether the rates were measured, and for verdicts drawn as this one was: those of the first version were not."""
    return rates.false_present.runs > 0 and "algebra_found" in result.model_fields_set


def rates_sentence(result: Discovery, rates: VerdictRates) -> str:
    """How often such verdicts are wrong, or that nobody knows."""
    if rates_apply(result, rates):
        return rates.sentence
    return "How often verdicts like this one are wrong has not been measured."
