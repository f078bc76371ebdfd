"""The orbit of one held-out example, for people to look at."""

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import ImageAction, PointsAction, VectorAction
from lieaug.discovery.prepare import Study
from lieaug.lie import one_parameter_subgroup
from lieaug.schema import Orbit

FRAMES = 25


@torch.no_grad()
def sample_orbit(study: Study, generator: Float[Tensor, "n n"], limit: float) -> Orbit | None:
    """Moves the first held-out example along one generator, over its full range both ways."""
    t = torch.linspace(-limit, limit, FRAMES)
    x = study.held_out.x[:1].cpu()
    action = study.problem.action
    inner = action.inner
    moved = action.apply(one_parameter_subgroup(generator.cpu(), t), x)
    if isinstance(inner, ImageAction):
        frames = (moved * 1000).round() / 1000
        return Orbit(kind="image", generator=0, t=t.tolist(), frames=frames.tolist())
    if isinstance(inner, PointsAction):
        points = study.x_scaling.inverse(moved)[:, inner.real(x[0])]
        labels = _labels(points[0, :, inner.size + 1 :], study.data.point_labels)
        frames = (points[..., : inner.size] * 1000).round() / 1000
        return Orbit(kind="points", generator=0, t=t.tolist(), frames=frames.tolist(), labels=labels)
    if not isinstance(inner, VectorAction):
        return None
    frames = _vectors(inner, study.x_scaling.inverse(moved) if inner.moves_points else moved)
    return Orbit(kind="vectors", generator=0, t=t.tolist(), frames=frames.tolist())


def _labels(features: Float[Tensor, "points features"], kinds: tuple[str, ...]) -> list[str] | None:
    """What each point is, by the largest of the features that mark its kind."""
    return [kinds[kind] for kind in features[:, : len(kinds)].argmax(dim=1)] if kinds else None


def _vectors(action: VectorAction, moved: Float[Tensor, "T width"]) -> Float[Tensor, "T vectors n"]:
    """The moved vectors of one size, without scalars; the size of the first vector term counts.

    Where there are points, they alone: velocities beside them are no places.
    """
    size = next(term.size for term in action.terms if term.size)
    vectors, at = [], 0
    for term in action.terms:
        if term.size == size and term.affine == action.moves_points:
            vectors.append(moved[:, at : at + term.width].reshape(len(moved), term.count, size))
        at += term.width
    return torch.cat(vectors, dim=1)
