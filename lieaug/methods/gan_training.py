r"""LieGAN's game: a learned Lie algebra basis against a discriminator (arXiv:2302.00236).

Symbols: L_a the basis, d dimensions of the search space, c generators ("channels" in the paper), w the coefficients.
The generator draws $w \sim N(0, \sigma^2)$, forms $g = \exp(\sum_a w_a L_a)$ and moves x and y jointly. The
discriminator tells moved pairs from the data's own. A basis wins whose motions keep the joint distribution, and keep
off the identity.

Hyperparameters are those of the published code for the two-body task (Rose-STL-Lab/LieGAN, `main_lagan.py` and its
README). Two things differ and change nothing in the mathematics: the last sigmoid is in the loss (binary cross entropy
of logits), and the generator's step computes no gradient of the discriminator's weights, which saves time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Float, Shaped
from torch import Tensor, nn

from lieaug.actions import AbstractAction

LABEL_WIDTH = 32
SLOPE = 0.2


@dataclass(frozen=True)
class GanSettings:
    """How the game is played; defaults as published for two bodies.

    Attributes:
        epochs: Passes over the data.
        batch: Examples a step.
        generator_rate: Adam's rate for the basis.
        discriminator_rate: The same for the discriminator.
        keep_off_identity: What is added so that g = 1 does not win: the cosine of moved to unmoved inputs, or minus the
            basis's norm (`reg_type` "cosine" and "Li_norm" of the published code).
        identity_weight: Its weight (λ).
        overlap_weight: Weight of the basis elements' cosines with each other (η).
        sigma: Standard deviation of the coefficients.
        hidden: Width of the discriminator's two hidden layers.
    """

    epochs: int = 100
    batch: int = 64
    generator_rate: float = 1e-3
    discriminator_rate: float = 2e-4
    keep_off_identity: Literal["cosine", "norm"] = "cosine"
    identity_weight: float = 1.0
    overlap_weight: float = 1.0
    sigma: float = 1.0
    hidden: int = 512

    def steps(self, rows: int) -> int:
        """Of the whole game on so many rows."""
        return self.epochs * -(-rows // self.batch)


@dataclass(frozen=True)
class GeneratorTerms:
    """Unweighted terms that the generator makes small.

    Attributes:
        deception: Cross entropy of the discriminator's answer with "these are data": small if it is deceived.
        identity: Large where views are what they were before.
        overlap: Sum of the absolute cosines between different basis elements.
    """

    deception: Float[Tensor, ""]
    identity: Float[Tensor, ""]
    overlap: Float[Tensor, ""]

    def total(self, settings: GanSettings) -> Float[Tensor, ""]:
        """What is made small."""
        return self.deception + settings.identity_weight * self.identity + settings.overlap_weight * self.overlap


class LieGenerator(nn.Module):
    """A learned basis in the action's search space, of free norms, and normal coefficients.

    "4*vec2.free" is the published search space of the two-body task, four 2 x 2 blocks on their own ("2*2
    factorization"); "4*vec2" ties them.
    """

    search_space: Tensor

    def __init__(
        self, action: AbstractAction, output: AbstractAction, channels: int, sigma: float, *, rng: torch.Generator
    ) -> None:
        super().__init__()
        self.action, self.output, self.sigma = action, output, sigma
        self.register_buffer("search_space", action.search_space)
        self.coordinates = nn.Parameter(torch.randn(channels, len(self.search_space), generator=rng))

    @property
    def basis(self) -> Float[Tensor, "c n n"]:
        """The learned L_a."""
        return torch.einsum("cd,dij->cij", self.coordinates, self.search_space)

    def sample(self, batch: int, *, rng: torch.Generator) -> Float[Tensor, "{batch} n n"]:
        """One group element for each example."""
        w = torch.randn(batch, len(self.coordinates), generator=rng).to(self.coordinates) * self.sigma
        return torch.linalg.matrix_exp(torch.einsum("bc,cij->bij", w, self.basis))

    def move(
        self, x: Shaped[Tensor, "batch ..."], y: Shaped[Tensor, "batch ..."], *, rng: torch.Generator
    ) -> tuple[Shaped[Tensor, "batch ..."], Shaped[Tensor, "batch ..."]]:
        """Inputs and targets, each pair moved by its own g."""
        g = self.sample(len(x), rng=rng)
        return self.action.apply(g, x), y if self.output.n is None else self.output.apply(g, y)


class Discriminator(nn.Module):
    """Logits of "this pair is from the data": two hidden layers on x and y side by side; class labels are embedded."""

    def __init__(
        self,
        x: Shaped[Tensor, "rows ..."],
        y: Shaped[Tensor, "rows ..."],
        hidden: int = GanSettings.hidden,
        *,
        rng: torch.Generator,
    ) -> None:
        super().__init__()
        classes = 0 if y.is_floating_point() else int(y.max()) + 1
        width = x[0].numel() + (LABEL_WIDTH if classes else y[0].numel())
        self.labels = nn.Parameter(torch.randn(classes, LABEL_WIDTH, generator=rng))
        sizes = ((hidden, width), (hidden, hidden), (1, hidden))
        self.weights = nn.ParameterList([_uniform(size, size[1], rng) for size in sizes])
        self.biases = nn.ParameterList([_uniform(size[:1], size[1], rng) for size in sizes])

    def forward(self, x: Shaped[Tensor, "batch ..."], y: Shaped[Tensor, "batch ..."]) -> Float[Tensor, " batch"]:
        on_y = y.flatten(1) if y.is_floating_point() else self.labels[y]
        features = torch.cat([x.flatten(1), on_y], dim=1)
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            features = F.linear(F.leaky_relu(features, SLOPE) if layer else features, weight, bias)
        return features[:, 0]


def _uniform(size: tuple[int, ...], fan_in: int, rng: torch.Generator) -> nn.Parameter:
    """PyTorch's own initialisation of linear layers, as in the published code, from an explicit random source."""
    return nn.Parameter((2 * torch.rand(size, generator=rng) - 1) * fan_in**-0.5)


def generator_terms(
    generator: LieGenerator,
    judged: Float[Tensor, " batch"],
    x: Shaped[Tensor, "batch ..."],
    moved: Shaped[Tensor, "batch ..."],
    kind: Literal["cosine", "norm"],
) -> GeneratorTerms:
    """The generator's terms on one batch.

    Args:
        generator: Whose basis is learned.
        judged: The discriminator's logits on moved pairs.
        x: Inputs as they were.
        moved: And moved.
        kind: What keeps the basis off zero.
    """
    basis = generator.basis
    if kind == "cosine":
        identity = F.cosine_similarity(moved.flatten(1), x.flatten(1)).mean().abs()
    else:  # rewarded only so far: a motion of any speed is farther from the identity than none
        identity = -basis.norm().clamp(max=basis.shape[0] * basis.shape[-1])
    unit = F.normalize(basis.flatten(1), dim=1) * basis.shape[-1] ** 0.5  # the published norm, √n
    overlap = torch.triu(unit @ unit.mT, diagonal=1).abs().sum()
    return GeneratorTerms(_is(judged, 1.0), identity, overlap)


def discriminator_loss(on_data: Float[Tensor, " batch"], on_moved: Float[Tensor, " batch"]) -> Float[Tensor, ""]:
    """Small if the data are taken for data, and moved pairs are not."""
    return (_is(on_data, 1.0) + _is(on_moved, 0.0)) / 2


def _is(logits: Float[Tensor, " batch"], answer: float) -> Float[Tensor, ""]:
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, answer))


