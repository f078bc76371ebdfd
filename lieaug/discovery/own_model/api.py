"""The diagnosis of a model of the user's: which named symmetries it has, which the data have, where they differ."""

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version

import numpy as np
import torch
from jaxtyping import Shaped
from numpy import ndarray

import lieaug
from lieaug.actions import AbstractAction
from lieaug.discovery.battery import Motion, axis_names, named_motions
from lieaug.discovery.own_model.curves import MotionCurve, Share, measure, relate_rows
from lieaug.discovery.own_model.predict import AnyModel
from lieaug.discovery.own_model.setting import Setting, make_setting
from lieaug.discovery.prepare import load_data
from lieaug.errors import ConfigError
from lieaug.rules.model import MODEL_TOLERANCE, DataEvidence, Range, difference, judge_data, judge_model
from lieaug.rules.verdict import LARGEST_BOUND, TOLERANCE, VERDICT_ORDER
from lieaug.schema import DiscoveryConfig, ModelDiagnosis, ModelFinding
from lieaug.tasks import Table, TaskData
from lieaug.tasks.tables import from_arrays
from lieaug.training import to_data_units

FEWEST_INSIDE = 0.05
"""Share of moved rows below which a model's curve counts all rows, those far from the data too."""


def diagnose(
    model: AnyModel,
    x: Shaped[ndarray, "*x"],
    y: Shaped[ndarray, "*y"],
    *,
    action: str | None = None,
    output: str | None = None,
    symmetries: Sequence[str] | None = None,
    seed: int = 0,
) -> ModelDiagnosis:
    """Tells which named symmetries a trained model has, which the data have, and where they differ.

    Nothing is trained. The model is asked for about 30 moved copies of up to 1,000 rows (250 images) for every motion.

    Args:
        model: Any callable from a batch of inputs (float32 arrays) to predictions; a `torch.nn.Module` gets tensors,
            without gradients. Classes are answered by logits, probabilities or labels.
        x: Inputs, as for `discover`; best rows that the model was not trained on.
        y: Their targets: floating-point numbers, or class labels.
        action: How a group element moves x, in the action language, such as ``"4*vec2"`` or ``"image.affine"``.
        output: How it moves y: ``"same"``, ``"invariant"`` (the default), or an action of the same matrix size.
        symmetries: Names of those to test; all that the action has names for by default.
        seed: Where all randomness starts: which rows, and the bootstrap.

    Raises:
        LieAugError: The model, the data, the action or a name cannot be used; the message says what to do.
    """
    rng = np.random.default_rng([seed, 1])
    data = from_arrays(np.asarray(x), np.asarray(y), action=action, output=output, rng=rng)
    return diagnose_data(
        model, data, action=action, output=output, symmetries=symmetries, seed=seed, model_name=_name_of(model)
    )


def diagnose_data(
    model: AnyModel,
    data: TaskData,
    *,
    action: str | None = None,
    output: str | None = None,
    symmetries: Sequence[str] | None = None,
    seed: int = 0,
    axes: Callable[[AbstractAction], tuple[str, ...]] = lambda action: (),
    model_name: str = "model",
    task_name: str = "arrays",
    observe: Callable[[int, int], None] = lambda done, total: None,
) -> ModelDiagnosis:
    """The same for a task's data.

    Args:
        model: See `diagnose`.
        data: A task's rows; both its parts are used.
        action: Instead of the task's.
        output: Instead of the task's.
        symmetries: See `diagnose`.
        seed: See `diagnose`.
        axes: What the coordinates of vectors are called.
        model_name: What to call the model.
        task_name: What to call the data.
        observe: Called with how many motions are through, and of how many.
    """
    started = time.perf_counter()
    setting = make_setting(model, data, action=action, output=output, seed=seed)
    motions = _chosen(
        named_motions(setting.action, setting.x_scaling, axes(setting.action)), symmetries, setting.action.spec
    )
    findings, unexplained = [], _unexplained(setting)
    for place, motion in enumerate(motions):
        observe(place, len(motions))
        findings.append(_find(setting, motion, unexplained, seed))
    return ModelDiagnosis(
        model=model_name,
        task=task_name,
        action=setting.action.spec,
        output=setting.output.spec,
        rows=len(setting.x),
        explained=1 - unexplained,
        findings=findings,
        seed=seed,
        seconds=round(time.perf_counter() - started, 3),
        versions={
            "lieaug": lieaug.__version__,
            "torch": torch.__version__,
            "numpy": version("numpy"),
            "python": platform.python_version(),
        },
        warnings=list(data.warnings),
    )


