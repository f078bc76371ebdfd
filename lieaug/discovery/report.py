"""From measurements to the result: verdicts, names, comparison, evidence, and one sentence for people."""

import math
import platform
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

import lieaug
from lieaug.actions import ImageAction
from lieaug.diagnostics import (
    TOLERANCE,
    Consensus,
    GeneratorCurve,
    GeneratorEvidence,
    Judgement,
    RatioCurve,
    Spectrum,
    judge_generator,
    judge_task,
    plain_losses,
    relate,
    smallest_extent,
    support_ratio,
)
from lieaug.discovery.comparison import compare
from lieaug.discovery.orbit import sample_orbit
from lieaug.discovery.prepare import Study
from lieaug.lie import closure_residual, name_algebra, name_generator, principal_angles
from lieaug.model import AbstractPredictor
from lieaug.schema import Curve, Discovery, DiscoveryConfig, Evidence, GeneratorFinding, Verdict

LEARNED_SHARE = 0.7
"""A predictor whose held-out loss is above this share of chance has not learned the task."""

SPECTRUM_NULL = 0.08
IMAGE_SPECTRUM_NULL = 0.6
"""Relative residual below which a direction can be a symmetry; for images relative to the average direction."""

SUPPORT_STEP = 0.15
"""Share of the full range at which moved data are compared with data."""


@dataclass(frozen=True)
class Measurements:
    """What the pipeline measured."""

    consensus: Consensus
    matrices: Float[Tensor, "k n n"]
    shown_extents: list[float]
    curves: list[GeneratorCurve]
    spectrum: Spectrum
    predictors: dict[str, AbstractPredictor]


def report(
    config: DiscoveryConfig, study: Study, measured: Measurements, *, seconds: float
) -> tuple[Discovery, Evidence]:
    """Draws the verdict from the measurements and words it."""
    rng = torch.Generator().manual_seed(config.seed)
    plain = plain_losses(measured.predictors["without"], study.problem, study.held_out)
    ratios = [relate(curve, plain, study.problem.resolution, TOLERANCE, rng=rng) for curve in measured.curves]
    learned = float(plain.mean()) < LEARNED_SHARE * study.chance_loss
    findings = [_find(study, measured, index, ratio, learned=learned) for index, ratio in enumerate(ratios)]
    order = sorted(range(len(findings)), key=lambda index: _strength(findings[index]), reverse=True)
    verdict = judge_task([finding.verdict for finding in findings])
    span = _span(measured, findings, verdict)
    homogeneous = study.problem.action.homogeneous
    algebra = name_algebra(span, affine=homogeneous).name if len(span) else "none"
    ordered = [findings[index] for index in order]
    result = Discovery(
        task=config.task.label,
        action=study.problem.action.spec,
        output=study.problem.output.spec,
        verdict=verdict,
        sentence=_sentence(verdict, algebra, ordered),
        dimension=len(span),
        algebra=algebra,
        closure_residual=float(closure_residual(span)) if len(span) else 0.0,
        generators=ordered,
        spectrum=measured.spectrum.residuals.mean(dim=0).tolist(),
        spectrum_null=_spectrum_null(study, measured.spectrum),
        seeds=config.seeds,
        seed_agreement_degrees=math.degrees(measured.consensus.disagreement),
        angle_to_truth_degrees=_angle_to_truth(study, span),
        predictor=compare(study, measured.predictors, measured.matrices, findings, rng=rng),
        steps=config.steps or study.budget.joint,
        seconds=round(seconds, 3),
        device=str(study.device),
        versions={
            "lieaug": lieaug.__version__,
            "torch": torch.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
        },
        warnings=[*study.data.warnings, *_warnings(study, findings, learned=learned)],
    )
    return result, _evidence(study, measured, ratios, order)


def _find(study: Study, measured: Measurements, index: int, ratio: RatioCurve, *, learned: bool) -> GeneratorFinding:
    matrix, curve = measured.matrices[index], measured.curves[index]
    extents = measured.consensus.extents[:, index]
    problem, held_out = study.problem, study.held_out
    support = support_ratio(
        problem.action,
        problem.output,
        (problem.x, problem.y),
        (held_out.x, held_out.y),
        matrix.to(study.device),
        SUPPORT_STEP * curve.limit,
    )
    trained = float(extents.median())
    evidence = GeneratorEvidence(
        measured_extent=ratio.extent,
        shown_extent=measured.shown_extents[index],
        limit=curve.limit,
        compact=curve.compact,
        mean_ratio=ratio.mean,
        interval=ratio.interval,
        support_ratio=support,
        spectral_residual=measured.spectrum.along(measured.consensus.coordinates[index]),
        spectral_null=_spectrum_null(study, measured.spectrum),
    )
    judgement: Judgement = judge_generator(evidence, learned=learned)
    return GeneratorFinding(
        matrix=matrix.tolist(),
        extent=judgement.extent,
        trained_extent=trained,
        extent_limit=curve.limit,
        compact=curve.compact,
        verdict=judgement.verdict,
        name=name_generator(matrix, affine=problem.action.homogeneous),
        reason=judgement.reason,
        loss_ratio=ratio.mean,
        loss_ratio_interval=ratio.interval,
        support_ratio=support,
        extent_seeds=extents.tolist(),
        loss_ratio_seeds=ratio.seed_means.tolist(),
    )


