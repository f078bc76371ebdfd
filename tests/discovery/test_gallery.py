"""The gallery on tiny budgets: what it holds must agree with the predictors, the actions and the data."""

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from lieaug.actions import parse_action
from lieaug.diagnostics import for_seeds
from lieaug.discovery import Pipeline
from lieaug.discovery.budget import Budget, budget_for
from lieaug.discovery.gallery import EXAMPLES, FEWEST, _choose, _most_examples
from lieaug.discovery.gallery_head import _names, _terms
from lieaug.schema import DiscoveryConfig, Gallery
from lieaug.tasks import TaskData
from lieaug.tasks.tables import from_arrays
from tests.fake_gallery import move_columns

MIDDLE = 12


@pytest.fixture(scope="module", autouse=True)
def _short_warm_up() -> Iterator[None]:
    def short(*args: Any) -> Budget:
        return replace(budget_for(*args), warm_up=30, held_out_rows=60)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("lieaug.discovery.prepare"), "budget_for", short)
        yield


def run(data: TaskData | None = None, generators: int = 3, **task: Any) -> tuple[Pipeline, Gallery]:
    settings = {"task": task or {"kind": "table", "path": "arrays"}, "preset": "quick", "steps": 10, "seeds": 2}
    pipeline = Pipeline(DiscoveryConfig.parse({**settings, "generators": generators, "device": "cpu"}), data)
    *_, last = pipeline
    assert last.gallery is not None
    return pipeline, last.gallery


@pytest.fixture(scope="module")
def vectors() -> tuple[Pipeline, Gallery]:
    return run(kind="two-body", orbits=40)


@pytest.fixture(scope="module")
def images() -> tuple[Pipeline, Gallery]:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 200)
    pictures = rng.uniform(0, 0.2, (200, 8, 8))
    pictures[labels == 1, 2:6, 3:5] += 0.8
    return run(from_arrays(pictures, labels, action=None, output=None, rng=rng))


@pytest.fixture(scope="module")
def places() -> tuple[Pipeline, Gallery]:
    return run(kind="hurricane")


def said(pipeline: Pipeline, gallery: Gallery, arm: str) -> np.ndarray:
    """What an arm says of the unmoved examples, in the target's units."""
    study = pipeline.study
    with torch.no_grad():
        prediction = pipeline.arms[arm].predictor(for_seeds(study.held_out.x[gallery.rows], 2))
        if study.y_scaling is None:
            return prediction.softmax(-1).mean(0).numpy()
        return study.y_scaling.inverse(prediction.mean(0)).numpy()


@pytest.mark.parametrize("name", ["vectors", "images", "places"])
def test_unmoved_examples_get_the_plain_prediction(name: str, request: pytest.FixtureRequest) -> None:
    pipeline, gallery = request.getfixturevalue(name)
    assert (gallery.t[:, MIDDLE] == 0).all()
    expected = said(pipeline, gallery, "without")
    for said_here in gallery.plain[:, :, MIDDLE]:
        np.testing.assert_allclose(said_here, expected, atol=1e-4 * max(np.abs(expected).max(), 1))


