"""From measurements to the result: verdicts, names, comparison, evidence, and one sentence for people."""

import math
import platform
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

import lieaug
from lieaug.actions import ImageAction, split_generators
from lieaug.diagnostics import (
    LEARNED_SHARE,
    TOLERANCE,
    Judgement,
    Spectrum,
    judge_task,
    judge_together,
    smallest_extent,
)
from lieaug.discovery.algebra import find_algebra
from lieaug.discovery.comparison import compare
from lieaug.discovery.components import find_components
from lieaug.discovery.evidence import Weighed
from lieaug.discovery.nomination import Nomination
from lieaug.discovery.orbit import sample_orbit
from lieaug.discovery.prepare import Study
from lieaug.lie import name_generator, principal_angles
from lieaug.model import AbstractPredictor
from lieaug.schema import Curve, Discovery, DiscoveryConfig, Evidence, GeneratorFinding, Verdict

SPECTRUM_NULL = 0.08
IMAGE_SPECTRUM_NULL = 0.6
"""Relative residual below which a direction can be a symmetry; for images relative to the average direction."""


@dataclass(frozen=True)
class Measurements:
    """What the pipeline measured."""

    coordinates: Float[Tensor, "k d"]
    trained: Float[Tensor, "S k"]
    disagreement: float
    matrices: Float[Tensor, "k n n"]
    weighed: list[Weighed]
    spectrum: Spectrum
    nomination: Nomination
    predictors: dict[str, AbstractPredictor]


def report(
    config: DiscoveryConfig, study: Study, measured: Measurements, *, seconds: float
) -> tuple[Discovery, Evidence]:
    """Draws the verdict from the measurements and words it."""
    rng = torch.Generator().manual_seed(config.seed)
    judgements = judge_together(
        [weighed.evidence for weighed in measured.weighed], measured.disagreement, all_directions=True
    )
    findings = [_find(study, measured, index, judgement) for index, judgement in enumerate(judgements)]
    learned = measured.weighed[0].evidence.plain <= LEARNED_SHARE
    order = sorted(range(len(findings)), key=lambda index: _strength(findings[index]), reverse=True)
    verdict = judge_task([finding.verdict for finding in findings])
    span = _span(measured, findings, verdict, order)
    held = [finding.loss_ratio for finding in findings if finding.verdict == verdict]
    found = find_algebra(study, span, measured.spectrum, measured.nomination, sum(held) / len(held))
    algebra = "none" if found is None else found.name
    ordered = [findings[index] for index in order]
    result = Discovery(
        task=config.task.label,
        action=study.problem.action.spec,
        output=study.problem.output.spec,
        verdict=verdict,
        sentence=_sentence(verdict, algebra, ordered),
        dimension=len(span),
        algebra=algebra,
        closure_residual=0.0 if found is None else found.closure_residual,
        algebra_found=found,
        components=find_components(study, measured.predictors, span, verdict, rng=rng),
        generators=ordered,
        spectrum=measured.spectrum.residuals.mean(dim=0).tolist(),
        spectrum_null=_spectrum_null(study, measured.spectrum),
        seeds=config.seeds,
        seed_agreement_degrees=math.degrees(measured.disagreement),
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
    return result, _evidence(study, measured, order)


def _find(study: Study, measured: Measurements, index: int, judgement: Judgement) -> GeneratorFinding:
    weighed = measured.weighed[index]
    matrix, on_outputs = split_generators(study.problem.action, study.in_data_units(measured.matrices[[index]])[0])
    trained, evidence, ratio = measured.trained[:, index], weighed.evidence, weighed.ratio
    in_part = 0 < evidence.tested < 1 and study.data.kind == "regression"
    return GeneratorFinding(
        matrix=matrix.tolist(),
        output_matrix=on_outputs.tolist() if on_outputs.numel() else None,
        extent=judgement.extent,
        extent_sides=ratio.onsets if in_part else ratio.extents,
        extent_intervals=ratio.onset_intervals if in_part else ratio.extent_intervals,
        trained_extent=float(trained.median()),
        extent_limit=evidence.limit,
        compact=evidence.compact,
        tested=evidence.tested,
        coverage=evidence.coverage,
        verdict=judgement.verdict,
        name=name_generator(matrix, affine=study.problem.action.inner.homogeneous),
        reason=judgement.reason,
        strength=evidence.strength,
        loss_ratio=evidence.ratio,
        loss_ratio_interval=evidence.interval,
        breaking=evidence.breaking,
        breaking_error=evidence.breaking_error,
        spectral_residual=measured.spectrum.along(measured.coordinates[index]),
        support_ratio=evidence.support_ratio,
        extent_seeds=trained.tolist(),
        loss_ratio_seeds=ratio.seed_means.tolist(),
    )


def _spectrum_null(study: Study, found: Spectrum) -> float:
    """The absolute null, or the spectrum's own gap where it has one higher up (a predictor that is still coarse)."""
    absolute = IMAGE_SPECTRUM_NULL if isinstance(study.problem.action.inner, ImageAction) else SPECTRUM_NULL
    return max(absolute, float(found.gap.median()))


_RANK: dict[Verdict, int] = {"present": 3, "approximate": 2, "not identifiable": 1, "absent": 0}


def _strength(finding: GeneratorFinding) -> tuple[int, float]:
    return _RANK[finding.verdict], finding.extent / finding.extent_limit


def _span(
    measured: Measurements, findings: list[GeneratorFinding], verdict: Verdict, order: list[int]
) -> Float[Tensor, "m n n"]:
    """The generators that the task's verdict speaks of, in the order in which they are shown."""
    chosen = [index for index in order if findings[index].verdict == verdict]
    return measured.matrices[chosen if verdict in ("present", "approximate") else []]


def _angle_to_truth(study: Study, span: Float[Tensor, "m n n"]) -> float | None:
    truth = study.true_basis
    if truth is None or len(span) == 0:
        return None
    return math.degrees(float(principal_angles(span, truth).max()))


def _sentence(verdict: Verdict, algebra: str, findings: list[GeneratorFinding]) -> str:
    named = [finding for finding in findings if finding.verdict == verdict]
    several = f"{algebra}, dimension {len(named)}"
    names = several if len(named) > 1 else "".join(finding.name for finding in named)
    match verdict:
        case "present":
            reach = "all the way round" if all(finding.compact for finding in named) else "over the whole range"
            what = several if len(named) > 1 else f"{named[0].name} ({algebra}, dimension 1)"
            return f"The task has a symmetry: {what}, {reach}."
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


def _evidence(study: Study, measured: Measurements, order: list[int]) -> Evidence:
    action = study.problem.action
    curves = [
        Curve(
            generator=place,
            t=measured.weighed[index].curve.t.tolist(),
            loss_ratio=measured.weighed[index].ratio.ratio.tolist(),
            low=measured.weighed[index].ratio.low.tolist(),
            high=measured.weighed[index].ratio.high.tolist(),
            equivariance_error=measured.weighed[index].curve.equivariance_error.tolist(),
            seeds=measured.weighed[index].ratio.seeds.tolist(),
        )
        for place, index in enumerate(order)
    ]
    search = action.search_space
    directions = action.generator_norm * torch.einsum("ed,dij->eij", measured.spectrum.coordinates[0].cpu(), search)
    return Evidence(
        curves=curves,
        null_band=(1 - TOLERANCE, 1 + TOLERANCE),
        spectrum_seeds=measured.spectrum.residuals.tolist(),
        spectrum_directions=study.on_inputs(directions).tolist(),
        orbit=sample_orbit(study, measured.matrices[order[0]], measured.weighed[order[0]].curve.limit),
    )