def _spectrum_null(study: Study, found: Spectrum) -> float:
    """The absolute null, or the spectrum's own gap where it has one higher up (a predictor that is still coarse)."""
    absolute = IMAGE_SPECTRUM_NULL if isinstance(study.problem.action, ImageAction) else SPECTRUM_NULL
    return max(absolute, float(found.gap.median()))


_RANK: dict[Verdict, int] = {"present": 3, "approximate": 2, "not identifiable": 1, "absent": 0}


def _strength(finding: GeneratorFinding) -> tuple[int, float]:
    return _RANK[finding.verdict], finding.extent / finding.extent_limit


def _span(measured: Measurements, findings: list[GeneratorFinding], verdict: Verdict) -> Float[Tensor, "m n n"]:
    """The generators that the task's verdict speaks of."""
    chosen = [index for index, finding in enumerate(findings) if finding.verdict == verdict]
    return measured.matrices[chosen if verdict in ("present", "approximate") else []]


def _angle_to_truth(study: Study, span: Float[Tensor, "m n n"]) -> float | None:
    truth = study.true_basis
    if truth is None or len(span) == 0:
        return None
    return math.degrees(float(principal_angles(span, truth).max()))


def _sentence(verdict: Verdict, algebra: str, findings: list[GeneratorFinding]) -> str:
    named = [finding for finding in findings if finding.verdict == verdict]
    names = ", ".join(dict.fromkeys(finding.name for finding in named))
    match verdict:
        case "present":
            reach = "all the way round" if all(finding.compact for finding in named) else "over the whole range"
            return f"The task has a symmetry: {names} ({algebra}, dimension {len(named)}), {reach}."
        case "approximate":
            first = named[0]
            in_part = smallest_extent(first.extent_limit, compact=first.compact) <= first.extent < first.extent_limit
            if in_part and first.compact:
                size = f"up to {math.degrees(first.extent / first.extent_limit * math.pi):.0f}° either way"
            else:
                size = first.reason
            return f"The task has a symmetry in part: {names}; {size}."
        case "not identifiable":
            return f"These data cannot tell: {named[0].reason}."
        case "absent":
            return f"No symmetry was found among the {len(findings)} directions searched."


def _warnings(study: Study, findings: list[GeneratorFinding], *, learned: bool) -> list[str]:
    warnings = []
    if not learned:
        warnings.append("The predictor has hardly learned the task; no verdict can rest on it.")
    undecided = sum(finding.verdict == "not identifiable" for finding in findings)
    if learned and undecided:
        warnings.append(
            f"{undecided} of {len(findings)} directions cannot be decided: moved data are nowhere near the data."
        )
    x = study.problem.x
    if x.dim() == 2:
        rank = int(torch.linalg.matrix_rank(x[:2000].double(), rtol=1e-4))
        if rank < x.shape[1]:
            warnings.append(
                f"The inputs fill only {rank} of {x.shape[1]} dimensions; "
                "motions out of that subspace cannot be told apart."
            )
    return warnings


def _evidence(study: Study, measured: Measurements, ratios: list[RatioCurve], order: list[int]) -> Evidence:
    action = study.problem.action
    curves = [
        Curve(
            generator=place,
            t=measured.curves[index].t.tolist(),
            loss_ratio=ratios[index].ratio.tolist(),
            low=ratios[index].low.tolist(),
            high=ratios[index].high.tolist(),
            equivariance_error=measured.curves[index].equivariance_error.tolist(),
            seeds=ratios[index].seeds.tolist(),
        )
        for place, index in enumerate(order)
    ]
    search = action.search_space
    directions = action.generator_norm * torch.einsum("ed,dij->eij", measured.spectrum.coordinates[0].cpu(), search)
    return Evidence(
        curves=curves,
        null_band=(1 - TOLERANCE, 1 + TOLERANCE),
        spectrum_seeds=measured.spectrum.residuals.tolist(),
        spectrum_directions=directions.tolist(),
        orbit=sample_orbit(study, measured.matrices[order[0]], measured.curves[order[0]].limit),
    )