def test_examples_are_the_held_out_rows_in_the_data_s_own_units(places: tuple[Pipeline, Gallery]) -> None:
    pipeline, gallery = places
    x, y = pipeline.study.data.x_train, pipeline.study.data.y_train
    chosen = gallery.row_ids[gallery.rows]
    np.testing.assert_allclose(gallery.x, x[chosen], rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(gallery.y, y[chosen], rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("name", ["vectors", "places"])
def test_what_is_expected_is_the_target_moved_along(name: str, request: pytest.FixtureRequest) -> None:
    _, gallery = request.getfixturevalue(name)
    head = gallery.head
    for generator, grid, expected in zip(gallery.generators, gallery.t, gallery.expected, strict=True):
        for index in (0, MIDDLE, 19):
            g = torch.linalg.matrix_exp(torch.tensor(grid[index] * generator, dtype=torch.float64)).numpy()
            moved = move_columns(head.output_terms, gallery.y, g, homogeneous=head.homogeneous)
            np.testing.assert_allclose(expected[:, index], moved, rtol=1e-3, atol=1e-3 * np.abs(gallery.y).max())
    assert parse_action(head.action).n == gallery.generators.shape[-1]


def test_classes_stay_and_probabilities_are_probabilities(images: tuple[Pipeline, Gallery]) -> None:
    pipeline, gallery = images
    assert (gallery.expected.argmax(-1) == gallery.y[None, :, None]).all()
    for probabilities in (gallery.with_, gallery.plain):
        np.testing.assert_allclose(probabilities.sum(-1), 1, atol=1e-4)
    assert gallery.head.groups == ["0", "1"]
    assert (gallery.row_groups == pipeline.study.held_out.y.numpy()).all()


@pytest.mark.parametrize("name", ["vectors", "images", "places"])
def test_the_worst_row_of_every_generator_is_among_the_examples(name: str, request: pytest.FixtureRequest) -> None:
    _, gallery = request.getfixturevalue(name)
    worst = gallery.row_breaking.argmax(axis=1)
    assert set(worst) <= set(gallery.rows)
    assert len(set(gallery.rows)) == len(gallery.rows) == EXAMPLES
    for generator, row in enumerate(worst):
        assert gallery.rows[gallery.by_breaking(generator)[0]] == row


def test_every_held_out_row_has_its_number_and_errors_grow_away_from_rest(vectors: tuple[Pipeline, Gallery]) -> None:
    pipeline, gallery = vectors
    assert gallery.row_breaking.shape == (len(gallery.t), len(pipeline.study.held_out.x))
    assert np.isfinite(gallery.row_breaking).all()
    assert (gallery.equivariance_with[:, MIDDLE] < 1e-3).all()
    assert (gallery.equivariance_plain[:, 0] > gallery.equivariance_plain[:, MIDDLE]).all()


def test_the_same_run_gives_the_same_gallery(vectors: tuple[Pipeline, Gallery]) -> None:
    _, again = run(kind="two-body", orbits=40)
    np.testing.assert_array_equal(again.with_, vectors[1].with_)
    np.testing.assert_array_equal(again.rows, vectors[1].rows)


def test_half_of_the_examples_are_the_worst_in_turn_and_none_comes_twice() -> None:
    breaking = np.array([[5.0, 4, 3, 2, 1, 0, 0, 0], [5.0, 0, 0, 0, 1, 2, 3, 4]])
    chosen = _choose(breaking, 6, seed=0)
    assert chosen[:3].tolist() == [0, 1, 7]
    assert len(set(chosen.tolist())) == 6
    assert sorted(_choose(breaking, 24, seed=0).tolist()) == list(range(8))


def test_large_examples_are_fewer(images: tuple[Pipeline, Gallery]) -> None:
    study = images[0].study
    wide = replace(study, held_out=replace(study.held_out, x=torch.zeros(len(study.held_out.x), 400, 400)))
    assert _most_examples(study, 3) == EXAMPLES
    assert _most_examples(wide, 3) == FEWEST


def test_rows_keep_the_numbers_that_they_have_in_the_user_s_table(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(300, 3)).round(6)
    values[:, 2] = values[:, 0] ** 2 + values[:, 1] ** 2
    lines = [",".join("" if row % 50 == 7 and column == 1 else repr(float(v)) for column, v in enumerate(line))
             for row, line in enumerate(values)]  # fmt: skip
    (tmp_path / "mine.csv").write_text("a,b,c\n" + "\n".join(lines))
    task = {"kind": "table", "path": str(tmp_path / "mine.csv"), "x": ["a", "b"], "y": ["c"], "missing": "drop"}
    _, gallery = run(generators=2, **task)
    assert gallery.head.columns == ["a", "b"]
    assert gallery.head.target_columns == ["c"]
    np.testing.assert_allclose(gallery.x, values[gallery.row_ids[gallery.rows]][:, :2], atol=1e-5)


@pytest.mark.parametrize(
    ("action", "axes", "names"),
    [
        ("2*vec2", (), ["x1", "y1", "x2", "y2"]),
        ("vec3 + scalar", (), ["x", "y", "z", "s"]),
        ("2*vec2.affine", ("east", "north"), ["east1", "north1", "east2", "north2"]),
        ("vec4", ("E", "px", "py", "pz"), ["E", "px", "py", "pz"]),
        ("2*vec4 + 2*scalar", (), [f"v{v}[{k}]" for v in (1, 2) for k in (1, 2, 3, 4)] + ["s1", "s2"]),
    ],
)
def test_columns_without_names_are_called_by_what_they_are(
    action: str, axes: tuple[str, ...], names: list[str]
) -> None:
    assert _names(_terms(parse_action(action)), axes) == names
