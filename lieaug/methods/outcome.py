"""From trained models to a method's result: generators with names and extents, angles, and quality on test rows."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import split_generators
from lieaug.discovery.comparison import metric_of, score, unit_of
from lieaug.discovery.prepare import Study
from lieaug.discovery.report import name_motion, versions
from lieaug.methods.arms import told_dimension
from lieaug.methods.base import Fitted
from lieaug.schema import (
    METHOD_CARDS,
    DiscoveryConfig,
    LearnedGenerator,
    MethodModel,
    MethodResult,
    PredictorComparison,
)


@torch.no_grad()
def model_of(fitted: Fitted, seed: int) -> MethodModel:
    """One trained model in numbers."""
    study, generators, reach = fitted.study, fitted.generators, fitted.extents.tolist()
    return MethodModel(
        seed=seed,
        generators=[
            _learned(study, matrix, extent) for matrix, extent in zip(generators.cpu(), reach, strict=True)
        ],
        angle_to_truth_degrees=fitted.angle_degrees,
        closure_residual=study.closure_residual(generators) if len(generators) > 1 else 0.0,
        score=float(score(study, fitted.predictor(study.test.x[None]))),
        averaged=fitted.averaged(lambda prediction: score(study, prediction)),
        seconds=round(fitted.seconds, 3),
    )  # fmt: skip


def _learned(study: Study, generator: Float[Tensor, "n n"], extent: float) -> LearnedGenerator:
    matrix, on_outputs = split_generators(study.problem.action, study.in_data_units(generator[None])[0])
    return LearnedGenerator(
        matrix=matrix.tolist(),
        output_matrix=on_outputs.tolist() if on_outputs.numel() else None,
        extent=extent,
        name=name_motion(study, matrix),
    )


def method_result(
    config: DiscoveryConfig, study: Study, plain: Sequence[MethodModel], own: Sequence[MethodModel], *, steps: int
) -> MethodResult:
    """What came out of all models.

    Args:
        config: What was asked for.
        study: What was learned.
        plain: The models without augmentation, for comparison.
        own: Those of the method, in the same order of seeds.
        steps: Updates of each model's predictor.
    """
    return MethodResult(
        method=config.method,
        task=config.task.label,
        action=study.problem.action.spec,
        output=study.problem.output.spec,
        told=_told(config, study),
        true_dimension=_true_dimension(study),
        models=list(own),
        predictor=_comparison(study, plain, own),
        steps=steps,
        seconds=round(sum(model.seconds for model in own), 3),
        device=str(study.device),
        versions=versions(),
        warnings=list(study.data.warnings),
    )


def _comparison(study: Study, plain: Sequence[MethodModel], own: Sequence[MethodModel]) -> PredictorComparison:
    scores = {"with": [model.score for model in own], "without": [model.score for model in plain]}
    averaged = [model.averaged for model in own if model.averaged is not None]
    return PredictorComparison.model_validate(
        {
            "metric": metric_of(study),
            "unit": unit_of(study),
            **{name: sum(values) / len(values) for name, values in scores.items()},
            "averaged": sum(averaged) / len(averaged) if averaged else None,
            **{f"{name}_seeds": values for name, values in scores.items()},
        }
    )


def _true_dimension(study: Study) -> int | None:
    if study.true_basis is not None:
        return len(study.true_basis)
    truth = study.data.truth
    return 0 if truth is not None and len(truth.basis) == 0 else None


def _told(config: DiscoveryConfig, study: Study) -> str:
    told = METHOD_CARDS[config.method].told
    if told != "the dimension":
        return f"It was given {told}." if told else ""
    count = told_dimension(study)
    whence = (
        "as the settings ask" if config.generators is not None
        else "as many as the known symmetry has" if study.true_basis is not None
        else "as nothing is known of a symmetry here"
    )  # fmt: skip
    return f"It was told to learn {count} generator{'s' if count > 1 else ''}, {whence}; it cannot find out."
