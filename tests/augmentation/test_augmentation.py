"""The augmentation that is taken home: laws of the group, shapes, files, and other people's pipelines."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch
from torch.utils.data import DataLoader, Dataset

import lieaug
from lieaug import Augmentation, load_augmentation, save_augmentation
from lieaug.errors import ConfigError, DataError
from lieaug.schema import Discovery, DiscoveryConfig
from tests.fake_results import fake_result


def found(action: str = "4*vec2", output: str = "same", *, extent: float | None = None, **changes: Any) -> Discovery:
    """A discovery of a rotation in the first plane, of another action than that of the task it is made from."""
    base = fake_result(DiscoveryConfig.parse({"task": {"kind": "two-body"}}), "present")
    n = {"4*vec2": 2, "image.linear": 2, "image.affine": 3, "vec3": 3, "points3": 3, "2*vec2.affine": 3}[action]
    matrix = np.zeros((n, n))
    matrix[:2, :2] = [[0, -1], [1, 0]]
    first = base.generators[0]
    limit = first.extent_limit
    sides = (extent, extent) if extent is not None else first.extent_sides
    finding = first.model_copy(
        update={"matrix": matrix.tolist(), "extent": extent or limit, "extent_sides": sides, "verdict": "present"}
    )
    return base.model_copy(update={"action": action, "output": output, "generators": [finding], **changes})


EXAMPLES = {
    "4*vec2": (8,), "image.linear": (28, 28), "image.affine": (28, 28), "vec3": (3,), "points3": (5, 6),
    "2*vec2.affine": (4,),
}  # fmt: skip


@pytest.mark.parametrize("action", EXAMPLES)
def test_one_example_and_a_batch_keep_their_shape(action: str) -> None:
    augmentation = found(action, "invariant").augmentation()
    one = torch.rand(EXAMPLES[action])
    batch = torch.rand(7, *EXAMPLES[action])
    assert augmentation(one).shape == one.shape
    assert augmentation(batch).shape == batch.shape
    with pytest.raises(DataError, match="give x its shape"):
        augmentation(torch.rand(2, 7, *EXAMPLES[action]))


def test_the_action_s_own_complaint_is_heard() -> None:
    with pytest.raises(lieaug.errors.LieAugError, match="4\\*vec2"):
        found().augmentation()(torch.rand(3, 7))


def test_targets_turn_with_their_inputs() -> None:
    augmentation = found().augmentation()
    x = torch.rand(50, 8)
    moved, target = augmentation(x, x)
    torch.testing.assert_close(moved, target)
    torch.testing.assert_close(moved.norm(dim=1), x.norm(dim=1), rtol=1e-4, atol=1e-4)
    assert (moved - x).norm(dim=1).min() > 1e-3


def test_class_labels_come_back_as_they_are() -> None:
    labels = torch.arange(6)
    _, same = found("image.linear", "invariant").augmentation()(torch.rand(6, 28, 28), labels)
    assert same is labels


def test_coefficients_stay_within_the_range_on_both_sides() -> None:
    t = found(extent=0.5).augmentation().coefficients(4000)
    assert -0.5 <= t.min() < -0.45
    assert 0.45 < t.max() <= 0.5


def test_the_same_seed_moves_the_same_way_and_another_does_not() -> None:
    augmentation, x = found().augmentation(), torch.rand(5, 8)
    first, again, other = (augmentation(x, rng=torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    np.testing.assert_allclose(augmentation.numpy(x.numpy(), seed=1), first.numpy())


def test_group_elements_compose_along_one_generator() -> None:
    augmentation = found("vec3").augmentation()
    s, t = torch.tensor([[0.3]]), torch.tensor([[1.1]])
    product = augmentation.group_elements(s) @ augmentation.group_elements(t)
    torch.testing.assert_close(product, augmentation.group_elements(s + t), atol=1e-5, rtol=0)


def test_averaging_leaves_an_equivariant_model_alone_and_makes_others_more_so() -> None:
    augmentation, x = found().augmentation(), torch.rand(20, 8)
    torch.testing.assert_close(augmentation.average(lambda x: 2 * x, x, n=8), 2 * x, atol=1e-4, rtol=0)

    def skewed(x: torch.Tensor) -> torch.Tensor:
        return x * torch.tensor([2.0, 1.0] * 4)

    def breaking(model: Any) -> float:
        quarter = augmentation.group_elements(torch.full((len(x), 1), torch.pi / 2))
        return float((model(augmentation.move(quarter, x)) - augmentation.move_target(quarter, model(x))).norm())

    rng = torch.Generator().manual_seed(0)
    assert breaking(lambda x: augmentation.average(skewed, x, n=256, rng=rng)) < 0.4 * breaking(skewed)


def test_it_follows_its_parent_module_and_has_nothing_to_train() -> None:
    model = torch.nn.Sequential(found().augmentation(), torch.nn.Linear(8, 2)).double()
    assert model(torch.rand(3, 8, dtype=torch.float64)).dtype == torch.float64
    assert [name for name, _ in model.named_parameters()] == ["1.weight", "1.bias"]
    assert "0.basis" in model.state_dict()


# other people's pipelines


def test_a_data_set_and_a_loader() -> None:
    augmentation = found("image.linear", "invariant").augmentation()

    class Digits(Dataset[tuple[torch.Tensor, int]]):
        def __len__(self) -> int:
            return 10

        def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
            return augmentation(torch.rand(28, 28)), index

    images, labels = next(iter(DataLoader(Digits(), batch_size=5)))
    assert images.shape == (5, 28, 28)
    assert labels.tolist() == [0, 1, 2, 3, 4]


def test_samples_with_names() -> None:
    augmentation = found().augmentation()
    sample = {"state": torch.rand(8), "next": torch.rand(8), "time": 3}
    moved = augmentation.on("state", "next")(sample)
    assert moved["time"] == 3
    assert not torch.equal(moved["state"], sample["state"])
    graph = SimpleNamespace(pos=torch.rand(8), y=1)
    turned = augmentation.on("pos")(graph)
    assert turned.y == 1
    assert not torch.equal(turned.pos, graph.pos)
    with pytest.raises(DataError, match="give one or two"):
        augmentation.on()


# files


def test_files_bring_everything_back(tmp_path: Path) -> None:
    augmentation = found(extent=0.7).augmentation(data_sha256="abc")
    path = save_augmentation(augmentation, tmp_path / "mine")
    assert path.name == "mine.safetensors"
    back = load_augmentation(path)
    assert back.card == augmentation.card
    assert back.card.data_sha256 == "abc"
    x = torch.rand(4, 8)
    rngs = [torch.Generator().manual_seed(3) for _ in range(2)]
    assert torch.equal(back(x, rng=rngs[0]), augmentation(x, rng=rngs[1]))
    assert json.loads((tmp_path / "mine.json").read_text())["action"] == "4*vec2"


@pytest.mark.parametrize("damage", ["missing", "garbage", "no card", "shapes"])
def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path, damage: str) -> None:
    path = save_augmentation(found().augmentation(), tmp_path / "mine")
    if damage == "missing":
        path.unlink()
    if damage == "garbage":
        path.write_bytes(b"\x80\x04pickle")
    if damage == "no card":
        path.write_bytes(safetensors.torch.save({"basis": torch.zeros(1, 2, 2)}))
    if damage == "shapes":
        metadata = {"lieaug.card": found().augmentation().card.to_json()}
        path.write_bytes(safetensors.torch.save({"basis": torch.zeros(2, 2, 2), "ranges": torch.zeros(1, 2)}, metadata))
    with pytest.raises(DataError, match="export it anew"):
        load_augmentation(path)


def test_nothing_found_is_nothing_to_augment_with() -> None:
    result = found()
    absent = result.generators[0].model_copy(update={"verdict": "absent"})
    with pytest.raises(ConfigError, match="nothing to augment with"):
        result.model_copy(update={"generators": [absent], "verdict": "absent"}).augmentation()


def test_learned_motions_of_targets_come_along() -> None:
    result = found("vec3", "learned")
    turned = result.generators[0].model_copy(update={"output_matrix": [[0.0, -2.0], [2.0, 0.0]]})
    augmentation = result.model_copy(update={"generators": [turned]}).augmentation()
    g = augmentation.group_elements(torch.full((1, 1), torch.pi / 4))
    turned_target = augmentation.move_target(g, torch.tensor([[1.0, 0.0]]))  # twice as fast as x
    torch.testing.assert_close(turned_target, torch.tensor([[0.0, 1.0]]), atol=1e-5, rtol=0)
    assert isinstance(augmentation, Augmentation)


@pytest.mark.slow
def test_what_is_taken_home_moves_data_as_the_run_did() -> None:
    """The gallery has what the run itself did to rows; the export, on raw data, must do the same to 1e-5."""
    from lieaug.discovery.pipeline import Pipeline

    config = DiscoveryConfig.parse(
        {"task": {"kind": "oscillator-2d", "rows": 600}, "preset": "quick", "seeds": 1, "steps": 60}
    )
    pipeline = Pipeline(config)
    *_, last = pipeline
    assert last.result is not None
    first = last.result.generators[0].model_copy(update={"verdict": "present"})
    augmentation = last.result.model_copy(update={"generators": [first]}).augmentation()
    study = pipeline.study
    rows = study.data.x_test[:40]
    for t in (-0.7, 0.0, 0.4):
        g = augmentation.group_elements(torch.full((len(rows), 1), t))
        ours = augmentation.move(g, torch.from_numpy(rows))
        scaled = study.problem.action.apply(g, study.x_scaling(torch.from_numpy(rows)))
        torch.testing.assert_close(ours, study.x_scaling.inverse(scaled).to(ours), atol=1e-5, rtol=1e-5)
