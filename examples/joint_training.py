"""A model of your own and an augmenter, trained together: `python examples/joint_training.py`."""

import torch

from lieaug import LieAugmenter, objective


def train(
    model: torch.nn.Module, augmenter: LieAugmenter, x: torch.Tensor, y: torch.Tensor, *, steps: int = 1200
) -> None:
    """Your training loop, with `objective` in place of its loss."""
    parameters = [{"params": model.parameters()}, {"params": augmenter.parameters(), "lr": 1e-2}]
    optimizer = torch.optim.Adam(parameters, lr=3e-3)
    for _ in range(steps):
        rows = torch.randint(len(x), (128,))
        loss = objective(model, augmenter, x[rows], y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def main(steps: int = 1200) -> LieAugmenter:
    """Learns that a function of the distance from the origin does not change by turning."""
    torch.manual_seed(0)
    x = torch.randn(2000, 2)
    y = x.square().sum(dim=1, keepdim=True).sin()
    hidden = [torch.nn.Linear(2, 48), torch.nn.SiLU(), torch.nn.Linear(48, 48), torch.nn.SiLU()]
    augmenter = LieAugmenter("vec2", 2)
    train(torch.nn.Sequential(*hidden, torch.nn.Linear(48, 1)), augmenter, x, y, steps=steps)
    return augmenter


if __name__ == "__main__":
    found = main()
    for matrix, extent in zip(found.basis[0].detach(), found.extents[0].detach(), strict=True):
        print(f"reaches {extent:.2f} along {[[round(entry, 2) for entry in row] for row in matrix.tolist()]}")  # noqa: T201
