"""What a result says in words: the verdict in one sentence, and warnings beside it."""

import torch

from lieaug.diagnostics import smallest_extent
from lieaug.discovery.prepare import Study
from lieaug.discovery.trials import NOT_CLOSED
from lieaug.schema import GeneratorFinding, Verdict, algebra_and_dimension

RANK_ROWS = 2000
"""Rows from which the dimension of the inputs' span is read off."""

SMALLEST_SPREAD = 1e-4
"""Share of the widest spread below which inputs do not vary in a direction."""


def sentence_of(verdict: Verdict, algebra: str, findings: list[GeneratorFinding], *, even: bool = False) -> str:
    """The verdict in one sentence for people.

    Args:
        verdict: Of the task.
        algebra: Name of what the generators form that the verdict speaks of.
        findings: All generators, strongest first.
        even: Whether equal extents move examples equally far, as those of images do.
    """
    named = [finding for finding in findings if finding.verdict == verdict]
    several = algebra_and_dimension(algebra, len(named))
    match verdict:
        case "present":
            reach = "all the way round" if all(finding.compact for finding in named) else "over the whole range"
            what = several if len(named) > 1 else f"{named[0].name} ({several.removeprefix('unnamed, ')})"
            return f"The task has a symmetry: {what}, {reach}."
        case "approximate":
            first = named[0]
            names = several if len(named) > 1 else first.name
            least = smallest_extent(first.extent_limit, compact=first.compact, even=even)
            in_part = least <= first.extent < first.extent_limit
            # where the whole range was tested, it is broken over all of it, and the reason says by how much
            if in_part and first.compact and first.tested < 1:
                return f"The task has a symmetry in part: {names}, up to {_degrees(first):.0f}° either way."
            return f"The task has a symmetry in part: {names}; {first.reason}."
        case "not identifiable":
            return f"These data cannot tell: {named[0].reason}."
        case "absent":
            return f"No symmetry was found among the {len(findings)} directions searched."


def _degrees(finding: GeneratorFinding) -> float:
    """The extent of a closed orbit, of which half a turn is the most."""
    return 180 * finding.extent / finding.extent_limit


def warnings_of(study: Study, findings: list[GeneratorFinding], *, learned: bool, closure_residual: float) -> list[str]:
    """What a reader of the verdict should know beside it.

    Args:
        study: The problem and its inputs.
        findings: All generators.
        learned: Whether the plain predictor has learned the task at all.
        closure_residual: Of the generators that hold.
    """
    warnings = []
    if not learned:
        warnings.append("The predictor has hardly learned the task; no verdict can rest on it.")
    undecided = sum(finding.verdict == "not identifiable" for finding in findings)
    if learned and undecided:
        warnings.append(f"{undecided} of {len(findings)} directions cannot be decided; each says why.")
    if closure_residual > NOT_CLOSED:
        warnings.append(
            "The generators that hold are not closed under brackets, as those of a symmetry are: "
            "one is missing, or one too many; train longer or collect more rows."
        )
    x = study.problem.x
    if x.dim() == 2:
        rank = int(torch.linalg.matrix_rank(x[:RANK_ROWS].double(), rtol=SMALLEST_SPREAD))
        if rank < x.shape[1]:
            warnings.append(
                f"The inputs fill only {rank} of {x.shape[1]} dimensions; "
                "motions out of that subspace cannot be told apart."
            )
    return warnings
