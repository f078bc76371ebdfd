"""Lesson 7: your own data. A sample goes the whole way through My data; what exists in the store is what counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from lieaug.errors import ActionError, LieAugError, StoreError
from lieaug.runs.datasets import SavedDataset, file_hash, load_dataset
from lieaug.runs.folder import RunFolder
from lieaug.runs.uploads import keep_file, keep_form
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import Table
from lieaug.ui import navigation
from lieaug.ui.frame import ASSETS
from lieaug.ui.glossary import term
from lieaug.ui.learn import place
from lieaug.ui.learn.bench import Bench
from lieaug.ui.learn.lesson import Lesson, Number, Question, Step, Values
from lieaug.ui.learn.runs import follow_run
from lieaug.ui.store import attempt, run_store
from lieaug.ui.words import STATES

SAMPLE = ASSETS / "data" / "hurricanes.csv"
PLACE = ("lon", "lat")
ACTIONS = ("vec6", "2*vec2 + 2*scalar", "6*scalar")
CHECKS = ("rows that are there twice", "rows of one storm on both sides", "missing values")
VERDICTS = ("present", "approximate", "absent", "not identifiable")


@dataclass(frozen=True)
class Mine:
    """What of this lesson's way is in the store.

    Attributes:
        saved: The sample, once it was taken.
        run: The newest run of it without the place, once there is one.
    """

    saved: SavedDataset | None
    run: RunFolder | None

    @property
    def action(self) -> str:
        """What the columns make, "" before that."""
        try:
            return self.saved.form.action if self.saved is not None else ""
        except ActionError:
            return ""

    @property
    def without_place(self) -> bool:
        return self.saved is not None and not set(PLACE) & set(self.saved.form.columns)


@lru_cache(maxsize=1)
def _digest() -> str:
    return file_hash(SAMPLE)


def _stored() -> Mine:
    try:
        saved = load_dataset(run_store().home, _digest())
    except LieAugError:
        return Mine(None, None)
    return Mine(saved, _newest_run())


def _newest_run() -> RunFolder | None:
    store = run_store()
    for summary in store.list():
        if summary.state in ("cancelled", "failed", "lost"):
            continue
        try:
            folder = store.open(summary.id)
            task = folder.config().task
        except StoreError:
            continue
        if isinstance(task, Table) and task.sha256 == _digest() and not set(PLACE) & set(task.x):
            return folder
    return None


def take() -> None:
    """Keeps the sample, as My data would."""
    keep_file(run_store().home, SAMPLE)


def leave_place_out() -> None:
    """Takes longitude and latitude out of what is moved, as the reader would."""
    take()
    saved = load_dataset(run_store().home, _digest())
    groups = tuple(group for group in saved.form.groups if not set(PLACE) & set(group.columns))
    keep_form(run_store().home, saved, saved.form.model_copy(update={"groups": groups}))


def start() -> None:
    """Starts the quick run with one seed, as the reader would."""
    leave_place_out()
    saved = load_dataset(run_store().home, _digest())
    if _newest_run() is None:
        task, action, output = saved.form.settings().values()
        task["sha256"] = saved.sha256
        values = {"task": task, "action": action, "output": output, "preset": "quick", "seeds": 1}
        run_store().submit(DiscoveryConfig.parse(values), title=saved.name)


def _way(bench: Bench, label: str, do: Callable[[], None]) -> Mine:
    """A link to My data, and what of it is done; "Show me" does it."""
    if place.text("show", bench.step) is not None:
        attempt(do)
    mine = _stored()
    with st.container(border=True, key="learn-way", gap="small"):
        query = {"file": mine.saved.id, "seeds": "1"} if mine.saved is not None else {}
        st.page_link(
            navigation.data(), label=label, icon=":material/arrow_forward:", query_params=query, width="content"
        )
        _done("The sample is kept here", mine.saved is not None)
        _done("Longitude and latitude are left out", mine.without_place)
        _done("A run of it was started", mine.run is not None)
        st.caption("Come back by the bar of pages or the browser's *back*; what you did there counts here.")
    return mine


def _done(words: str, done: bool) -> None:
    icon = ":green[:material/check_circle:]" if done else ":gray[:material/radio_button_unchecked:]"
    st.markdown(f"{icon} {words}")


def _values(mine: Mine, **more: object) -> Values:
    return {"mine": mine, **more}


def _columns(bench: Bench) -> Values:
    return _values(_way(bench, "To the columns, in My data", leave_place_out))


def _action(bench: Bench) -> Values:
    mine = _stored()
    chosen = bench.choice("action", "The action", ACTIONS)
    return _values(mine, chosen=chosen)


def _check(bench: Bench) -> Values:
    return _values(_stored(), chosen=bench.choice("check", "The check that concerns storms", CHECKS))


def _verdict(bench: Bench) -> Values:
    mine = _stored()
    result = mine.run.result() if mine.run is not None else None
    if mine.run is None:
        st.caption("There is no run of the sample without the place yet: go back one step and start it.")
    elif result is None and not mine.run.status().is_over:
        follow_run(mine.run)
    elif mine.run is not None and result is None:
        st.caption(f"The run {STATES[mine.run.status().state].word}; start it again in My data.")
    own = bench.choice("verdict", "Your verdict", VERDICTS)
    if result is not None and bench.voted:
        st.markdown(f"#### :material/gavel: {result.verdict.capitalize()}", anchors=False)
        st.markdown(result.sentence)
        with st.container(horizontal=True):
            for page, label in ((navigation.diagnostics(), "Diagnostics"), (navigation.generators(), "Generators")):
                st.page_link(page, label=label, query_params={"run": mine.run.id if mine.run else ""}, width="content")
    elif result is not None:
        bench.veil("The verdict appears here once you have said what you expect.")
    return _values(mine, result=result, chosen=own, voted=bench.voted)


def _of_file(values: Values) -> Sequence[Number]:
    saved = values["mine"].saved
    if saved is None:
        return [Number("Rows", "?", "Once the sample is taken.")]
    return [
        Number("Rows", f"{saved.rows:,}", "Of the table."),
        Number("Target", ", ".join(saved.form.target) or "none yet", "What is to be predicted."),
    ]


def _of_columns(values: Values) -> Sequence[Number]:
    mine = values["mine"]
    return [
        Number("Action", mine.action or "?", "How a motion g moves a row, in the action language."),
        Number("Together", (mine.saved and mine.saved.form.group_column) or "?", "Rows of one such never part."),
    ]


def _of_run(values: Values) -> Sequence[Number]:
    run = values["mine"].run
    status = run.status() if run is not None else None
    return [Number("Run", STATES[status.state].word if status else "none yet", "Of the sample, without the place.")]


def _of_verdict(values: Values) -> Sequence[Number]:
    result = values["result"]
    if result is None or not values["voted"]:
        return [Number("Verdict", "?", "After the vote, when the run is through.")]
    first = result.generators[0]
    return [
        Number("Verdict", result.verdict, "Of the whole task."),
        Number("Strongest", first.name, "The motion that holds best."),
        Number("Loss ratio", f"{first.loss_ratio:.2f}", "Moved held-out rows over rows as they are."),
    ]


def _verdict_place(values: Values) -> int:
    result = values.get("result")
    return VERDICTS.index(result.verdict) if result is not None else 0


LESSON = Lesson(
    number=7,
    title="Your own data",
    goal="bring a table, say how its columns move, and read the verdict",
    minutes=15,
    picture="mine",
    discover={},
    onwards="Choose a task with a known answer to compare",
    steps=(
        Step(
            title="Take a table",
            text="Tracks of hurricanes: where a storm is, how it moved in the last 6 and 12 hours, the season, and how "
            "far it will have moved in 24 hours. The table ships with the app, as a sample.",
            question=Question(
                "Where does a file go that you hand over?",
                ("to a server on the internet", "into a folder of this machine", "nowhere, it is forgotten"),
                1,
                "A copy under its hash, so that a run does not depend on what happens to the original.",
            ),
            goal="Open **My data** and try the sample **Storm tracks**.",
            scene=lambda bench: _values(_way(bench, "To My data", take)),
            reached=lambda values: values["mine"].saved is not None,
            numbers=_of_file,
            formula=r"(x_i, y_i), \quad i = 1 \dots N",
            words="Each row is one example: input columns, and target columns.",
            solution={"show": "1"},
        ),
        Step(
            title="What is moved",
            text="My data has guessed: the place is a point, the four steps are two vectors, the season stays. Suppose "
            "you ask only about directions of travel: then the place should not be moved, nor be used.",
            question=Question(
                "Why not simply put all columns into one vector?",
                ("it would be too large", "a season cannot be rotated into a longitude", "nothing speaks against it"),
                1,
                f"An {term('action')} says which columns belong together. Kilometres may turn into kilometres.",
            ),
            goal="In step 2 of My data, take **lon** and **lat** out.",
            hint="Press the × beside the names; the form is kept by itself.",
            scene=_columns,
            reached=lambda values: values["mine"].without_place,
            numbers=_of_columns,
            formula=r"x = (v_{6h},\; v_{12h},\; \text{season})",
            words="Vectors are moved together, by the same matrix; numbers stay.",
            solution={"show": "1"},
        ),
        Step(
            title="In the action language",
            text="The app writes what you said as a short text. It stands in My data below the columns.",
            question=Question(
                "How many numbers does a generator have, when two vectors of the plane are moved together?",
                ("4", "8", "36"),
                0,
                "One 2 × 2 block for both vectors: that they turn alike is part of what you said.",
            ),
            goal="Choose the text for **two vectors and two numbers that stay**.",
            scene=_action,
            reached=lambda values: values["chosen"] == ACTIONS[1],
            numbers=_of_columns,
            formula=r"\rho(g) = \operatorname{diag}(g,\, g,\, 1,\, 1)",
            words="g moves both vectors; the season is left as it is.",
            solution={"action": ACTIONS[1]},
        ),
        Step(
            title="Before anything trains",
            text="Step 4 of My data looks for what would make a result worthless, and says why each matters.",
            question=Question(
                "One storm gives many rows, six hours apart. What could go wrong?",
                ("training takes longer", "the test would be too easy", "nothing"),
                1,
                "Held-out rows would have near twins among those trained on. So a storm's rows stay on one side, which "
                "the column *storm* makes possible.",
            ),
            goal="Choose the **check** that has to do with storms.",
            scene=_check,
            reached=lambda values: values["chosen"] == CHECKS[1],
            numbers=_of_columns,
            formula=r"\text{train} \cap \text{held-out} = \varnothing \quad \text{(storm by storm)}",
            words="Independent rows are what error bars are made for.",
            solution={"check": CHECKS[1]},
        ),
        Step(
            title="Run",
            text="Quick is enough to look. The link sets one seed, so that it takes less than half a minute.",
            question=Question(
                "What does the search start from?",
                ("a list of named symmetries", "every 2 × 2 matrix", "rotations only"),
                1,
                f"The {term('search space')} is all of them; nothing is assumed. Names come afterwards.",
            ),
            goal="Press **Start** in My data.",
            scene=lambda bench: _values(_way(bench, "To Start, in My data", start)),
            reached=lambda values: values["mine"].run is not None,
            numbers=_of_run,
            formula=r"L \in \mathbb{R}^{2 \times 2}",
            words="It goes on in the background; the page may be left.",
            solution={"show": "1"},
        ),
        Step(
            title="The verdict",
            text="Winds near the equator blow from the east, farther north from the west; the Earth turns. Storms may "
            "still be nearly indifferent to direction, as far as one day's path goes.",
            question=Question(
                "What will the verdict be?", VERDICTS, _verdict_place,
                "Whatever it is, read the reason and the loss ratio beside it, and look at Diagnostics for how sure.",
            ),
            goal="Wait for the run, then choose **its verdict**.",
            scene=_verdict,
            reached=lambda values: values["result"] is not None and values["chosen"] == values["result"].verdict,
            numbers=_of_verdict,
            formula=r"f(\rho(g)\,x) \approx g\, f(x)\,?",
            words="If the past path turns, does the coming day turn with it?",
            solution={"verdict": "approximate"},
        ),
    ),
)  # fmt: skip
