"""Lesson 4: learning the generator, in slow motion on a real run that is stepped by hand."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from lieaug.figures.extents import live_extents
from lieaug.figures.generators import generator_heatmaps
from lieaug.figures.history import loss_history
from lieaug.schema import StepTrace, TracedExample
from lieaug.ui import readings, session
from lieaug.ui.chart import charts
from lieaug.ui.glossary import term
from lieaug.ui.learn import hand, place
from lieaug.ui.learn.bench import Bench
from lieaug.ui.learn.hand import AtHand
from lieaug.ui.learn.lesson import Lesson, Number, Question, Step, Values
from lieaug.ui.learn.scenes import scene
from lieaug.ui.store import attempt, run_store

PARTS = ("sample", "move", "predict", "compare", "update")
TERMS = ("task", "equivariance", "extent")
TURNED = 10.0
"""L counts as a rotation from here on [°]."""
_training = scene("training")
Goal = Callable[[StepTrace, Values], bool]


def _scene(bench: Bench, part: str, goal: Goal, *, pick: Callable[[StepTrace], int] | None = None) -> Values:
    """The drawn pipeline with one part lit, the buttons for steps, and what is learned beneath."""
    run = hand.run_at_hand()
    if run is None:
        return {"trace": None, "goal": False}
    values = _of(bench, run, pick)
    trace = values["trace"]
    shown = place.text("show", bench.step) is not None
    goal_met = trace is not None and goal(trace, values)
    if goal_met:
        hand.stop_playing(bench)
    hand.controls(bench, run, epoch=trace.epoch if trace else 38)
    if trace is None:
        st.caption("Nothing has happened yet: L is random, the predictor knows the data as they are. Do a step.")
    else:
        bench.scene(_training, {"trace": trace.model_dump(by_alias=True), "part": part, "example": values["example"]})
    if pick is not None and trace is not None:
        bench.choice("example", "Example", [str(index + 1) for index in range(len(trace.examples))])
    if part == "compare":
        bench.choice("term", "Which term makes the extent grow?", TERMS)
    _beneath(run)
    if run.waits and not goal_met and (hand.is_playing(bench) or (shown and pick is None)):
        hand.keep_playing(run)
    return {**values, "goal": goal_met}


def _of(bench: Bench, run: AtHand, pick: Callable[[StepTrace], int] | None) -> dict[str, Any]:
    picked = int(place.numbers("example", bench.step, [1.0])[0]) - 1
    if pick is not None and run.trace is not None and place.text("show", bench.step) is not None:
        picked = pick(run.trace)
        place.put("example", bench.step, str(picked + 1))
    return {
        "trace": run.trace,
        "example": picked if run.trace is not None and 0 <= picked < len(run.trace.examples) else 0,
        "picked": place.text("example", bench.step) is not None,
        "term": place.text("term", bench.step),
        "acted": hand.acted(bench),
    }


def _beneath(run: AtHand) -> None:
    """Heat map of L, its extent, and the loss so far."""
    if run.snapshot is None or run.snapshot.basis is None or run.snapshot.extents is None:
        return
    extent = float(run.snapshot.extents[0, 0])
    rows = [row for row in session.metrics_of(run.folder) if row["stage"] == "joint training"][1:]
    left, middle, right = st.columns([3, 4, 5], gap="small")
    with left:
        charts(generator_heatmaps(run.snapshot.basis[0, :1], [f"L · extent {extent:.2f}"]), key="slow-heat")
    with middle:
        charts([live_extents(run.snapshot.extents)], key="slow-extent")
    with right:
        if len(rows) > 1:
            shown = readings.thinned(rows)
            charts([loss_history(readings.steps_of(shown), readings.terms_of(shown), stages=())], key="slow-loss")


def degrees_from_rotation(trace: StepTrace) -> float:
    """Angle between L and the nearer of the two directions of turning [°]."""
    L = np.array(trace.generators_after[0])
    share = abs(L[1, 0] - L[0, 1]) / (math.sqrt(2) * max(float(np.linalg.norm(L)), 1e-12))
    return math.degrees(math.acos(min(share, 1.0)))


def _farthest(trace: StepTrace) -> int:
    return int(np.argmax([np.linalg.norm(np.subtract(e.moved, e.x)) for e in trace.examples]))


def _worst(trace: StepTrace) -> int:
    return int(np.argmax([example.moved_loss for example in trace.examples]))


def _numbers(make: Callable[[StepTrace, TracedExample], list[Number]]) -> Callable[[Values], Sequence[Number]]:
    def numbers(values: Values) -> Sequence[Number]:
        trace = values["trace"]
        if trace is None:
            return [Number("Step", "0", "Of joint training. The run waits.")]
        return make(trace, trace.examples[values["example"]])

    return numbers


def _signed(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".replace("-", "−")


def _of_sample(trace: StepTrace, example: TracedExample) -> list[Number]:
    return [
        Number("Step", f"{trace.step}", f"Of {trace.steps} of joint training."),
        Number("Extent s", f"{trace.extents[0]:.2f}", "t is drawn from −s to s; radians once L is a rotation."),
        Number("t of example 1", _signed(example.t[0]), "The first of the batch."),
    ]


def _of_move(trace: StepTrace, example: TracedExample) -> list[Number]:
    moved = float(np.linalg.norm(np.subtract(example.moved, example.x)))
    return [
        Number("t", _signed(example.t[0]), "Drawn for this example."),
        Number("Moved by", f"{moved:.2f}", "Length of g·x − x, in units of the data's spread."),
    ]


def _of_predict(trace: StepTrace, example: TracedExample) -> list[Number]:
    return [
        Number("Loss of f(x)", f"{example.loss:.4f}", "Mean square of prediction minus target, as it is."),
        Number("Loss of f(g·x)", f"{example.moved_loss:.4f}", "The same for the moved copy against the moved target."),
        Number("after the update", f"{example.moved_loss_after:.4f}", "The moved copy again, once f has learned."),
    ]


def _of_compare(trace: StepTrace, example: TracedExample) -> list[Number]:
    return [
        Number("Task", f"{trace.terms['task']:.4f}", "Mean loss of the batch as it is."),
        Number("Equivariance", f"{trace.terms['equivariance']:.4f}", "Mean loss of the moved batch."),
        Number("−log s", _signed(trace.terms["extent"]), "The farther L reaches, the smaller."),
    ]


def _of_update(trace: StepTrace, example: TracedExample) -> list[Number]:
    change = float(np.abs(np.subtract(trace.generators_after, trace.generators)).max())
    return [
        Number("Step", f"{trace.step}", f"L learns next at step {trace.next_turn}."),
        Number("L changed by", f"{change:.3f}", "The entry that changed most in this step."),
        Number("Extent", f"{trace.extents[0]:.2f} → {trace.extents_after[0]:.2f}", "Before and after this step."),
    ]


def _of_turn(trace: StepTrace, example: TracedExample) -> list[Number]:
    return [
        Number("L to rotation", f"{degrees_from_rotation(trace):.0f}°", "Angle between L and the rotation."),
        Number("Extent s", f"{trace.extents_after[0]:.2f}", "π is half a turn either way: all the way round."),
        Number("Step", f"{trace.step}", f"Of {trace.steps}."),
    ]


def _finish(bench: Bench) -> Values:
    """The run goes on by itself, to its verdict."""
    run = hand.run_at_hand()
    if run is None:
        return {"trace": None, "goal": False}
    if run.result is None and run.waits:
        if place.text("show", bench.step) is not None:
            attempt(run_store().unpause, run.folder.id)
        st.button(
            "Let it go on to the verdict", type="primary", icon=":material/fast_forward:", key="learn-go-on",
            disabled=bench.locked, on_click=_go_on, args=(bench.step, run.folder.id),
        )  # fmt: skip
    _beneath(run)
    if run.result is not None:
        if bench.voted:
            st.markdown(f"#### :material/gavel: {run.result.verdict.capitalize()}", anchors=False)
            st.markdown(run.result.sentence)
        else:
            bench.veil("The verdict appears here once you have said what you expect.")
    return {
        "trace": run.trace, "goal": run.result is not None, "result": run.result, "acted": hand.acted(bench),
        "example": 0, "voted": bench.voted,
    }  # fmt: skip


def _go_on(step: int, run_id: str) -> None:
    place.put("on", step, "1")
    attempt(run_store().unpause, run_id)


VERDICTS = ("present", "approximate", "absent", "not identifiable")


def verdict_place(values: Values) -> int:
    """Which of the four verdicts was found."""
    result = values.get("result")
    return VERDICTS.index(result.verdict) if result is not None else 0


def _of_verdict(values: Values) -> list[Number]:
    result = values.get("result")
    if result is None or not values.get("voted"):
        return [Number("Verdict", "?", "It comes when the run is through.")]
    first = result.generators[0]
    return [
        Number("Verdict", result.verdict, "Of the whole task."),
        Number("Extent", f"{first.extent:.2f} rad", "How far it holds on held-out rows."),
        Number("Loss ratio", f"{first.loss_ratio:.2f}", "Loss of moved rows over loss as they are; 1 is no harm."),
    ]


LESSON = Lesson(
    number=4,
    title="Learning the generator",
    goal="say what happens in one step of training, and why L turns into the symmetry",
    minutes=15,
    picture="slow",
    discover={"task": "oscillator-2d"},
    onwards="The same oscillator with all four directions at once",
    steps=(
        Step(
            title="Sample",
            text="A mass on a spring in the plane: from where it is, predict where it will be. One generator L is "
            f"learned beside the {term('predictor')}, and it begins as a **random matrix**. Each step of training "
            "draws a **t** for every example of its batch.",
            question=Question(
                "How is t chosen?",
                ("one t for the whole batch", "at random for each example, from −s to s", "always as far as possible"),
                1,
                f"s is the {term('extent')}: how far L reaches so far. Some examples move much, some hardly at all.",
            ),
            goal="Do **one step**, and look where the t's fell.",
            scene=lambda bench: _scene(bench, "sample", lambda trace, values: bool(values["acted"])),
            reached=lambda values: bool(values["goal"]),
            numbers=_numbers(_of_sample),
            formula=r"t_i, \qquad i = 1 \dots \text{batch}",
            words="t says how far along L an example will be moved.",
            solution={"show": "1"},
        ),
        Step(
            title="Move",
            text=f"The {term('exponential map')} makes a motion of each t, and the example goes along: place and "
            "velocity together, by the same matrix. At first L is no rotation, so arrows are stretched.",
            question=Question(
                "What happens to the target y of a moved example?",
                ("it stays", "it moves by the same g", "the predictor makes a new one"),
                1,
                f"The task says how answers move: here {term('equivariance', 'equivariantly')}, as the input does. If "
                "that is wrong for this L, the next parts will notice.",
            ),
            goal="Pick the example that was **moved farthest**.",
            hint="Look at *Moved by*, or at the dot farthest from the middle under *sample*.",
            scene=lambda bench: _scene(
                bench, "move", lambda trace, values: values["picked"] and values["example"] == _farthest(trace),
                pick=_farthest,
            ),
            reached=lambda values: bool(values["goal"]),
            numbers=_numbers(_of_move),
            formula=r"g = e^{tL}, \qquad x \mapsto g\,x",
            words="Each example becomes a pair: as it is, and moved.",
            solution={"show": "1"},
        ),
        Step(
            title="Predict",
            text="The predictor f answers for both: for x, and for the moved copy g·x. The open ring is what it says, "
            "the full dot what it should say.",
            question=Question(
                "Where is f wrong the most, at the beginning?",
                ("on x as it is", "on the moved copy", "on both alike"),
                lambda values: _where_worse(values),
                "f has only seen the data as they are. A copy that a wrong L made is unlike anything real.",
            ),
            goal="Pick the example whose **moved copy is predicted worst**.",
            hint="Compare *Loss of f(g·x)* from one example to the next.",
            scene=lambda bench: _scene(
                bench, "predict", lambda trace, values: values["picked"] and values["example"] == _worst(trace),
                pick=_worst,
            ),
            reached=lambda values: bool(values["goal"]),
            numbers=_numbers(_of_predict),
            formula=r"f(x) \approx y, \qquad f(g\,x) \approx g\,y",
            words="If L is a symmetry, both can be right at once. If not, they cannot.",
            solution={"show": "1"},
        ),
        Step(
            title="Compare",
            text="All errors become one number, the **objective**. Two terms ask for right answers, as the "
            "data are and moved. One more keeps L from doing nothing at all.",
            question=Question(
                "The objective contains −log s. What is it for?",
                ("it keeps L small", "it rewards reaching far", "it makes f simple"),
                1,
                "Without it the easiest way to be right about moved copies would be not to move them: s = 0.",
            ),
            goal="Say which term makes the **extent grow**.",
            scene=lambda bench: _scene(bench, "compare", lambda trace, values: values["term"] == "extent"),
            reached=lambda values: bool(values["goal"]),
            numbers=_numbers(_of_compare),
            formula=r"\frac{\text{task} + \text{equivariance}}{\text{plain loss}} - w \log s",
            words="All wishes in one number, so that one slope can serve them all.",
            solution={"term": "extent"},
        ),
        Step(
            title="Update",
            text="Each number is nudged to make the objective smaller: the weights of f, the four entries of L, "
            "and s. Not all of them take part each time.",
            question=Question(
                "How often does L learn?",
                ("at every step", "at every fourth step", "once an epoch"),
                1,
                "f has to follow what L does, so it learns four times while L learns once. That is cheaper, and "
                "steadier. L learns on rows that f never trains on.",
            ),
            goal="Go on until **L changes** for the second time.",
            hint="The numbers say at which step L learns next.",
            scene=lambda bench: _scene(
                bench, "update", lambda trace, values: bool(values["acted"]) and trace.step >= 5
            ),
            reached=lambda values: bool(values["goal"]),
            numbers=_numbers(_of_update),
            formula=r"L \leftarrow L - \eta\, \partial_L, \qquad s \leftarrow s - \eta\, \partial_s",
            words="A small move against the slope. Then the next batch, with the new L.",
            solution={"show": "1"},
        ),
        Step(
            title="What L becomes",
            text="All five parts, again and again. Let it play and watch the heat map: nobody has told it what a "
            "rotation is.",
            question=Question(
                "What will L turn into?",
                ("a scaling: equal numbers on the diagonal", "a rotation: opposite numbers off it", "it stays random"),
                1,
                "For equal springs only rotations keep the law of motion. Along every other direction the moved copies "
                "cannot be predicted, so the slope leads away from it.",
            ),
            goal=f"Go on until L is within **{TURNED:.0f}°** of a rotation.",
            hint="Press Play; it takes about 150 steps.",
            scene=lambda bench: _scene(
                bench, "", lambda trace, values: bool(values["acted"]) and degrees_from_rotation(trace) <= TURNED
            ),
            reached=lambda values: bool(values["goal"]),
            numbers=_numbers(_of_turn),
            formula=r"(L, s, f) = \arg\min\, \text{objective}",
            words="Augmentations that the task tolerates survive; the others die out.",
            solution={"show": "1"},
        ),
        Step(
            title="The verdict",
            text="What was trained is no proof: L was pushed to reach far. The verdict is made on held-out rows, "
            f"with {term('loss ratio', 'moved rows against rows as they are')}.",
            question=Question(
                "What will the verdict be?", VERDICTS, verdict_place,
                "Moved rows cost no more than rows as they are, all the way round.",
            ),
            goal="Let the run **go on to its verdict**.",
            scene=_finish,
            reached=lambda values: bool(values["goal"] and values["acted"]),
            numbers=_of_verdict,
            formula=r"E(t) = \frac{\text{loss of moved held-out rows}}{\text{loss as they are}}",
            words="Training proposes; held-out rows decide.",
            solution={"show": "1"},
        ),
    ),
)  # fmt: skip


def _where_worse(values: Values) -> int:
    trace = values.get("trace")
    if trace is None:
        return 1
    plain, moved = np.mean([e.loss for e in trace.examples]), trace.losses[0]
    return 1 if moved > 1.2 * plain else 2 if plain <= 1.2 * moved else 0
