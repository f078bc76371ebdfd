"""The augmentation that is taken home: laws of the group, shapes, files, and other people's pipelines."""

import copy
import json
import pickle
import subprocess
import sys
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
from lieaug.actions import parse_action
from lieaug.errors import ConfigError, DataError
from lieaug.schema import Discovery, DiscoveryConfig
from tests.fake_results import fake_result


def found(action: str = "4*vec2", output: str = "same", *, extent: float | None = None, **changes: Any) -> Discovery:
    """A discovery of a rotation in the first plane, of another action than that of the task it is made from."""
    base = fake_result(DiscoveryConfig.parse({"task": {"kind": "two-body"}}), "present")
    n = parse_action(action).n or 0
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
        augmentation(torch.rand(2, 2, 7, *EXAMPLES[action]))


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
        augmentation.on("pos", "y", "z")


class Compose:
    """How torchvision's v2 composes: what a transform returns are the next one's arguments."""

    def __init__(self, transforms: list[Any]) -> None:
        self.transforms = transforms

    def __call__(self, *inputs: Any) -> Any:
        for transform in self.transforms:
            outputs = transform(*inputs)
            inputs = outputs if len(inputs) > 1 else (outputs,)
        return outputs


def test_images_with_channels_and_labels_in_a_composition() -> None:
    augmentation = found("image.linear", "invariant").augmentation()
    grey = torch.rand(28, 28)
    coloured = grey.expand(3, 28, 28)
    pipeline = Compose([augmentation.on(), torch.nn.Identity()])
    moved = pipeline(coloured)
    assert torch.equal(moved[0], moved[2])  # by one and the same motion
    assert not torch.allclose(moved[0], grey)
    pair = Compose([augmentation.on()])((coloured, 7))
    assert pair[1] == 7
    image, label = Compose([augmentation.on(), lambda image, label: (2 * image, label)])(coloured, 7)
    assert image.shape == (3, 28, 28)
    assert label == 7
    assert augmentation(torch.rand(5, 3, 28, 28)).shape == (5, 3, 28, 28)
    assert torch.nn.Sequential(augmentation, torch.nn.Flatten())(torch.rand(5, 28, 28)).shape == (5, 784)
    with pytest.raises(DataError, match="convert it before"):
        augmentation.on()(grey.numpy())


@pytest.mark.parametrize("action", ["points3", "points3.affine"])
def test_graphs_in_a_composition(action: str) -> None:
    augmentation = found(action, "vec3").augmentation()
    graph = SimpleNamespace(pos=torch.rand(6, 3), x=torch.rand(6, 2), y=torch.rand(1, 3), edge_index=torch.zeros(2, 4))
    before = copy.deepcopy(graph)
    moved = Compose([augmentation.on("pos", "y"), lambda data: data])(graph)
    assert torch.equal(graph.pos, before.pos)
    assert moved.x is graph.x
    torch.testing.assert_close(torch.cdist(moved.pos, moved.pos), torch.cdist(graph.pos, graph.pos), atol=1e-4, rtol=0)
    torch.testing.assert_close((moved.pos @ moved.y.T), graph.pos @ graph.y.T, atol=1e-4, rtol=0)  # turned together
    assert not torch.allclose(moved.pos, graph.pos)


class Digits(Dataset[torch.Tensor]):
    """The same image at every place; its transform is what differs."""

    def __init__(self, transform: Any) -> None:
        self.transform = transform

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> torch.Tensor:
        return self.transform(torch.linspace(0, 1, 64).reshape(8, 8))


def test_worker_processes_draw_different_motions() -> None:
    transform = pickle.loads(pickle.dumps(found("image.linear", "invariant").augmentation().on()))
    images = torch.cat(list(DataLoader(Digits(transform), num_workers=2, multiprocessing_context="fork")))
    distances = torch.cdist(images.flatten(1), images.flatten(1)) + torch.eye(4)
    assert distances.min() > 1e-3


# how g is made


MATRICES = {
    "rotation": [[0.0, -1.0], [1.0, 0.0]], "elliptic": [[0.02, -2.0], [0.5, 0.0]], "scaling": [[1.0, 0.0], [0.0, 1.0]],
    "boost": [[0.0, 1.0], [1.0, 0.0]], "shear": [[0.0, 1.0], [0.0, 0.0]],
}  # fmt: skip


@pytest.mark.parametrize("name", MATRICES)
def test_the_closed_form_is_the_exponential(name: str) -> None:
    result = found("vec2")
    finding = result.generators[0].model_copy(update={"matrix": MATRICES[name]})
    augmentation = result.model_copy(update={"generators": [finding]}).augmentation()
    t = torch.linspace(-3, 3, 41)[:, None]
    exact = torch.linalg.matrix_exp(t.double()[..., None] * torch.tensor(MATRICES[name], dtype=torch.float64))
    made = augmentation.group_elements(t).double()
    assert ((made - exact).abs() / exact.abs().amax(dim=(1, 2), keepdim=True)).max() < 2e-6
    halves = augmentation.group_elements(t / 2)
    torch.testing.assert_close(halves @ halves, augmentation.group_elements(t), rtol=1e-5, atol=1e-5)