def play(
    generator: LieGenerator,
    x: Shaped[Tensor, "rows ..."],
    y: Shaped[Tensor, "rows ..."],
    settings: GanSettings,
    *,
    rng: torch.Generator,
    steps: int | None = None,
    after_epoch: Callable[[int], None] = lambda epoch: None,
) -> Discriminator:
    """Trains generator and discriminator in turn, the generator first.

    Args:
        generator: Whose basis is learned, in place.
        x: Inputs.
        y: Targets, or class labels.
        settings: How.
        rng: Draws batches, coefficients and the discriminator.
        steps: An end before all epochs are over.
        after_epoch: Called with the number of steps taken, after each pass over the data.

    Returns:
        The discriminator.
    """
    discriminator = Discriminator(x, y, settings.hidden, rng=rng).to(x.device)
    learns = torch.optim.Adam(generator.parameters(), lr=settings.generator_rate, betas=(0.5, 0.999))
    judges = torch.optim.Adam(discriminator.parameters(), lr=settings.discriminator_rate)
    taken, end = 0, settings.steps(len(x)) if steps is None else steps
    while taken < end:
        for rows in torch.randperm(len(x), generator=rng).to(x.device).split(settings.batch)[: end - taken]:
            _step(generator, discriminator, learns, judges, x[rows], y[rows], settings, rng)
            taken += 1
        after_epoch(taken)
    return discriminator


def _step(
    generator: LieGenerator,
    discriminator: Discriminator,
    learns: torch.optim.Optimizer,
    judges: torch.optim.Optimizer,
    x: Tensor,
    y: Tensor,
    settings: GanSettings,
    rng: torch.Generator,
) -> None:
    moved_x, moved_y = generator.move(x, y, rng=rng)
    terms = generator_terms(generator, discriminator(moved_x, moved_y), x, moved_x, settings.keep_off_identity)
    learns.zero_grad()
    terms.total(settings).backward(inputs=list(generator.parameters()))
    learns.step()
    judges.zero_grad()
    discriminator_loss(discriminator(x, y), discriminator(moved_x.detach(), moved_y.detach())).backward()
    judges.step()
