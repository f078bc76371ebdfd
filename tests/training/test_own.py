"""A user's own model, trained together with an augmenter by one loss."""

import importlib.util
import inspect
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from lieaug import LieAugmenter, objective

JOINT = Path(__file__).parents[2] / "examples" / "joint_training.py"


def example() -> Any:
    specification = importlib.util.spec_from_file_location("joint_training", JOINT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_fifteen_lines_find_the_rotation() -> None:
    augmenter = example().main()
    best = augmenter.extents[0].argmax()
    learned = augmenter.basis[0, best].detach()
    rotation = torch.tensor([[0.0, -1.0], [1.0, 0.0]])
    cosine = (learned * rotation).sum() / learned.norm() / rotation.norm()
    assert abs(float(cosine)) > 0.98
    assert augmenter.extents[0].max() > 1.0
    assert augmenter.extents[0].min() < 0.3


def test_class_labels_and_moving_targets() -> None:
    rng = torch.Generator().manual_seed(0)
    images, labels = torch.rand(6, 28, 28), torch.arange(6)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 6))
    augmenter = LieAugmenter("image.affine")
    objective(model, augmenter, images, labels, rng=rng).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in augmenter.parameters())
    vectors = torch.rand(6, 4)
    exact = LieAugmenter("2*vec2")
    loss = objective(lambda x: x, exact, vectors, vectors, output="same", rng=rng)
    assert float(loss.detach()) == pytest.approx(0.0, abs=1e-5)


def classes(outputs: int) -> torch.Tensor:
    return torch.arange(20) % outputs


TASKS = {
    "images to classes": ("image.affine", torch.rand(20, 8, 8), classes(3), 3),
    "images to numbers": ("image.affine", torch.rand(20, 8, 8), torch.rand(20, 1), 1),
    "vectors to classes": ("4*vec2", torch.rand(20, 8), classes(3), 3),
    "vectors to numbers": ("4*vec2", torch.rand(20, 8), torch.rand(20, 2), 2),
    "clouds to numbers": ("points3", torch.ones(20, 5, 4), torch.rand(20, 1), 1),
}


@pytest.mark.parametrize("task", TASKS)
def test_the_example_s_loop_trains_any_model_of_ours(task: str) -> None:
    action, x, y, outputs = TASKS[task]
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(x[0].numel(), outputs))
    augmenter = LieAugmenter(action)
    before = [parameter.clone() for parameter in (*model.parameters(), *augmenter.parameters())]
    example().train(model, augmenter, x, y, steps=2)
    after = [*model.parameters(), *augmenter.parameters()]
    assert all(parameter.isfinite().all() for parameter in after)
    assert all(not torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_the_example_takes_no_more_than_fifteen_lines() -> None:
    lines = inspect.getsource(example().train).splitlines()
    assert len([line for line in lines if line.strip()]) <= 15
