"""The address of the form that starts a run, filled in with the settings of another one."""

from typing import Any

from lieaug.schema import METHOD_CARDS, DiscoveryConfig
from lieaug.tasks import Table
from lieaug.ui.start import SEARCH, TRAINING

OWN_KEYS = {"mnist": ("warp", "rotation", "strength"), "six-nine": ("rotation",)}
"""Task settings whose controls on the start page have short names."""


def clone_address(config: DiscoveryConfig) -> dict[str, str]:
    """Query parameters under which the start page (of own data: their page) shows these settings, to be changed."""
    method = {} if config.method == "ours" else {"method": METHOD_CARDS[config.method].title}  # as its control says it
    if isinstance(config.task, Table):
        return {"file": (config.task.sha256 or "")[:16], "preset": config.preset, **method}
    values: dict[str, Any] = {"task": config.task.kind, "preset": config.preset, **method}
    values |= _changed(config, (*SEARCH, *TRAINING))
    weights = config.weights
    values |= {f"weights.{name}": value for name, value in _changed(weights, tuple(type(weights).model_fields)).items()}
    own = OWN_KEYS.get(config.task.kind, ())
    for name, value in _changed(config.task, tuple(type(config.task).model_fields)).items():
        if name == "stiffness":
            values |= {f"k{axis}": stiffness for axis, stiffness in zip("xyz", value, strict=False)}
        elif name != "kind":
            values[name if name in own else f"task.{name}"] = value
    return {name: _text(value) for name, value in values.items()}


def _changed(model: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Fields that are not at their default; presets are chosen anew by the page, and so are always told."""
    fields = type(model).model_fields
    return {name: getattr(model, name) for name in names if getattr(model, name) != fields[name].get_default()}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
