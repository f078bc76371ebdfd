"""The diagnosis of a model in words, the same on the page and at the terminal, and free of Plotly."""

from collections.abc import Sequence

from lieaug.schema import ModelFinding

COLUMNS = ("symmetry", "the model", "misses by", "the data", "moved rows cost")

THROUGH_THE_MODEL = (
    "What the data have is judged through the errors of this model, so use rows that it was not trained on: on "
    "those it has seen it errs too little, and the data seem to break what they have."
)
"""What readers must know of the second verdict."""


def model_words(finding: ModelFinding) -> str:
    """What the model does: has it, follows up to ±40°, lacks it."""
    if finding.model == "approximate":
        return f"follows up to {finding.span(finding.model_extent)}"
    return "has it" if finding.model == "present" else "lacks it"


def data_words(finding: ModelFinding) -> str:
    """What the data do, as far as the model's errors tell."""
    match finding.data:
        case "present":
            return "have it"
        case "approximate":
            return f"have it up to {finding.span(finding.data_extent)}"
        case "absent":
            return "break it"
        case _:
            return "cannot tell"


def missed_words(finding: ModelFinding) -> str:
    """How far predictions miss at most, in shares of their spread."""
    return "less than 1%" if finding.model_error < 0.005 else f"{finding.model_error:.0%}"


def cost_words(finding: ModelFinding) -> str:
    """The largest error on moved rows over that on unmoved ones, within the full range."""
    pairs = zip(finding.t, finding.loss_ratio.mean, strict=True)
    return f"×{max(ratio for t, ratio in pairs if abs(t) <= finding.limit * 1.001):.3g}"


def row_words(finding: ModelFinding) -> tuple[str, ...]:
    """One row of the table, in the order of `COLUMNS`."""
    return (
        finding.name,
        model_words(finding),
        missed_words(finding),
        data_words(finding),
        cost_words(finding),
    )


def undecided_words(findings: Sequence[ModelFinding]) -> list[str]:
    """Of what these data cannot tell, and why; what has the same reason stands together."""
    reasons: dict[str, list[str]] = {}
    for finding in findings:
        if finding.data == "not identifiable":
            reasons.setdefault(finding.data_reason, []).append(finding.name)
    return [f"{', '.join(names)}: {reason}" for reason, names in reasons.items()]
