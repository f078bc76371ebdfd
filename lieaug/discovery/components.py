"""Mirrors, permutations and finite turns: what holds beyond the motions that small steps lead to."""

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics import VERDICT_ORDER, component_candidates, measure_components
from lieaug.discovery.prepare import Study
from lieaug.model import AbstractPredictor
from lieaug.schema import ComponentFinding, Verdict


def find_components(
    study: Study,
    predictors: dict[str, AbstractPredictor],
    span: Float[Tensor, "m n n"],
    verdict: Verdict,
    *,
    rng: torch.Generator,
) -> list[ComponentFinding]:
    """Tests the finite elements that the action has names for, those that hold first.

    Args:
        study: The problem and its held-out rows.
        predictors: The arms "without" and "with", as in `Measurements`.
        span: The generators that hold, in scaled units; used only where they are present.
        verdict: The task's verdict.
        rng: Draws views and bootstrap samples.
    """
    problem = study.problem
    present = (span if verdict == "present" else span[:0]).to(study.device)
    candidates = component_candidates(problem.action, present.cpu(), rng=rng)
    if not candidates:
        return []
    findings = measure_components(
        predictors["without"],
        predictors["with"],
        problem,
        study.held_out,
        candidates,
        present,
        chance_loss=study.chance_loss,
        rng=rng,
        unseen=study.unseen,
        telling=study.telling(predictors["without"]),
    )
    findings = sorted(findings, key=lambda finding: (VERDICT_ORDER.index(finding.verdict), finding.evidence.ratio))
    return [
        ComponentFinding(
            name=finding.candidate.name,
            matrix=study.on_inputs(finding.candidate.matrix[None])[0].tolist(),
            verdict=finding.verdict,
            reason=finding.reason,
            # what only comes near a member of the group, as turns do in changed coordinates, need not hold
            implied=finding.candidate.implied and finding.verdict == "present",
            loss_ratio=finding.evidence.ratio,
            loss_ratio_interval=finding.evidence.interval,
            coverage=finding.evidence.coverage,
        )
        for finding in findings
    ]
