"""Step 2: what is predicted, what is moved, what stays; every guess can be corrected."""

import streamlit as st

from lieaug.errors import ActionError
from lieaug.tasks.own import Does, Preview, action_of, in_words, suggest
from lieaug.ui.own import draft
from lieaug.ui.words import one_sentence, plain

KINDS: dict[str, str] = {
    "vec2": "Vectors in the plane",
    "vec3": "Vectors in space",
    "vec4": "Four-vectors E, px, py, pz",
    "vec2.affine": "Points in the plane",
    "vec3.affine": "Points in space",
    draft.ALL_AS_ONE: "One vector of all these columns",
    "vec2.free": "Vectors in the plane, each on its own",
    "vec3.free": "Vectors in space, each on its own",
}
WHOLE: dict[str, str] = {
    "points3": "Turned, stretched and sheared about its centre",
    "points3.affine": "Turned, stretched, sheared and shifted",
    "image.linear": "Turned, stretched and sheared about its centre",
    "image.affine": "Turned, stretched, sheared and shifted",
    "image.homography": "Turned, stretched, sheared, shifted and seen in perspective",
}
DOES: dict[Does, str] = {
    "class": "A class: it stays",
    "number": "Numbers: they stay",
    "vector": "Vectors: they turn with the input",
    "point": "Points: they turn and shift with the input",
}
_DOES_HELP = (
    "A class or a number is the same however the input is moved: the energy of a molecule, the digit in a picture. "
    "A vector turns with it: a force, a velocity. A point is shifted with it too: the next place on a track."
)
_KIND_HELP = (
    "Columns are taken in the order in which they are picked: two by two for vectors in the plane, three by three in "
    "space. Vectors have a direction and a length, as velocities do; points are places, which shifts move as well."
)


