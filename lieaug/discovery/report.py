"""From measurements to the result: verdicts, names, comparison, and evidence for the figures."""

import math
import platform
from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

import lieaug
from lieaug.actions import ImageAction, split_generators
from lieaug.diagnostics import (
    LEARNED_SHARE,
    TOLERANCE,
    VERDICT_ORDER,
    ClassCurve,
    Judgement,
    Spectrum,
    TwoSample,
    as_far_as_asked,
    beyond_common,
    judge_task,
    judge_together,
)
from lieaug.discovery.advice import advise
from lieaug.discovery.algebra import find_algebra
from lieaug.discovery.classes import class_extents, split_by_class
from lieaug.discovery.comparison import compare
from lieaug.discovery.components import find_components
from lieaug.discovery.evidence import Weighed
from lieaug.discovery.nomination import HARDLY_FOLLOWED
from lieaug.discovery.orbit import sample_orbit
from lieaug.discovery.prepare import Study
from lieaug.discovery.sentences import sentence_of, warnings_of
from lieaug.lie import Place, name_generator, name_homography
from lieaug.model import AbstractPredictor
from lieaug.schema import Curve, Discovery, DiscoveryConfig, Evidence, GeneratorFinding, NamedFinding, Verdict
from lieaug.training import to_scaled_units

SMALLEST_NULL = 1e-6
"""Keeps the line between directions positive, as an axis of powers of ten needs it."""


@dataclass(frozen=True)
class Measurements:
    """What the pipeline measured.

    Attributes:
        trained: How far joint training reached along the final directions [rad if a rotation].
        disagreement: Largest principal angle between the seeds' directions [rad].
        matrices: These directions as generators, in scaled units: those tested, then those given up.
        weighed: Curve and evidence of each.
        spectrum: Of the plain predictor.
        predictors: Of all arms by name; "with" is the one that the verdict speaks of.
        named: Findings on named symmetries with their curves; none without a battery.
        samples: Whether inputs are symmetric under each of these directions; none without a battery.
    """

    trained: Float[Tensor, "S k"]
    disagreement: float
    matrices: Float[Tensor, "k n n"]
    weighed: list[Weighed]
    spectrum: Spectrum
    predictors: dict[str, AbstractPredictor]
    named: list[tuple[NamedFinding, Curve | None]] = field(default_factory=list)
    samples: list[TwoSample] = field(default_factory=list)


def report(
    config: DiscoveryConfig, study: Study, measured: Measurements, *, seconds: float
) -> tuple[Discovery, Evidence, list[int]]:
    """Draws the verdict from the measurements and words it; also which of the directions each finding is."""
    rng = torch.Generator().manual_seed(config.seed)
    evidences = [weighed.evidence for weighed in measured.weighed]
    together = judge_together(evidences, measured.disagreement, all_directions=True)
    judgements = [
        as_far_as_asked(beyond_common(judgement, e), e) for judgement, e in zip(together, evidences, strict=True)
    ]
    curves = [weighed.curve for weighed in measured.weighed]
    by_class = split_by_class(study, measured.predictors["without"], curves, config.seed)
    findings = [_find(study, measured, index, judgement, by_class[index]) for index, judgement in enumerate(judgements)]
    learned = measured.weighed[0].evidence.plain <= LEARNED_SHARE
    order = sorted(range(len(findings)), key=lambda index: _strength(findings[index]), reverse=True)
    verdict = judge_task([finding.verdict for finding in findings])
    span = _span(measured, findings, verdict, order)
    held = [finding for finding in findings if finding.verdict == verdict]
    found = find_algebra(
        study,
        span,
        measured.spectrum,
        [finding.spectral_residual for finding in held],
        [finding.spectral_residual for finding in findings if finding.verdict != verdict],
        sum(finding.loss_ratio for finding in held) / len(held),
    )
    algebra, closure = ("none", 0.0) if found is None else (found.name, found.closure_residual)
    ordered = [findings[index] for index in order]
    result = Discovery(
        task=config.task.label,
        action=study.problem.action.spec,
        output=study.problem.output.spec,
        verdict=verdict,
        sentence=sentence_of(verdict, algebra, ordered, even=isinstance(study.problem.action.inner, ImageAction)),
        dimension=len(span),
        algebra=algebra,
        closure_residual=closure,
        algebra_found=found,
        components=find_components(study, measured.predictors, span, verdict, rng=rng),
        generators=ordered,
        spectrum=measured.spectrum.residuals.mean(dim=0).tolist(),
        spectrum_null=_spectrum_null(study, findings, measured.spectrum),
        seeds=config.seeds,
        seed_agreement_degrees=math.degrees(measured.disagreement),
        angle_to_truth_degrees=_angle_to_truth(study, span),
        predictor=compare(study, measured.predictors, measured.matrices, findings, rng=rng),
        named=[finding for finding, _ in measured.named],
        advice=advise([finding for finding, _ in measured.named], study.data.kind) if config.battery else [],
        steps=config.steps or study.budget.joint,
        seconds=round(seconds, 3),
        device=str(study.device),
        versions=versions(),
        warnings=[
            *study.data.warnings,
            *warnings_of(study, findings, learned=learned, closure_residual=closure),
        ],
    )
    return result, _evidence(study, measured, order, by_class), order


