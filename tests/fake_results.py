"""Results and evidence as real runs would have written them, made up without any training."""

from typing import Any

import numpy as np

from lieaug.schema import (
    Curve,
    Discovery,
    DiscoveryConfig,
    Evidence,
    GeneratorEvidence,
    GeneratorFinding,
    LearnedGenerator,
    MethodModel,
    MethodResult,
    NamedFinding,
    Orbit,
    PredictorComparison,
)
from lieaug.tasks.particles import lorentz_basis
from lieaug.tasks.zoo import FAMILIES

SEEDS = 4
TOTAL = 2500
ROTATION = np.array([[0.0, -1.0], [1.0, 0.0]])
UNDECIDED = (
    "moved data are 12 times farther from the data than held-out data are, so that nothing contradicts this motion and "
    "nothing confirms it; add data there or leave it undecided"
)
NEW_IN_RESULTS = {"algebra_found", "components", "named", "advice"}
NEW_IN_GENERATORS = {
    "output_matrix", "strength", "breaking", "breaking_error", "spectral_residual", "tested", "coverage",
    "extent_sides", "extent_intervals", "classes",
}  # fmt: skip
"""What results of the first version lacked."""


def matrix_size(config: DiscoveryConfig) -> int:
    """Size of the action's matrices."""
    if config.task.kind == "zoo" and config.task.family in FAMILIES:
        return FAMILIES[config.task.family].basis.shape[-1]
    if config.task.kind == "dimuon":
        return 4
    return 3 if config.task.kind in ("mnist", "six-nine", "oscillator-3d", "zoo", "qm9") else 2


def fake_method_result(config: DiscoveryConfig) -> MethodResult:
    """What a method that found the first rotation, a little askew, would have written; nothing of some methods."""
    basis = directions(matrix_size(config), 1, 0, 0.1)
    found = [] if config.method == "none" else [basis[0]]
    models = [
        MethodModel(
            seed=seed,
            generators=[
                LearnedGenerator(matrix=matrix.tolist(), extent=1.5 + 0.1 * seed, name="rotation") for matrix in found
            ],
            angle_to_truth_degrees=4.2 if found else None,
            closure_residual=0.0,
            score=2e-4 * (1 + seed),
            averaged=1e-4 if found else None,
            seconds=2.5,
        )
        for seed in range(config.seeds)
    ]
    scores = [model.score for model in models]
    comparison = {
        "metric": "mse", "with": float(np.mean(scores)), "without": 8e-4, "averaged": 1e-4 if found else None,
        "with_seeds": scores, "without_seeds": [8e-4] * config.seeds,
    }  # fmt: skip
    return MethodResult(
        method=config.method,
        task=config.task.label,
        action="image.affine" if config.task.kind == "mnist" else f"vec{matrix_size(config)}",
        output="same",
        told="It was told to learn 1 generator, as many as the known symmetry has; it cannot find out."
        if config.method == "augerino" else "",
        true_dimension=1,
        models=models,
        predictor=PredictorComparison.model_validate(comparison),
        steps=1400,
        seconds=2.5 * config.seeds,
        device="cpu",
        versions={"lieaug": "0.2.0"},
        warnings=[],
    )  # fmt: skip


