"""A model of the user's: what it follows, what the data have, and where they differ."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy import ndarray

import lieaug
from lieaug.discovery.own_model import diagnose_task
from lieaug.discovery.prepare import load_data
from lieaug.errors import ActionError, ConfigError, LieAugError, ModelError
from lieaug.schema import DiscoveryConfig, ModelDiagnosis, ModelFinding

RNG = np.random.default_rng(0)
X = RNG.normal(size=(600, 2)).astype(np.float32)
NOISE = RNG.normal(size=600)
Model = Callable[[ndarray], ndarray]


def radial(x: ndarray) -> ndarray:
    return (x**2).sum(axis=1)


def elliptic(x: ndarray) -> ndarray:
    return x[:, 0] ** 2 + 1.5 * x[:, 1] ** 2


def asked(model: Model, y: ndarray, names: list[str], x: ndarray = X, **settings: str) -> list[ModelFinding]:
    found = lieaug.diagnose(model, x, y, **{"action": "vec2", **settings}, symmetries=names).findings
    assert [finding.name for finding in found] == names
    return found


def test_an_exactly_invariant_model_has_rotation_and_lacks_shear_as_its_data_do() -> None:
    rotation, shear = asked(radial, radial(X), ["rotation", "shear of x by y"])
    assert (rotation.model, rotation.data) == ("present", "present")
    assert rotation.model_error < 1e-3
    assert (shear.model, shear.data) == ("absent", "absent")
    assert not rotation.difference
    assert not shear.difference
    assert rotation.compact
    assert rotation.t[len(rotation.t) // 2] == pytest.approx(0)
    assert rotation.loss_ratio.mean[len(rotation.t) // 2] == pytest.approx(1)


def test_what_the_data_have_and_the_model_lacks_is_said() -> None:
    (rotation,) = asked(elliptic, radial(X), ["rotation"])
    assert (rotation.model, rotation.data) == ("absent", "present")
    assert "the data have rotation, the model does not follow it" in rotation.difference
    assert "train with rows moved" in rotation.difference


def test_what_the_model_has_and_the_data_break_is_said_although_it_errs_alike_on_moved_rows() -> None:
    (rotation,) = asked(radial, X[:, 0] ** 2 + 3 * X[:, 1] ** 2, ["rotation"])
    assert (rotation.model, rotation.data) == ("present", "absent")
    assert rotation.corrected
    assert "the model has rotation, the data break it" in rotation.difference


def test_noise_neither_confirms_nor_breaks_what_the_model_has() -> None:
    (rotation,) = asked(radial, radial(X) + 1.5 * NOISE, ["rotation"])
    assert (rotation.model, rotation.data) == ("present", "not identifiable")
    assert not rotation.difference


def test_moved_rows_far_from_the_data_decide_nothing() -> None:
    x = X * np.float32(0.1) + np.float32(3)
    (rotation,) = asked(elliptic, elliptic(x) + 0.01 * NOISE, ["rotation"], x=x)
    assert rotation.data == "not identifiable"
    assert "add data there" in rotation.data_reason


def test_an_equivariant_model_moves_its_answers_along() -> None:
    (rotation,) = asked(lambda x: x * radial(x)[:, None], X * radial(X)[:, None], ["rotation"], output="same")
    assert (rotation.model, rotation.data) == ("present", "present")
    (tilted,) = asked(lambda x: x * [1.0, 2.0], X * [1.0, 2.0], ["rotation"], output="same")
    assert (tilted.model, tilted.data) == ("absent", "absent")


def test_a_set_is_judged_by_its_worst_member() -> None:
    x = RNG.normal(size=(300, 3)).astype(np.float32)
    y = x[:, 0] ** 2 + x[:, 1] ** 2
    names = ["rotation about z", "rotation about x", "all rotations, so(3)"]
    about_z, about_x, all_of_them = asked(lambda x: x[:, 0] ** 2 + x[:, 1] ** 2, y, names, x=x, action="vec3")
    assert (about_z.model, about_x.model, all_of_them.model) == ("present", "absent", "absent")
    assert len(all_of_them.matrices) == 3


def test_labels_probabilities_and_logits_say_the_same_of_classes() -> None:
    inside = (radial(X) < 1.4).astype(np.int64)
    logits = lambda x: np.stack([4 * radial(x), 4 * (1.4 + 0 * x[:, 0])], axis=1)  # noqa: E731
    softmax = lambda x: np.exp(logits(x)) / np.exp(logits(x)).sum(axis=1, keepdims=True)  # noqa: E731
    labels = lambda x: logits(x).argmax(axis=1)  # noqa: E731
    for model in (logits, softmax, labels):
        (rotation,) = asked(model, inside, ["rotation"])
        assert (rotation.model, rotation.data) == ("present", "present")
    halves = lambda x: np.stack([-9 * x[:, 0], 9 * x[:, 0]], axis=1)  # noqa: E731
    (rotation,) = asked(halves, (X[:, 0] > 0).astype(np.int64), ["rotation"])
    assert (rotation.model, rotation.data) == ("absent", "absent")


def test_a_class_that_the_data_lack_keeps_its_column() -> None:
    y = np.where(radial(X) < 1.4, 0, 2)
    logits = lambda x: np.stack([9 * (1.4 - radial(x)), 0 * x[:, 0] - 99, 9 * (radial(x) - 1.4)], axis=1)  # noqa: E731
    assert lieaug.diagnose(logits, X, y, action="vec2", symmetries=["rotation"]).explained > 0.8


def test_a_module_is_asked_as_it_stands_in_use_and_left_as_it_was() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Dropout(0.5), torch.nn.Linear(8, 1)).double()
    model[0].eval()
    with torch.no_grad():
        y = model.eval()(torch.as_tensor(X, dtype=torch.float64)).numpy()
    model.train()
    model[0].eval()
    found = lieaug.diagnose(model, X, y, action="vec2", symmetries=["rotation"])
    assert found.explained == pytest.approx(1, abs=1e-5)
    assert [part.training for part in model] == [False, True, True]
    assert all(parameter.grad is None for parameter in model.parameters())


def test_the_same_seed_gives_the_same_json_and_back() -> None:
    first, again = (lieaug.diagnose(radial, X, radial(X), action="vec2", symmetries=["rotation"]) for _ in range(2))
    timeless = [found.model_copy(update={"seconds": 0.0}) for found in (first, again)]
    assert timeless[0] == timeless[1]
    assert ModelDiagnosis.from_json(first.to_json()) == first
    assert "The model has rotation" in first.sentence


@pytest.mark.parametrize(
    ("model", "error", "words"),
    [
        (lambda x: np.zeros(len(x)), ModelError, "differ from row to row"),
        (lambda x: np.zeros((len(x), 3)), ModelError, "predictions of 1 numbers"),
        (lambda x: np.full(len(x), np.nan), ModelError, "finite predictions"),
        (lambda x: x[:5, 0], ModelError, "predictions as numbers for 600 rows"),
        (lambda x: x @ np.zeros((7, 1)), ModelError, "ValueError"),
    ],
)
def test_a_model_that_does_not_fit_gets_one_sentence(model: Model, error: type[LieAugError], words: str) -> None:
    with pytest.raises(error, match=words):
        asked(model, radial(X), ["rotation"])


def test_unknown_symmetries_and_learned_outputs_are_refused() -> None:
    with pytest.raises(ConfigError, match="expected symmetries of 'vec2'"):
        asked(radial, radial(X), ["boost"])
    with pytest.raises(ActionError):
        asked(lambda x: x, X, ["rotation"], output="learned")


def test_of_a_task_only_rows_are_used_that_nobody_trained_on() -> None:
    config = DiscoveryConfig.parse({"task": {"kind": "two-body"}})
    data = load_data(config)
    asked: list[ndarray] = []
    diagnose_task(lambda x: asked.append(x) or x, config, symmetries=["rotation"], model_name="same")
    unseen = {row.tobytes() for row in np.round(data.x_test, 3)}
    assert all(row.tobytes() in unseen for row in np.round(asked[0], 3))