def versions() -> dict[str, str]:
    """What the numbers were made with."""
    return {
        "lieaug": lieaug.__version__,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }


def _find(
    study: Study, measured: Measurements, index: int, judgement: Judgement, classes: list[ClassCurve]
) -> GeneratorFinding:
    weighed = measured.weighed[index]
    matrix, on_outputs = split_generators(study.problem.action, study.in_data_units(measured.matrices[[index]])[0])
    trained, evidence, ratio = measured.trained[:, index], weighed.evidence, weighed.ratio
    onsets = weighed.onsets
    sample = measured.samples[index] if measured.samples else None
    return GeneratorFinding(
        matrix=matrix.tolist(),
        output_matrix=on_outputs.tolist() if on_outputs.numel() else None,
        extent=judgement.extent,
        extent_sides=onsets.sides if onsets else ratio.extents,
        extent_intervals=onsets.intervals if onsets else ratio.extent_intervals,
        trained_extent=float(trained.median()),
        extent_limit=evidence.limit,
        compact=evidence.compact,
        tested=evidence.tested,
        coverage=evidence.coverage,
        verdict=judgement.verdict,
        name=name_motion(study, matrix),
        reason=judgement.reason,
        strength=evidence.strength,
        loss_ratio=evidence.ratio,
        loss_ratio_interval=evidence.interval,
        breaking=evidence.breaking,
        breaking_error=evidence.breaking_error,
        spectral_residual=weighed.residual,
        support_ratio=evidence.support_ratio,
        extent_seeds=trained.tolist(),
        loss_ratio_seeds=ratio.seed_means.tolist(),
        classes=class_extents(study, classes),
        distribution_auc=sample.auc if sample else None,
        distribution_interval=sample.interval if sample else None,
        inputs_symmetric=sample.symmetric if sample else None,
    )


def name_motion(study: Study, matrix: Float[Tensor, "n n"]) -> str:
    """What a generator of inputs, in the data's own units, does; seen from the data, and not from an origin afar."""
    action, points = study.problem.action.inner, study.x_scaling.points
    if action.projective:
        return name_homography(matrix)
    if points is None or not action.homogeneous:
        return name_generator(matrix, affine=action.homogeneous)
    scaled = to_scaled_units(action, matrix.double().cpu(), study.x_scaling)
    return name_generator(scaled, affine=True, place=Place(points.centre.cpu(), float(points.unit)))


def _spectrum_null(study: Study, findings: list[GeneratorFinding], spectrum: Spectrum) -> float:
    """Between the plain predictor's residuals along directions tested and along those given up.

    Extents choose beside residuals, so that a single direction may be on the other side. Where none was tested, no
    residual lies below. Residuals of images are relative to each other, and have no end that a line must not pass.
    """
    tested = [finding.spectral_residual for finding in findings if finding.tested]
    given_up = [finding.spectral_residual for finding in findings if not finding.tested]
    if not tested:
        return max(float(spectrum.residuals[:, 0].min()), SMALLEST_NULL)
    highest = 2 * max(tested) if isinstance(study.problem.action.inner, ImageAction) else HARDLY_FOLLOWED
    between = math.sqrt(max(tested) * min(given_up)) if given_up else highest
    return min(max(between, SMALLEST_NULL), highest)


def _strength(finding: GeneratorFinding) -> tuple[int, float]:
    return -VERDICT_ORDER.index(finding.verdict), finding.extent / finding.extent_limit


def _span(
    measured: Measurements, findings: list[GeneratorFinding], verdict: Verdict, order: list[int]
) -> Float[Tensor, "m n n"]:
    """The generators that the task's verdict speaks of, in the order in which they are shown."""
    chosen = [index for index in order if findings[index].verdict == verdict]
    return measured.matrices[chosen if verdict in ("present", "approximate") else []]


def _angle_to_truth(study: Study, span: Float[Tensor, "m n n"]) -> float | None:
    truth = study.true_basis
    return None if truth is None or len(span) == 0 else math.degrees(study.angle_between(span, truth))


def _evidence(study: Study, measured: Measurements, order: list[int], by_class: list[list[ClassCurve]]) -> Evidence:
    curves = [
        measured.weighed[index].shown(
            place,
            classes=[study.class_name(found.label) for found in by_class[index]],
            class_ratios=[found.ratio.tolist() for found in by_class[index]],
        )
        for place, index in enumerate(order)
    ]
    directions = study.matrices(measured.spectrum.coordinates[0].cpu())
    return Evidence(
        curves=curves,
        named_curves=[curve for _, curve in measured.named if curve is not None],
        grounds=[measured.weighed[index].evidence for index in order],
        null_band=(1 - TOLERANCE, 1 + TOLERANCE),
        spectrum_seeds=measured.spectrum.residuals.tolist(),
        spectrum_directions=study.on_inputs(directions).tolist(),
        orbit=sample_orbit(study, measured.matrices[order[0]], measured.weighed[order[0]].curve.limit),
    )