def diagnose_task(
    model: AnyModel,
    config: DiscoveryConfig,
    *,
    symmetries: Sequence[str] | None = None,
    model_name: str,
    observe: Callable[[int, int], None] = lambda done, total: None,
) -> ModelDiagnosis:
    """The same for what a configuration says of data, action, output and seed; its other settings are for training.

    Of a built-in task only the test rows are used, as a model has probably been trained on the others.

    Args:
        model: See `diagnose`.
        config: Task or file, and how it moves.
        symmetries: See `diagnose`.
        model_name: What to call the model.
        observe: See `diagnose_data`.
    """
    return diagnose_data(
        model,
        load_data(config) if isinstance(config.task, Table) else _unseen(load_data(config)),
        action=config.action,
        output=config.output,
        symmetries=symmetries,
        seed=config.seed,
        axes=lambda action: axis_names(config, action),
        model_name=model_name,
        task_name=config.task.label,
        observe=observe,
    )


def _unseen(data: TaskData) -> TaskData:
    """The test rows of a task alone: on rows that it has seen a model errs too little, and moved ones seem to cost."""
    half = len(data.x_test) // 2
    return replace(
        data,
        x_train=data.x_test[:half], y_train=data.y_test[:half], x_test=data.x_test[half:], y_test=data.y_test[half:],
        groups_train=None, groups_test=None, rows_train=None,
    )  # fmt: skip


def _chosen(motions: list[Motion], names: Sequence[str] | None, spec: str) -> list[Motion]:
    known = [motion.symmetry.name for motion in motions]
    unknown = [name for name in names or () if name not in known]
    if unknown or (names is not None and not names):
        asked = unknown[0] if unknown else "none"
        raise ConfigError(f"expected symmetries of {spec!r} ({', '.join(known)}), got {asked}; choose from these")
    return [motion for motion in motions if names is None or motion.symmetry.name in names]


def _unexplained(setting: Setting) -> float:
    """Share of the target's variance that the model leaves."""
    return float((setting.predict(setting.x) - setting.y).square().mean()) / setting.chance


def _find(setting: Setting, motion: Motion, unexplained: float, seed: int) -> ModelFinding:
    """Of a set, its member that the model follows worst, or, of equals, that the data break most."""
    found = [_find_one(setting, motion, place, unexplained, seed) for place in range(len(motion.matrices))]
    return max(found, key=lambda f: (VERDICT_ORDER.index(f.model), VERDICT_ORDER.index(f.data), f.model_error))


def _find_one(setting: Setting, motion: Motion, place: int, unexplained: float, seed: int) -> ModelFinding:
    curve = measure(setting, motion.matrices[place], correct=unexplained > LARGEST_BOUND)
    over = Range(curve.limit, curve.compact, setting.of_images)
    rng = torch.Generator().manual_seed(seed)  # anew for each, so that none depends on which are asked for
    asked = _where_asked(curve)
    error = relate_rows(asked, asked.missed, asked.spread, ceiling=MODEL_TOLERANCE, root=True, rng=rng)
    of_model = judge_model(error.extent, error.most, over)
    ratio = relate_rows(
        curve, curve.losses, curve.losses[curve.here], ceiling=1 + TOLERANCE, resolution=setting.resolution,
        surely=True, rng=rng,
    )  # fmt: skip
    evidence = _evidence(setting, curve, ratio)
    of_data = judge_data(evidence, over, follows=of_model.verdict == "present")
    finding = ModelFinding(
        name=motion.symmetry.name,
        kind=motion.symmetry.kind,
        matrices=to_data_units(setting.action, motion.matrices.double(), setting.x_scaling).tolist(),
        compact=curve.compact,
        limit=curve.limit,
        model=of_model.verdict,
        model_extent=of_model.extent,
        model_error=error.most,
        model_reason=of_model.reason,
        data=of_data.verdict,
        data_extent=of_data.extent,
        data_reason=of_data.reason,
        coverage=curve.coverage,
        corrected=curve.corrected,
        t=curve.t.tolist(),
        equivariance_error=error.band,
        loss_ratio=ratio.band,
    )
    return finding.model_copy(update={"difference": difference(finding)})


def _evidence(setting: Setting, curve: MotionCurve, ratio: Share) -> DataEvidence:
    return DataEvidence(
        extent=ratio.extent,
        known=curve.known,
        ratio=ratio.average,
        unexplained=float(curve.losses[curve.here].mean()) / setting.chance,
        told_apart=curve.told_apart(ratio.extent),
        coverage=curve.coverage,
        support_ratio=curve.support_ratio,
        corrected=curve.corrected,
    )


def _where_asked(curve: MotionCurve) -> MotionCurve:
    """The curve over rows near the data; over all rows where nearly none stays there, as a model answers anywhere."""
    if float(curve.inside[curve.full].float().mean(dim=1).min()) >= FEWEST_INSIDE:
        return curve
    return MotionCurve(**{**vars(curve), "inside": torch.ones_like(curve.inside)})


def _name_of(model: AnyModel) -> str:
    return getattr(model, "__name__", type(model).__name__)
