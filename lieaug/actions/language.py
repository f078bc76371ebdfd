"""The action language: ``"4*vec2 + 3*scalar"``, ``"image.affine"``, ``"invariant"``, ``"same"``.

Objects and strings parse into each other: ``parse_action(action.spec) == action``.
"""

import difflib
import re

from lieaug.actions.base import AbstractAction
from lieaug.actions.images import ImageAction
from lieaug.actions.vectors import InvariantAction, Term, VectorAction
from lieaug.errors import ActionError

_TERM = re.compile(r"(?:(?P<count>\d+)\s*\*\s*)?(?P<name>[a-z][a-z0-9]*)(?P<suffix>\.[a-z]+)?")
_PLANNED = ("points3", "points3.affine", "image.homography")
_WHOLE = {"image.linear": ImageAction("linear"), "image.affine": ImageAction("affine"), "invariant": InvariantAction()}
_KNOWN = ["vec2", "vec3", "vec4", "scalar", "same", *_WHOLE]
MAX_MATRIX_SIZE = 16


def parse_action(text: str) -> AbstractAction:
    """Reads an action from its string.

    Raises:
        ActionError: The string is not of the language, or names an action that is planned but not there.
    """
    stripped = text.strip()
    if stripped in _WHOLE:
        return _WHOLE[stripped]
    action = VectorAction(*(_parse_term(part.strip(), text) for part in stripped.split("+")))
    if (action.n or 0) > MAX_MATRIX_SIZE:
        raise ActionError(
            f"expected matrices of size up to {MAX_MATRIX_SIZE}, got {action.n} for {text!r}; "
            "move fewer or smaller vectors"
        )
    return action


def parse_actions(action: str, output: str) -> tuple[AbstractAction, AbstractAction]:
    """Reads the actions on input and output, and checks that one g can move both.

    ``"same"`` as output stands for the input's action.

    Raises:
        ActionError: One of them is not of the language, or they need matrices of different sizes.
    """
    on_x = parse_action(action)
    if on_x.n is None:
        raise ActionError(
            f"expected an action that moves something, got {action!r}; name the vectors, such as '4*vec2'"
        )
    on_y = on_x if output.strip() == "same" else parse_action(output)
    if on_y.n not in (None, on_x.n):
        raise ActionError(
            f"expected an output moved by {on_x.n} x {on_x.n} matrices like the input {on_x.spec!r}, got {output!r} "
            f"with {on_y.n} x {on_y.n}; use the same vector size, 'same' or 'invariant'"
        )
    return on_x, on_y


def _parse_term(part: str, whole: str) -> Term:
    match = _TERM.fullmatch(part)
    if match is None:
        raise _unknown(part, whole)
    count, name, suffix = int(match["count"] or 1), match["name"], match["suffix"] or ""
    if name + suffix in _PLANNED:
        raise ActionError(
            f"expected an action that is available, got {name + suffix!r}, which is planned; use one of {_KNOWN}"
        )
    if not 1 <= count <= 10_000:
        raise ActionError(f"expected a count from 1 to 10000, got {count} in {whole!r}; correct the count")
    if name == "scalar" and not suffix:
        return Term(count, 0)
    size = re.fullmatch(r"vec(\d{1,2})", name)
    if size and suffix in ("", ".free") and 1 <= int(size[1]) <= MAX_MATRIX_SIZE:
        return Term(count, int(size[1]), free=suffix == ".free")
    raise _unknown(name + suffix, whole)


def _unknown(part: str, whole: str) -> ActionError:
    near = difflib.get_close_matches(part, _KNOWN, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "write a sum such as '4*vec2 + 3*scalar', or 'image.affine'"
    return ActionError(
        f"expected a term of the action language (one of {', '.join(_KNOWN)}), got {part!r} in {whole!r}; {hint}"
    )
