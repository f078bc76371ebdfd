"""A user's own model, trained together with an augmenter by one loss."""

import pytest
import torch
from torch import nn

from lieaug import LieAugmenter, objective


@pytest.mark.slow
def test_fifteen_lines_find_the_rotation() -> None:
    rng = torch.Generator().manual_seed(0)
    x = torch.randn(2000, 2, generator=rng)
    y = x.square().sum(dim=1, keepdim=True).sin()
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 48), nn.SiLU(), nn.Linear(48, 48), nn.SiLU(), nn.Linear(48, 1))
    augmenter = LieAugmenter("vec2", 2, rng=rng)
    optimizer = torch.optim.Adam(
        [{"params": model.parameters(), "lr": 3e-3}, {"params": augmenter.parameters(), "lr": 1e-2}]
    )
    for _ in range(1200):
        rows = torch.randint(len(x), (128,), generator=rng)
        loss = objective(model, augmenter, x[rows], y[rows], rng=rng)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
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