def directions(n: int, k: int, seed: int, noise: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    drawn = rng.normal(0, 1, (k, n, n))
    drawn[0] = noise * drawn[0]
    drawn[0, :2, :2] += ROTATION
    if n == 3:
        drawn[:, 2] = 0
    return drawn * np.sqrt(2) / np.linalg.norm(drawn, axis=(1, 2), keepdims=True)


def _generators(config: DiscoveryConfig) -> tuple[np.ndarray, list[str]]:
    """Matrices and names, strongest first: those that hold, then two that do not."""
    if config.task.kind == "dimuon":
        names = ["boost along pz", "rotation", "boost along px", "stretch"]
        return lorentz_basis()[[2, 5, 0, 1]], names
    if config.task.kind != "zoo" or config.task.family == "none":
        return directions(matrix_size(config), 3, 0, 0.0), ["rotation", "scaling and shear", "shear"]
    family = FAMILIES[config.task.family]
    true = family.basis
    if config.task.conjugated and family.kind == "linear":
        change = np.diag(np.linspace(0.75, 1.35, family.n))
        true = change @ true @ np.linalg.inv(change)
    names = {"so": "rotation, elliptic (axes ratio 1.8)" if config.task.conjugated else "rotation", "tr": "translation"}
    name = names.get(config.task.family[:2], config.task.family)
    others = directions(family.basis.shape[-1], 3, 0, 0.0)[1:]
    return np.concatenate([true, others]), [name] * len(true) + ["stretch", "mixed (64 % stretch, 30 % rotation)"]


def _verdict(config: DiscoveryConfig) -> tuple[str, float]:
    """The verdict and extent [rad] that the task would really get."""
    task = config.task
    if task.kind == "zoo":
        if task.reach_degrees is not None or task.broken:
            return "approximate", float(np.radians(task.reach_degrees or 50.0))
        return ("present", float(np.pi)) if task.family != "none" else ("absent", 0.25)
    if task.kind == "six-nine" or (task.kind == "mnist" and task.rotation < 180):
        return ("approximate", float(np.radians(task.rotation))) if task.rotation else ("absent", 0.3)
    springs = getattr(task, "stiffness", (1.0, 1.0))
    return ("present", float(np.pi)) if len(set(springs)) == 1 and task.kind != "hurricane" else ("absent", 0.25)


def _action(config: DiscoveryConfig) -> str:
    if config.action is not None:
        return config.action
    if config.task.kind == "zoo":
        return FAMILIES[config.task.family].action.format(m=3) if config.task.family in FAMILIES else "2*vec3"
    if config.task.kind == "mnist" and config.task.warp == "homography":
        return "image.homography"
    return {
        "mnist": "image.affine",
        "six-nine": "image.affine",
        "oscillator-3d": "2*vec3",
        "two-body": "4*vec2",
        "qm9": "points3",
        "dimuon": "2*vec4",
    }.get(config.task.kind, "2*vec2")


def fake_result(config: DiscoveryConfig, verdict: str | None = None) -> Discovery:
    """What a run with these settings would have found, or might have."""
    likely, extent = _verdict(config)
    verdict = verdict or likely
    matrices, names = _generators(config)
    found = len(matrices) - 2
    generators = [
        _finding(
            matrix, name, verdict if index < found else "absent",
            extent if index < found else 0.12 - 0.02 * (index - found), 1.01 if verdict == "present" else 1.9,
            learned=config.output == "learned", classes=class_names(config),
        )
        for index, (matrix, name) in enumerate(zip(matrices, names, strict=True))
    ]  # fmt: skip
    dimension = found if verdict in ("present", "approximate") else 0
    algebra = _algebra(config, matrices[:found]) if dimension else None
    is_image = config.task.kind in ("mnist", "six-nine")
    qualities = (0.968, 0.951, 0.972) if is_image else (2.1e-6, 1.2e-5, 1.9e-6)
    spread = [0.995, 1.0, 1.002, 1.003] if is_image else [0.8, 0.95, 1.1, 1.3]
    return Discovery.model_validate(
        {
            "schema": 1,
            "task": config.task.label,
            "action": _action(config),
            "output": config.output or ("invariant" if is_image or config.task.kind in ("qm9", "dimuon") else "same"),
            "verdict": verdict,
            "sentence": _sentence(verdict, extent),
            "dimension": dimension,
            "algebra": algebra["name"] if algebra else "none",
            "closure_residual": 0.0,
            "algebra_found": algebra,
            "components": _components(config, verdict),
            "generators": generators,
            "spectrum": [0.03, *np.linspace(0.4, 0.9, matrix_size(config) ** 2 - 1)],
            "spectrum_null": 0.08,
            "seeds": SEEDS,
            "seed_agreement_degrees": 0.3,
            "angle_to_truth_degrees": 0.2 if dimension else None,
            "predictor": {
                "metric": "accuracy" if is_image else "mse",
                "with": qualities[0],
                "without": qualities[1],
                "known": qualities[2],
                "averaged": qualities[0],
                "with_seeds": [qualities[0] * s for s in spread],
                "without_seeds": [qualities[1] * s for s in spread],
                "known_seeds": [qualities[2] * s for s in spread],
            },
            "steps": TOTAL,
            "seconds": 16.2,
            "device": "cpu",
            "versions": {"lieaug": "0.1.0", "torch": "2.13.0"},
            "named": [finding.model_dump() for finding in _named(config)],
            "advice": _advice(config),
            "warnings": ["The bodies are always opposite, so rotations of single bodies cannot be told apart."]
            if config.task.kind == "two-body"
            else [],
        }
    )


def _named(config: DiscoveryConfig) -> list[NamedFinding]:
    """With a battery: one of each verdict, one of them also tried in part, and a mirror."""
    if not config.battery:
        return []
    kinds = [("rotation", "present", -0.31), ("scaling", "approximate", 0.02), ("shear of x by y", "absent", 0.4)]
    found = [
        NamedFinding(
            name=name,
            kind=name.split(" ")[0],
            verdict=verdict,
            reason="moved data fit as well as unmoved data (+1%) over the whole range",
            matrices=[ROTATION.tolist()] if name == "rotation" else [np.eye(2).tolist()],
            extent=np.pi if name == "rotation" else 0.2,
            extent_limit=np.pi if name == "rotation" else 0.5,
            compact=name == "rotation",
            strength={"present": 0.0, "approximate": 0.09}.get(verdict, 0.6),
            loss_ratio=1.0 if verdict == "present" else 2.5,
            loss_ratio_interval=(0.97, 2.6),
            gain=gain,
            gain_interval=(gain - 0.03, gain + 0.03),
            part=0.125 if verdict != "present" else None,
            part_gain=-0.05 if verdict != "present" else None,
            part_gain_interval=(-0.08, -0.02) if verdict != "present" else None,
            distribution_auc=0.93 if verdict != "present" else 0.51,
            distribution_interval=(0.9, 0.95) if verdict != "present" else (0.48, 0.54),
            inputs_symmetric=verdict == "present",
        )
        for name, verdict, gain in kinds
    ]
    mirror = found[0].model_copy(
        update={
            "name": "mirror of x", "kind": "mirror", "verdict": "not identifiable", "extent": 0.0, "extent_limit": 0.0,
            "compact": False, "reason": "only 0% of moved data land among the data; add data there",
        }
    )  # fmt: skip
    return [*found, mirror]


def _advice(config: DiscoveryConfig) -> list[str]:
    return ["Use rotation, all the way round: expect -31% error on held-out rows."] if config.battery else []


def values_of_first_version(result: Discovery) -> dict[str, Any]:
    """The same result in the JSON of the first version."""
    values = result.model_dump(mode="json", by_alias=True, exclude=NEW_IN_RESULTS)
    for generator in values["generators"]:
        for name in NEW_IN_GENERATORS:
            del generator[name]
    return values


def _algebra(config: DiscoveryConfig, span: np.ndarray) -> dict[str, Any]:
    """A card with the span's own structure constants, a little noisy."""
    k = len(span)
    rows = span.reshape(k, -1)
    brackets = np.einsum("aij,bjk->abik", span, span) - np.einsum("bij,ajk->abik", span, span)
    constants = brackets.reshape(k, k, -1) @ np.linalg.pinv(rows)
    form = np.einsum("acd,bdc->ab", constants, constants)
    values = np.linalg.eigvalsh(form)
    family = FAMILIES[config.task.family].algebra if config.task.kind == "zoo" else "so(2)"
    conjugated = config.task.kind == "zoo" and config.task.conjugated
    return {
        "name": f"{family}, conjugated" if conjugated else family,
        "parts": family.split(" + "),
        "dimension": k,
        "dimension_reason": f"{k} of {matrix_size(config) ** 2} directions hold: the plain predictor follows them with "
        "residuals up to 0.12, the next direction with 0.61; their brackets leave the span by 0.004; data moved along "
        "them cost 1.01 times what unmoved data cost",
        "killing_signature": (int((values > 0.1).sum()), int((values < -0.1).sum()), int((abs(values) <= 0.1).sum())),
        "structure_constants": (constants * 0.99).tolist(),
        "closure_residual": 0.004,
        "axes_ratio": 1.8 if conjugated else None,
        "angle_degrees": 0.7,
        "closed_basis": span.tolist(),
        "closed_angle_degrees": 0.4,
        "spectrum_angle_degrees": 3.1,
    }


def _components(config: DiscoveryConfig, verdict: str) -> list[dict[str, Any]]:
    """Mirrors hold where a symmetry is present; turns follow from it; one mirror finds no data to be tried on."""
    if config.output == "learned":
        return []
    n = 3 if matrix_size(config) == 3 and config.task.kind != "mnist" else 2
    holds = verdict == "present"
    mirrors = [_component(f"mirror of {axis}", n, "present" if holds else "absent") for axis in "xyz"[: n - 1]]
    if verdict == "not identifiable":
        mirrors = [_component(mirror["name"], n, "not identifiable") for mirror in mirrors]
    last = _component(f"mirror of {'xyz'[n - 1]}", n, "not identifiable")
    turn = _component("half turn", n, "present" if holds else "absent", implied=holds)
    third = _component("third of a turn", n, "present" if holds else "absent", implied=holds)
    return [*mirrors, last, _component("exchange of x and y", n, "absent"), turn, third]


def _component(name: str, n: int, verdict: str, *, implied: bool = False) -> dict[str, Any]:
    reason = {
        "present": "moved data fit as well as unmoved data (+2%)",
        "absent": "moved data cost 12.4 times as much as unmoved",
        "not identifiable": "only 21% of moved data land among the data; add data there",
    }[verdict]
    ratio = 12.4 if verdict == "absent" else 1.02
    return {
        "name": name, "matrix": (-np.eye(n)).tolist(), "verdict": verdict, "reason": reason, "implied": implied,
        "loss_ratio": ratio, "loss_ratio_interval": (0.9 * ratio, 1.1 * ratio),
        "coverage": 0.21 if verdict == "not identifiable" else 0.97,
    }  # fmt: skip


def _sentence(verdict: str, extent: float) -> str:
    return {
        "present": "This task has a rotation symmetry, all the way round.",
        "approximate": f"This task tolerates rotation up to {np.degrees(extent):.0f}°, and no further.",
        "absent": "No continuous symmetry was found among the motions tried.",
        "not identifiable": f"These data cannot tell: {UNDECIDED}.",
    }[verdict]


def _finding(
    matrix: np.ndarray, name: str, verdict: str, extent: float, ratio: float, *, learned: bool = False,
    classes: tuple[str, ...] = (),
) -> dict[str, Any]:  # fmt: skip
    compact = name.startswith("rotation")
    limit = float(np.pi) if compact else 0.5
    extent = limit if verdict == "present" else min(extent, limit)
    holds = verdict in ("present", "approximate")
    ratio = ratio if holds else 4.2
    below, above = extent, min(1.4 * extent if verdict == "approximate" else extent, limit)
    return {
        "matrix": matrix.tolist(),
        "output_matrix": [[0.02, -0.98], [1.01, 0.0]] if learned else None,
        "extent": extent,
        "extent_sides": (below, above),
        "extent_intervals": ((0.92 * below, min(1.08 * below, limit)), (0.92 * above, min(1.08 * above, limit))),
        "trained_extent": extent * 0.97,
        "extent_limit": limit,
        "compact": compact,
        "verdict": verdict,
        "name": name,
        "reason": UNDECIDED
        if verdict == "not identifiable"
        else f"At its extent the held-out loss is {ratio:g} times the unmoved one.",
        "loss_ratio": ratio,
        "loss_ratio_interval": (ratio * 0.96, ratio * 1.04),
        "strength": {"present": 0.012, "approximate": 0.11}.get(verdict, 0.43),
        "breaking": {"present": 0.0001, "approximate": 0.012}.get(verdict, 0.18),
        "breaking_error": 0.0004,
        "spectral_residual": 0.07 if holds else 0.8,
        "tested": 1.0 if verdict == "present" else 0.5 if holds else 0.0,
        "coverage": 0.18 if verdict == "not identifiable" else 0.98,
        "support_ratio": 12.0 if verdict == "not identifiable" else 1.02,
        "extent_seeds": [extent * s for s in (0.95, 1.0, 1.0, 1.02)],
        "loss_ratio_seeds": [ratio] * SEEDS,
        "classes": [
            {"name": name, "rows": 50, "extent": end, "sides": [end] * 2, "interval": (0.85 * end, end)}
            for name, end in zip(classes, np.minimum(extent * class_shares(len(classes)), limit).tolist(), strict=True)
        ],
    }  # fmt: skip


def class_names(config: DiscoveryConfig) -> tuple[str, ...]:
    return {"mnist": tuple("0123456789"), "six-nine": ("6", "9")}.get(config.task.kind, ())


def class_shares(classes: int) -> np.ndarray:
    """How far classes hold, relative to all together."""
    return 1 + 0.6 * np.sin(2.0 * np.arange(classes) + 1)


def fake_evidence(config: DiscoveryConfig, verdict: str | None = None) -> Evidence:
    result = fake_result(config, verdict)
    _, extent = _verdict(config)
    t = np.linspace(-np.pi, np.pi, 41)
    matrices, _ = _generators(config)
    holding = len(matrices) - 2
    names = class_names(config)
    curves = [_curve(index, t, extent if index < holding else 0.12, names) for index in range(len(matrices))]
    spectrum = [0.03, *np.linspace(0.4, 0.9, matrix_size(config) ** 2 - 1)]
    return Evidence(
        curves=curves,
        named_curves=[_curve(index, t, 0.3, ()) for index in range(3)] if config.battery else [],
        grounds=[_grounds(finding) for finding in result.generators],
        null_band=(0.8, 1.2),
        spectrum_seeds=[[value * s for value in spectrum] for s in (0.9, 1.0, 1.05, 1.1)],
        spectrum_directions=directions(matrix_size(config), 3, 0, 0.0).tolist(),
        orbit=_orbit(config, t),
    )


def _grounds(finding: GeneratorFinding) -> GeneratorEvidence:
    """Measurements that lead to the finding's verdict."""
    absent = finding.verdict == "absent"
    return GeneratorEvidence(
        tested=1.0 if finding.verdict == "not identifiable" else finding.tested,
        limit=finding.extent_limit,
        compact=finding.compact,
        extent=finding.extent,
        ratio=finding.loss_ratio,
        interval=finding.loss_ratio_interval,
        unmoved=1.0,
        excess=0.9 if absent else finding.strength**2,
        near=0.3 if absent else 0.0,
        breaking=finding.breaking,
        breaking_error=finding.breaking_error,
        unexplained=0.02,
        plain=0.02,
        coverage=finding.coverage,
        residual=finding.spectral_residual,
        support_ratio=finding.support_ratio,
    )


def _curve(generator: int, t: np.ndarray, extent: float, classes: tuple[str, ...]) -> Curve:
    ratio = 1 + 8 * np.clip(np.abs(t) - extent, 0, None) ** 2
    by_class = [1 + 8 * np.clip(np.abs(t) - share * extent, 0, None) ** 2 for share in class_shares(len(classes))]
    values = {"loss_ratio": ratio, "low": 0.93 * ratio, "high": 1.08 * ratio, "equivariance_error": 0.1 * (ratio - 1)}
    return Curve(
        generator=generator, t=t.tolist(), classes=list(classes), class_ratios=[row.tolist() for row in by_class],
        **{name: value.tolist() for name, value in values.items()},
    )  # fmt: skip


def _orbit(config: DiscoveryConfig, t: np.ndarray) -> Orbit:
    if config.task.kind in ("mnist", "six-nine"):
        frames = np.stack([_turned_bar(angle) for angle in t])
        return Orbit(kind="image", generator=0, t=t.tolist(), frames=frames.tolist())
    starts = np.array([[1.5, 0.4], [-1.5, -0.4], [-0.1, 0.6], [0.1, -0.6]])
    if matrix_size(config) > 2 and ".affine" not in _action(config):
        starts = np.pad(starts[:2], ((0, 0), (0, matrix_size(config) - 2)), constant_values=0.5)
    turns = [_turn(angle, starts.shape[1]) for angle in t]
    return Orbit(kind="vectors", generator=0, t=t.tolist(), frames=[(starts @ turn.T).tolist() for turn in turns])


def _turn(angle: float, n: int) -> np.ndarray:
    turn = np.eye(n)
    turn[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    return turn


def _turned_bar(angle: float, side: int = 28) -> np.ndarray:
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    along, across = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    return np.exp(-((across / 0.15) ** 2)) * (np.abs(along) < 0.7) * (0.6 + 0.4 * (along > 0))