def choose_columns(preview: Preview) -> None:
    """The controls; what they say is read by `draft.read`."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _target(preview)
    with right:
        if preview.format in ("xyz", "images") or (preview.format == "npz" and len(preview.shape) > 1):
            _whole(preview)
        else:
            _moved(preview)
    if preview.format != "npz":
        _rows(preview)


def _target(preview: Preview) -> None:
    names = [column.name for column in preview.columns if column.kind != "date"]
    if preview.format == "npz":
        names = [name for name in names if name.startswith("y")]
    _picker("What is to be predicted?", names, draft.TARGET, disabled=preview.format == "npz")
    if not draft.picked(draft.TARGET) and preview.format != "npz":
        complain("expected at least one column to predict, got none; pick one")
    st.selectbox(
        "What does it do when the input is moved?", list(DOES), format_func=lambda does: DOES[does], key=draft.DOES,
        help=_DOES_HELP,
    )  # fmt: skip
    if draft.does() == "class" and len(draft.picked(draft.TARGET)) > 1:
        complain("expected one column as a class, got several; leave one, or call them numbers")


def _moved(preview: Preview) -> None:
    numeric = [column.name for column in preview.columns if column.kind in ("number", "integer")]
    numeric = [name for name in numeric if preview.format != "npz" or name.startswith("x")]
    for number in draft.group_ids():
        _group(number, numeric)
    st.button("Add vectors or points", icon=":material/add:", type="tertiary", on_click=draft.add_group, args=("vec2",))
    with_truth = [*numeric, *(column.name for column in preview.columns if column.kind == "truth")]
    _picker("What else goes in, and stays as it is?", with_truth, draft.STAYS, placeholder="Nothing")


def _group(number: int, names: list[str]) -> None:
    """One row: what these columns are, which they are, and a button that takes the row away."""
    key = draft.kind_key(number)
    kinds = list(KINDS)
    if draft.kind_of(number) not in kinds:
        kinds.append(draft.kind_of(number))
    with st.container(gap="xxsmall", key=f"group-{number}"):
        first, second, third = st.columns([4, 6, 2], gap="small", vertical_alignment="bottom")
        with first:
            st.selectbox("What is moved?", kinds, format_func=_kind_words, key=key, help=_KIND_HELP)
        with second:
            _picker("Its columns, in order", names, draft.columns_key(number), placeholder="Pick columns")
        with third:
            st.button(
                "Remove",
                key=f"own.remove-{number}",
                help="These columns stay then, and are not moved",
                on_click=draft.remove_group,
                args=(number,),
                width="stretch",
            )
        _show_vectors(number)


def _kind_words(kind: str) -> str:
    if kind in KINDS:
        return KINDS[kind]
    size, _, suffix = kind[3:].partition(".")
    return f"{'Points' if suffix == 'affine' else 'Vectors'} of {size} entries" + (
        ", each on its own" if suffix == "free" else ""
    )


def _show_vectors(number: int) -> None:
    """The columns of a group as the vectors that they make, or what is wrong with them."""
    try:
        group = draft.group_of(number)
        if group is None:
            complain("expected columns, got none; pick some, or take this row away")
            return
        action_of([group])
    except ActionError as error:
        complain(str(error))
        return
    vectors = [group.columns[at : at + group.size] for at in range(0, len(group.columns), group.size)]
    if len(vectors) > 1:
        st.caption(" · ".join(f"({plain(', '.join(vector))})" for vector in vectors))


def _whole(preview: Preview) -> None:
    clouds = preview.format == "xyz" or draft.whole().startswith("points")
    kinds = [kind for kind in WHOLE if kind.startswith("points" if clouds else "image")]
    if draft.whole() not in kinds:
        kinds.append(draft.whole())
    what = "How is a molecule moved?" if clouds else "How is an image moved?"
    st.selectbox(what, kinds, format_func=_whole_words, key=draft.WHOLE)
    shape = " x ".join(map(str, preview.shape))
    elements = f", elements {plain(', '.join(preview.features))}" if preview.features else ""
    st.caption(f"Each example is {'a cloud of points' if clouds else 'an image'} of shape {shape}{elements}.")


def _whole_words(kind: str) -> str:
    return WHOLE.get(kind, kind)


def _rows(preview: Preview) -> None:
    """Rows that belong together, and rows that lack a value."""
    names = [column.name for column in preview.columns if column.kind in ("text", "integer") and column.distinct > 1]
    used = draft.used()
    missing = sum(column.missing for column in preview.columns if column.name in used)
    left_out = [column.name for column in preview.columns if column.name not in used | {draft.group_column()}]
    left, right = st.columns([2, 3], gap="medium", vertical_alignment="center")
    with left:
        if names:
            st.selectbox(
                "Which rows belong together?",
                names,
                index=None,
                key=draft.BELONG,
                on_change=draft.belong,
                placeholder="None: every row stands alone",
                help="All rows with the same storm, patient or track stay on one side of every split; else the test "
                "would contain what training has seen. Pick the column that says which rows these are.",
            )
    with right:
        if missing or draft.drops():
            st.toggle(
                "Leave out rows without a value", key=draft.DROP,
                help=f"{missing:,} values are missing in the columns that are used.",
            )  # fmt: skip
        if left_out and preview.format in ("csv", "parquet"):
            st.caption(f"Left out: {plain(', '.join(left_out))}.")


def _picker(label: str, names: list[str], key: str, *, placeholder: str = "Pick", disabled: bool = False) -> None:
    """Columns to pick, in order; one that no longer fits is offered all the same, so that nothing vanishes silently."""
    options = list(dict.fromkeys([*names, *draft.picked(key)]))
    st.multiselect(
        label, options, key=key, on_change=draft.take, args=(key,), placeholder=placeholder, disabled=disabled
    )


def complain(message: str) -> None:
    """An error under its control."""
    st.caption(f":red[:material/error: {plain(one_sentence(message))}]")


def show_action(action: str, output: str, preview: Preview) -> None:
    """The action that is being built, in its own language and in words."""
    moves = in_words(output) if output != "invariant" else "stays as it is, however the input is moved"
    with st.container(horizontal=True, vertical_alignment="center", key="action", gap="small"):
        st.markdown(f"**Input** `{action}`: {in_words(action)}.  \n**Target** `{output}`: {moves}.", width="stretch")
        with st.popover("Why?", type="tertiary"):
            st.markdown("Guessed from names and values:")
            for reason in suggest(preview).reasons:
                st.markdown(f"- {plain(reason)}")
            st.button("Take this guess again", icon=":material/undo:", on_click=draft.suggest_again, args=(preview,))