def test_draws_of_several_generators_are_the_exponential_of_their_sum() -> None:
    result = found("vec3")
    turns = np.cross(np.eye(3)[:, None], np.eye(3)[None]).transpose(0, 2, 1)
    noise = 0.02 * np.random.default_rng(0).normal(size=turns.shape)
    findings = [result.generators[0].model_copy(update={"matrix": m.tolist()}) for m in turns + noise]
    augmentation = result.model_copy(update={"generators": findings}).augmentation()
    rngs = [torch.Generator().manual_seed(0) for _ in range(2)]
    drawn, t = augmentation.draw(500, rng=rngs[0]), augmentation.coefficients(500, rng=rngs[1])
    exact = torch.linalg.matrix_exp(torch.einsum("bk,kij->bij", t, augmentation.basis).double())
    torch.testing.assert_close(drawn.double(), exact, atol=2e-5, rtol=0)
    torch.testing.assert_close(augmentation.double().group_elements(t), exact, atol=1e-6, rtol=0)


def test_what_is_loaded_into_it_is_what_moves() -> None:
    half, full = found(extent=0.5).augmentation(), found().augmentation()
    half.load_state_dict(full.state_dict())
    assert half.coefficients(1000).max() > 3


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


@pytest.mark.parametrize("damage", ["missing", "garbage", "no card", "shapes", "edited", "another card"])
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
    if damage == "edited":  # one number of the generator
        content = path.read_bytes()
        path.write_bytes(content[:-20] + bytes([content[-20] ^ 1]) + content[-19:])
    if damage == "another card":
        path.write_bytes(path.read_bytes().replace(b"two-body", b"lie-body"))
    for framework in ("torch", "numpy"):
        with pytest.raises(DataError, match="export it anew"):
            load_augmentation(path, framework)


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


# the NumPy form


FORMS = {
    "4*vec2": ("same", (8,)), "image.linear": ("invariant", (9, 7)), "image.affine": ("invariant", (8, 8)),
    "image.homography": ("invariant", (8, 8)), "points3": ("vec3", (5, 6)), "points3.affine": ("vec3", (5, 4)),
    "2*vec2.affine": ("vec2", (4,)), "vec2.free + scalar + vec2.free": ("same", (5,)),
}  # fmt: skip


@pytest.mark.parametrize("action", FORMS)
def test_arrays_move_as_tensors_do(action: str) -> None:
    output, shape = FORMS[action]
    result = found(action, output)
    n = len(result.generators[0].matrix)
    matrix = 0.3 * np.random.default_rng(0).normal(size=(n, n))
    if "affine" in action:
        matrix[-1] = 0
    if ".free" in action:
        matrix[:2, 2:] = matrix[2:, :2] = 0
    finding = result.generators[0].model_copy(update={"matrix": matrix.tolist()})
    result = result.model_copy(update={"generators": [finding]})
    tensors, arrays = result.augmentation(), result.augmentation(framework="numpy")
    t = np.linspace(-1, 1, 6)[:, None]
    g, h = tensors.group_elements(torch.from_numpy(t)), arrays.group_elements(t)
    np.testing.assert_allclose(h, g.numpy(), atol=2e-6)
    x = np.random.default_rng(1).random((6, *shape), dtype=np.float32)
    np.testing.assert_allclose(arrays.move(h, x), tensors.move(g, torch.from_numpy(x)).numpy(), atol=2e-5)
    y = {"same": x, "invariant": x[:, 0, 0] if x.ndim > 2 else x}.get(
        output, x.reshape(6, -1)[:, : int(output[-1])] if output[0] == "v" else x
    )
    np.testing.assert_allclose(arrays.move_target(h, y), tensors.move_target(g, torch.from_numpy(y)).numpy(), atol=2e-5)


def test_arrays_draw_within_the_range_and_anew_in_each_call() -> None:
    arrays = found(extent=0.5).augmentation(framework="numpy")
    assert 0.45 < np.abs(arrays.coefficients(1000)).max() <= 0.5
    x = np.ones((3, 8), dtype=np.float32)
    moved, target = arrays(x, x, seed=1)
    assert moved.dtype == np.float32
    np.testing.assert_array_equal(moved, target)
    np.testing.assert_array_equal(arrays(x, seed=1), moved)
    assert not np.array_equal(arrays(x), arrays(x))
    assert arrays(x[0]).shape == (8,)
    np.testing.assert_allclose(arrays.average(lambda x: 2 * x, x, n=4), 2 * x, atol=1e-5)


def test_the_numpy_form_does_without_torch(tmp_path: Path) -> None:
    path = save_augmentation(found("image.affine", "invariant").augmentation(), tmp_path / "mine")
    lines = f"""
import sys, numpy, lieaug
augment = lieaug.load_augmentation({str(path)!r}, "numpy")
assert augment(numpy.ones((2, 8, 8))).shape == (2, 8, 8)
lieaug.save_augmentation(augment, {str(tmp_path / "again")!r})
assert "torch" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", lines], check=True)
    assert (tmp_path / "again.json").read_text() == path.with_suffix(".json").read_text()
    assert torch.equal(load_augmentation(tmp_path / "again").basis, load_augmentation(path).basis)


@pytest.mark.slow
def test_what_is_taken_home_reproduces_the_run_s_curves() -> None:
    """Whatever the verdict: loss ratios on held-out rows in the data's own units, moved by the export."""
    from benchmarks.take_home import curve_difference
    from lieaug.discovery.pipeline import Pipeline

    values = {"task": {"kind": "binary", "points": True, "rows": 600}, "preset": "quick", "seeds": 1, "steps": 60}
    pipeline = Pipeline(DiscoveryConfig.parse(values))
    *_, last = pipeline
    assert curve_difference(pipeline, last) < 1e-5
