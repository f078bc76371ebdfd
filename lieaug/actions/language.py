"""The action language: ``"4*vec2 + 3*scalar"``, ``"3*vec2.affine"``, ``"points3"``, ``"image.affine"``, ….

Objects and strings parse into each other: ``parse_action(action.spec) == action``. Two words stand for outputs only and
are read by `parse_actions`: ``"same"`` (moved as the input is) and ``"learned"`` (moved by matrices to be learned too).
"""

import difflib
import re
from typing import get_args

from lieaug.actions.base import AbstractAction
from lieaug.actions.coupled import CoupledInput, LearnedOutput
from lieaug.actions.images import ImageAction, ImageMaps
from lieaug.actions.points import PointsAction
from lieaug.actions.vectors import InvariantAction, Term, VectorAction
from lieaug.errors import ActionError

_TERM = re.compile(r"(?:(?P<count>\d+)\s*\*\s*)?(?P<name>[a-z][a-z0-9]*)(?P<suffix>\.[a-z]+)?")
_IMAGES = {f"image.{kind}": ImageAction(kind) for kind in get_args(ImageMaps)}
_CLOUDS = [PointsAction(size, affine=affine) for size in (2, 3, 4) for affine in (False, True)]
_WHOLE: dict[str, AbstractAction] = {
    **_IMAGES,
    **{cloud.spec: cloud for cloud in _CLOUDS},
    "invariant": InvariantAction(),
}
_OUTPUTS = ("same", "learned")
_KNOWN = ["vec2", "vec3", "vec4", "vec2.affine", "vec3.affine", "vec2.free", "scalar", *_OUTPUTS, *_WHOLE]
MAX_MATRIX_SIZE = 16


def parse_action(text: str) -> AbstractAction:
    """Reads an action from its string.

    Raises:
        ActionError: The string is not of the language.
    """
    stripped = text.strip()
    if stripped in _WHOLE:
        return _WHOLE[stripped]
    if stripped in _OUTPUTS:
        raise ActionError(
            f"expected an action, got {text!r}, which stands for outputs only; write one such as '4*vec2'"
        )
    parsed = [_parse_term(part.strip(), text) for part in stripped.split("+")]
    action = VectorAction(*(term for term, _ in parsed), homogeneous=any(linear for _, linear in parsed))
    _check_size(action.n or 0, text)
    return action


def parse_actions(action: str, output: str, outputs: int | None = None) -> tuple[AbstractAction, AbstractAction]:
    """Reads the actions on input and output, and checks that one g can move both.

    ``"same"`` as output stands for the input's action. Plain vectors as output of an affine input, such as ``"vec2"``
    for ``"3*vec2.affine"`` (a velocity, where positions are known), become ``"vec2.linear"``: they move by the linear
    part of the input's g. ``"learned"`` couples the output to the input by matrices of its own (see `coupled`).

    Args:
        action: How g moves x.
        output: How g moves y.
        outputs: Number of target columns, which only ``"learned"`` asks for; None for class labels.

    Raises:
        ActionError: One of them is not of the language, or no g can move both.
    """
    on_x = parse_action(action)
    if on_x.n is None:
        raise ActionError(
            f"expected an action that moves something, got {action!r}; name the vectors, such as '4*vec2'"
        )
    if isinstance(on_x, VectorAction) and on_x.homogeneous and not on_x.moves_points:
        raise ActionError(
            f"expected points among the inputs that translations move, got {action!r} alone; write '.affine' behind "
            "them, or leave out '.linear'"
        )
    match output.strip():
        case "same":
            return on_x, on_x
        case "learned":
            return _couple(on_x, outputs)
    on_y = parse_action(output)
    if isinstance(on_y, VectorAction) and on_x.homogeneous and not any(term.free for term in on_y.terms):
        on_y = VectorAction(*on_y.terms, homogeneous=True)
    if on_y.n is not None and (on_y.n, on_y.homogeneous) != (on_x.n, on_x.homogeneous):
        raise ActionError(
            f"expected an output moved by {_matrices(on_x)} like the input {on_x.spec!r}, got {output!r} "
            f"with {_matrices(on_y)}; use the same vector size, 'same', 'learned' or 'invariant'"
        )
    return on_x, on_y


def _couple(on_x: AbstractAction, outputs: int | None) -> tuple[CoupledInput, LearnedOutput]:
    if outputs is None:
        raise ActionError(
            "expected numbers as targets for the output 'learned', got none; use 'invariant' for class labels"
        )
    coupled = CoupledInput(on_x, outputs)
    _check_size(coupled.n, f"{on_x.spec} with {outputs} learned outputs")
    return coupled, LearnedOutput(on_x.n or 0, outputs)


def _check_size(n: int, text: str) -> None:
    if n > MAX_MATRIX_SIZE:
        raise ActionError(
            f"expected matrices of size up to {MAX_MATRIX_SIZE}, got {n} for {text!r}; move fewer or smaller vectors"
        )


def _matrices(action: AbstractAction) -> str:
    return f"{action.n} x {action.n} matrices{' of affine maps' if action.homogeneous else ''}"


def _parse_term(part: str, whole: str) -> tuple[Term, bool]:
    """The term, and whether it is marked as moving by the linear part of a homogeneous g."""
    match = _TERM.fullmatch(part)
    if match is None:
        raise _unknown(part, whole)
    count, name, suffix = int(match["count"] or 1), match["name"], match["suffix"] or ""
    if not 1 <= count <= 10_000:
        raise ActionError(f"expected a count from 1 to 10000, got {count} in {whole!r}; correct the count")
    if name == "scalar" and not suffix:
        return Term(count, 0), False
    size = re.fullmatch(r"vec(\d{1,2})", name)
    if size and suffix in ("", ".free", ".affine", ".linear") and 1 <= int(size[1]) <= MAX_MATRIX_SIZE:
        term = Term(count, int(size[1]), free=suffix == ".free", affine=suffix == ".affine")
        return term, suffix == ".linear"
    raise _unknown(name + suffix, whole)


def _unknown(part: str, whole: str) -> ActionError:
    if part in _WHOLE:
        return ActionError(
            f"expected {part!r} alone, got it in {whole!r}; "
            "what does not move can be given as features of a cloud's points"
        )
    near = difflib.get_close_matches(part, _KNOWN, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "write a sum such as '4*vec2 + 3*scalar', or 'image.affine'"
    return ActionError(
        f"expected a term of the action language (one of {', '.join(_KNOWN)}), got {part!r} in {whole!r}; {hint}"
    )
