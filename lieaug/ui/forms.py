"""Forms made from pydantic models: label, help, limits and errors all come from the fields themselves."""

from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from lieaug.ui import session, teaching


def form_fields(model: type[BaseModel], names: tuple[str, ...], *, prefix: str = "") -> dict[str, Any]:
    """A widget for each named field, in a grid; errors of the last attempt stand under their widget.

    Args:
        model: The model that owns the fields.
        names: Which fields to ask for.
        prefix: Where the model stands within the configuration ("weights."), for keys and errors.

    Returns:
        Values by field name; optional fields that were left empty are missing.
    """
    values: dict[str, Any] = {}
    found = session.errors()
    with st.grid("auto", min_column_width=200, gap="small"):
        for name in names:
            key = prefix + name
            with st.container(gap="xxsmall"):
                value = _widget(name, model.model_fields[name], key)
                if key in found:
                    st.caption(f":red[:material/error: {found[key]}]")
            if value is not None:
                values[name] = value
    return values


def field_errors(error: ValidationError) -> dict[str, str]:
    """Messages by dotted field name as in `form_fields`; "" is the configuration as a whole."""
    messages: dict[str, str] = {}
    for problem in error.errors(include_url=False):
        place = [part for part in problem["loc"] if isinstance(part, str)]
        if place[:1] == ["task"]:
            del place[1:2]  # the kind of task, by which pydantic chose the model
        messages.setdefault(".".join(place), _message(problem["msg"], problem["input"]))
    return messages


def _message(text: str, value: Any) -> str:
    """Our own rules say themselves what came; pydantic's leave that to us."""
    own = text.removeprefix("Value error, ")
    return own if own.startswith("expected") else f"{text}, got {value!r}"


def label_of(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _widget(name: str, field: FieldInfo, key: str) -> Any:
    shared: dict[str, Any] = {"label": label_of(name), "help": field.description, "key": key, "bind": "query-params"}
    shared["disabled"] = teaching.locked(key) or teaching.locked("settings")
    kind, optional = _kind(field)
    if get_origin(kind) is Literal:
        return st.selectbox(options=get_args(kind), index=get_args(kind).index(field.default), **shared)
    if kind is bool:
        return st.toggle(value=field.default, **shared)
    if kind in (int, float):
        return st.number_input(**shared, **_limits(field, kind), **_start(field, optional))
    return st.text_input(value=field.default or "", placeholder="the task's own", **shared) or None


def _kind(field: FieldInfo) -> tuple[Any, bool]:
    """The field's type without None, and whether None was among its types."""
    if get_origin(field.annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(field.annotation) if kind is not type(None)]
        return kinds[0], True
    return field.annotation, False


def _start(field: FieldInfo, optional: bool) -> dict[str, Any]:
    return {"value": None, "placeholder": "default"} if optional and field.default is None else {"value": field.default}


def _limits(field: FieldInfo, kind: type) -> dict[str, Any]:
    """Limits as a number input wants them; an excluded limit is left to the model to refuse."""
    limits: dict[str, Any] = {"step": 1} if kind is int else {"step": 0.05, "format": "%g"}
    for rule in field.metadata:
        for name, attribute, inside in (
            ("min_value", "ge", 0), ("min_value", "gt", 0), ("max_value", "le", 0), ("max_value", "lt", kind is int),
        ):  # fmt: skip
            if hasattr(rule, attribute):
                limits[name] = kind(getattr(rule, attribute)) - inside
    return limits
