"""LieGAN's generator, its losses, and a tiny game."""

import math
from typing import get_args

import pytest
import torch

from lieaug.actions import parse_actions
from lieaug.methods.gan_training import (
    Discriminator,
    GanSettings,
    LieGenerator,
    discriminator_loss,
    generator_terms,
    play,
)

ROWS = 64


def made(spec: str, output: str, channels: int, rng: torch.Generator) -> LieGenerator:
    return LieGenerator(*parse_actions(spec, output), channels=channels, sigma=1.0, rng=rng)


def test_tied_vectors_are_moved_by_one_block_and_free_ones_by_their_own(rng: torch.Generator) -> None:
    x = torch.randn(ROWS, 8, generator=rng)
    same = x[:, :2].repeat(1, 4)  # the same vector four times
    tied, _ = made("4*vec2", "same", 1, rng).move(same, same, rng=rng)
    assert torch.allclose(tied, tied[:, :2].repeat(1, 4))
    free = made("4*vec2.free", "same", 1, rng)
    moved, _ = free.move(same, same, rng=rng)
    assert not torch.allclose(moved, moved[:, :2].repeat(1, 4))
    blocks = torch.block_diag(*[torch.ones(2, 2)] * 4)
    assert (free.basis * (1 - blocks) == 0).all()
    assert (free.basis[:, blocks.bool()] != 0).all()


def test_inputs_and_targets_are_moved_by_the_same_element(rng: torch.Generator) -> None:
    x = torch.randn(ROWS, 4, generator=rng)
    moved_x, moved_y = made("2*vec2", "same", 2, rng).move(x, x, rng=rng)
    assert torch.equal(moved_x, moved_y)
    labels = torch.arange(ROWS)
    assert torch.equal(made("2*vec2", "invariant", 2, rng).move(x, labels, rng=rng)[1], labels)


@pytest.mark.parametrize("kind", get_args(GanSettings.__annotations__["keep_off_identity"]))
def test_standing_still_is_punished_most(kind: str, rng: torch.Generator) -> None:
    generator = made("vec2", "same", 1, rng)
    x, judged = torch.randn(ROWS, 2, generator=rng), torch.zeros(ROWS)
    identity = []
    for speed in (0.0, 0.1, 0.5):
        with torch.no_grad():
            generator.coordinates.copy_(speed * torch.tensor([[0.0, -1.0, 1.0, 0.0]]))
        moved, _ = generator.move(x, x, rng=torch.Generator().manual_seed(1))
        identity.append(float(generator_terms(generator, judged, x, moved, kind).identity.detach()))
    assert identity[0] == pytest.approx({"cosine": 1.0, "norm": 0.0}[kind], abs=1e-5)
    assert identity[0] > identity[1] > identity[2]


def test_the_norm_is_rewarded_only_up_to_the_published_limit(rng: torch.Generator) -> None:
    generator = made("vec2", "same", 1, rng)
    with torch.no_grad():
        generator.coordinates.mul_(1e3)
    x = torch.randn(ROWS, 2, generator=rng)
    assert float(generator_terms(generator, torch.zeros(ROWS), x, x, "norm").identity.detach()) == -2.0


def test_the_generator_gains_by_deceiving_and_the_discriminator_by_telling_apart(rng: torch.Generator) -> None:
    generator, x = made("vec2", "same", 1, rng), torch.randn(ROWS, 2, generator=rng)
    sure = torch.full((ROWS,), 3.0)
    deceived, caught = (generator_terms(generator, judged, x, x, "cosine").deception for judged in (sure, -sure))
    assert deceived < math.log(2) < caught
    assert discriminator_loss(sure, -sure) < discriminator_loss(torch.zeros(ROWS), torch.zeros(ROWS))
    assert discriminator_loss(torch.zeros(ROWS), torch.zeros(ROWS)) < discriminator_loss(-sure, sure)


def test_overlap_is_that_of_directions_whatever_their_norms(rng: torch.Generator) -> None:
    generator, x = made("vec2", "same", 2, rng), torch.randn(ROWS, 2, generator=rng)

    def overlap(first: list[float], second: list[float]) -> float:
        with torch.no_grad():
            generator.coordinates.copy_(torch.tensor([first, second]))
        return float(generator_terms(generator, torch.zeros(ROWS), x, x, "cosine").overlap.detach())

    assert overlap([0.0, -1.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0]) == pytest.approx(0.0, abs=1e-6)
    assert overlap([0.0, -1.0, 1.0, 0.0], [0.0, 5.0, -5.0, 0.0]) == pytest.approx(2.0, abs=1e-5)  # √n √n |cos|


def test_the_discriminator_sees_targets_and_labels(rng: torch.Generator) -> None:
    x, labels = torch.randn(ROWS, 2, 3, generator=rng), torch.arange(ROWS) % 3
    for y, other in ((labels, (labels + 1) % 3), (x[:, 0], x[:, 1])):
        discriminator = Discriminator(x, y, 16, rng=rng)
        assert discriminator(x, y).shape == (ROWS,)
        assert not torch.allclose(discriminator(x, y), discriminator(x, other))


def test_a_short_game_on_a_round_task_neither_diverges_nor_stands_still(rng: torch.Generator) -> None:
    x = torch.randn(512, 2, generator=rng)
    y = x * x.square().sum(dim=1, keepdim=True)
    generator = made("vec2", "same", 1, rng)
    with torch.no_grad():
        generator.coordinates.copy_(torch.tensor([[0.3, -1.0, 0.6, -0.2]]))
    before, epochs = generator.basis.detach().clone(), []
    play(generator, x, y, GanSettings(generator_rate=5e-3, hidden=64), rng=rng, steps=300, after_epoch=epochs.append)
    after = generator.basis.detach()[0]
    assert epochs[-1] == 300
    assert 0.3 < float(after.norm()) < 4

    def symmetric_share(matrix: torch.Tensor) -> float:
        return float((matrix + matrix.mT).norm() / (2 * matrix.norm()))

    assert symmetric_share(after) < symmetric_share(before[0])


def test_the_same_source_of_randomness_gives_the_same_game(rng: torch.Generator) -> None:
    x = torch.randn(100, 2, generator=rng)

    def played() -> torch.Tensor:
        rng = torch.Generator().manual_seed(3)
        generator = made("vec2", "same", 1, rng)
        play(generator, x, x, GanSettings(hidden=8), rng=rng, steps=5)
        return generator.basis.detach()

    assert torch.equal(played(), played())
