"""Does the learned augmentation help? The predictor with it, without any, and with the true one where it is known."""

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.discovery.prepare import Study
from lieaug.model import AbstractPredictor, LieAugmenter, average
from lieaug.schema import GeneratorFinding, PredictorComparison

VIEWS = 8


@torch.no_grad()
def compare(
    study: Study,
    predictors: dict[str, AbstractPredictor],
    matrices: Float[Tensor, "k n n"],
    findings: list[GeneratorFinding],
    *,
    rng: torch.Generator,
) -> PredictorComparison:
    """Compares the arms on the test set, which none of them has seen.

    Args:
        study: The data and the problem.
        predictors: The trained arms: "joint", "without", "with" as in `Measurements`, "known" if the truth is known.
        matrices: The generators, in the order of `findings`.
        findings: Verdicts; test-time averaging uses what is present or approximate, as far as it reaches.
        rng: Source of the group elements of test-time averaging.
    """
    held = [
        (matrix, f.extent)
        for matrix, f in zip(matrices, findings, strict=True)
        if f.verdict in ("present", "approximate")
    ]
    # where nothing was found there is nothing to train with: the joint arm shows what the search has cost
    learned = predictors["with" if held else "joint"]
    arms = {"with": learned, "without": predictors["without"]}
    arms |= {"known": predictors["known"]} if "known" in predictors else {}
    scores = {name: score(study, model(_inputs(study, model))) for name, model in arms.items()}
    averaged = None
    if held:
        seeds = next(arms["with"].parameters()).shape[0]
        basis = torch.stack([matrix for matrix, _ in held]).expand(seeds, -1, -1, -1)
        extents = torch.tensor([extent for _, extent in held]).expand(seeds, -1)
        augmenter = LieAugmenter.fixed(study.problem.action, basis, extents).to(study.device)
        x = _inputs(study, arms["with"])
        prediction = average(arms["with"], augmenter, study.problem.output, x, VIEWS, rng=rng)
        averaged = float(score(study, prediction).mean())
    known = scores.get("known")
    return PredictorComparison.model_validate(
        {
            "metric": metric_of(study),
            "unit": unit_of(study),
            "with": float(scores["with"].mean()),
            "without": float(scores["without"].mean()),
            "known": None if known is None else float(known.mean()),
            "averaged": averaged,
            "with_seeds": scores["with"].tolist(),
            "without_seeds": scores["without"].tolist(),
            "known_seeds": [] if known is None else known.tolist(),
        }
    )


def metric_of(study: Study) -> str:
    """What `score` gives."""
    return "accuracy" if study.data.kind == "classification" else study.data.metric


def unit_of(study: Study) -> str:
    """Of what `score` gives, where the target has one."""
    if study.data.kind == "classification" or not study.data.unit:
        return ""
    return study.data.unit if study.data.metric == "mae" else f"({study.data.unit})²"


def _inputs(study: Study, predictor: AbstractPredictor) -> Tensor:
    seeds = next(predictor.parameters()).shape[0]
    return study.test.x.expand(seeds, *study.test.x.shape).contiguous()


def score(study: Study, prediction: Float[Tensor, "S rows outputs"]) -> Float[Tensor, " S"]:
    """Accuracy, or mean square or absolute error in the target's own units."""
    if study.data.kind == "classification":
        return (prediction.argmax(dim=-1) == study.test.y).float().mean(dim=1).cpu()
    assert study.y_scaling is not None, "regression targets are scaled"
    scale = study.y_scaling.scale.to(prediction.device)
    error = (prediction - study.test.y) * scale
    return (error.abs() if study.data.metric == "mae" else error.square()).mean(dim=(1, 2)).cpu()
