"""Lesson 5: half a symmetry. An answer that may be turned by up to 45° either way: the band, and how far it reaches."""

import math
from collections.abc import Sequence

from lieaug.figures.extents import found_extents
from lieaug.schema import DiscoveryConfig
from lieaug.ui.chart import charts
from lieaug.ui.glossary import term
from lieaug.ui.learn.bench import Bench
from lieaug.ui.learn.found import (
    VERDICTS,
    agrees,
    at_the_curve,
    found,
    met,
    ratio_numbers,
    verdict_answer,
    verdict_numbers,
    verdict_scene,
)
from lieaug.ui.learn.lesson import Lesson, Number, Question, Step, Values
from lieaug.ui.learn.runs import LessonRun

RUN = LessonRun(
    "Half a symmetry",
    DiscoveryConfig.parse(
        {
            "task": {"kind": "zoo", "family": "so2", "copies": 2, "reach_degrees": 45, "rows": 3000},
            "preset": "quick", "seeds": 1, "seed": 1, "steps": 400, "generators": 1,
        }
    ),
)  # fmt: skip
TRUE_REACH = math.radians(45)


def _extents(bench: Bench) -> Values:
    seen = found(RUN)
    trusted = bench.choice("trusted", "Which of the two says how far the symmetry reaches?", ("trained", "measured"))
    if seen is not None and bench.voted:
        charts([found_extents(seen.result.generators)], key="half-extents")
    elif seen is not None:
        bench.veil("The two extents appear here once you have said what you expect.")
    return {"found": seen, "trusted": trusted, "voted": bench.voted}


def _of_extents(values: Values) -> Sequence[Number]:
    seen = values["found"]
    if seen is None or not values["voted"]:
        return [Number("Trained", "?", "After the vote."), Number("Measured", "?", "After the vote.")]
    return [
        Number("Trained", _degrees(seen.finding.trained_extent), "The extent s that training ended with."),
        Number("Measured", _degrees(seen.finding.extent), "Where the held-out curve leaves the tolerance."),
        Number("Truth", "45°", "Known, because the task was made so."),
    ]


def _augment(bench: Bench) -> Values:
    extent = bench.slider("extent", "Turn training copies by up to", 0.0, 180.0, 180.0, 5.0, format="±%d°")
    seen = found(RUN)
    return {"found": seen, "extent": extent, "voted": bench.voted}


def _of_augment(values: Values) -> Sequence[Number]:
    seen = values["found"]
    harm = "?" if seen is None or not values["voted"] else f"{seen.ratio(math.radians(values['extent'])):.1f}"
    return [
        Number("Copies up to", f"±{values['extent']:.0f}°", "Of every training example."),
        Number("Loss ratio there", harm, "What the farthest copies cost; 1 is nothing."),
    ]


def _degrees(radians: float) -> str:
    return f"{math.degrees(radians):.0f}°"


LESSON = Lesson(
    number=5,
    title="Half a symmetry",
    goal="say how far a symmetry reaches, and why all the way would be too far",
    minutes=12,
    picture="half",
    discover={"task": "mnist"},
    onwards="Digits that are turned by up to 45°",
    steps=(
        Step(
            title="Turn it a little",
            text="Here an answer was made so that turning its two vectors **a little** does not matter, and turning "
            f"them far does. A predictor was trained on it; the {term('loss curve')} says what turning costs.",
            question=Question(
                "What will the curve look like?",
                ("flat everywhere", "flat in the middle, rising on both sides", "rising from the first degree"),
                1,
                "Within the reach of the symmetry, moved rows are as good as any. Beyond it they are wrong.",
            ),
            goal="Move **t** to where turning costs **nothing**, but not to 0: at least 15°.",
            scene=lambda bench: at_the_curve(bench, RUN, start=2.5, what="Turn held-out rows by t"),
            reached=met(lambda seen, values: 0.26 <= abs(values["t"]) <= seen.finding.extent),
            numbers=ratio_numbers,
            formula=r"E(t) = \frac{\text{loss at } e^{tL}x}{\text{loss at } x}",
            words="One is no harm. The grey band is what chance alone would do.",
            solution={"t": "0.3"},
        ),
        Step(
            title="Where it breaks",
            text=f"The {term('null band')} is drawn in grey. Where the curve leaves it for good, the symmetry ends.",
            question=Question(
                "At which angle does it end?",
                ("about 20°", "about 45°", "about 90°"),
                1,
                "The task was made with a reach of 45°. The curve gets there from held-out rows alone.",
            ),
            goal="Move **t** to the place where the curve **leaves the tolerance**, to within 6°.",
            hint="The dotted lines of the curve mark it.",
            scene=lambda bench: at_the_curve(bench, RUN, start=0.1, what="Turn held-out rows by t"),
            reached=met(lambda seen, values: abs(abs(values["t"]) - seen.finding.extent) < 0.11),
            numbers=ratio_numbers,
            formula=r"E(t) \le \text{tolerance} \quad \text{for } |t| \le \text{extent}",
            words="The extent is where the curve leaves, not where training stopped.",
            solution={"t": "0.8"},
        ),
        Step(
            title="And the other way",
            text="A rotation has two senses. An answer might tolerate one and not the other.",
            question=Question(
                "Is it the same on the other side?",
                ("yes, about as far", "no, only one side is flat", "nobody can know"),
                0,
                "This answer tolerates both alike. Where sides differ, the app gives both numbers.",
            ),
            goal="Find the end of the symmetry on the **negative** side, to within 8°.",
            scene=lambda bench: at_the_curve(bench, RUN, start=0.8, what="Turn held-out rows by t"),
            reached=met(lambda seen, values: values["t"] < 0 and abs(-values["t"] - seen.finding.extent) < 0.14),
            numbers=ratio_numbers,
            formula=r"t \in [-\text{extent},\, +\text{extent}]",
            words="The smaller of the two sides is what may be used without thinking.",
            solution={"t": "-0.8"},
        ),
        Step(
            title="Trained and measured",
            text=f"Training ended with an {term('extent')} s of its own: a bargain between the reward for reach and "
            "the losses of its batches.",
            question=Question(
                "Which of the two numbers would you print?",
                ("the trained extent", "the one measured on held-out rows", "their mean"),
                1,
                "s depends on the weight of the reward. The curve depends on data that nothing was fitted to.",
            ),
            goal="Choose the extent that **decides**.",
            scene=_extents,
            reached=met(lambda seen, values: values["trusted"] == "measured"),
            numbers=_of_extents,
            formula=r"s_{\text{trained}} \neq \text{extent}_{\text{measured}}",
            words="Training proposes how far; held-out rows decide.",
            solution={"trusted": "measured"},
        ),
        Step(
            title="The verdict",
            text="Four words are possible. *Present* would promise all the way round.",
            question=Question(
                "Which verdict will the run give?", VERDICTS, verdict_answer,
                "It holds exactly, but not all the way: to a stated extent.",
            ),
            goal="Choose the **verdict** that the evidence gives.",
            scene=lambda bench: verdict_scene(bench, RUN),
            reached=agrees,
            numbers=verdict_numbers,
            formula=r"E(t) \quad \text{over } |t| \le \pi",
            words="One word for the task, with the curve as its ground.",
            solution={"verdict": "approximate"},
        ),
        Step(
            title="Use it",
            text="Copies for training may now be made. How far should they be turned?",
            question=Question(
                "What if copies are turned all the way round?",
                ("nothing: more is better", "many copies get a wrong answer", "training only takes longer"),
                1,
                "Beyond the reach a copy keeps an answer that is not its own any more. That is worse than no copy.",
            ),
            goal="Set the extent of the copies to **what holds**, to within 10°.",
            scene=_augment,
            reached=met(lambda seen, values: abs(values["extent"] - math.degrees(seen.finding.extent)) <= 10),
            numbers=_of_augment,
            formula=r"t \sim \mathcal{U}[-\text{extent},\, \text{extent}]",
            words="As far as the symmetry reaches, and no farther.",
            solution={"extent": "45"},
        ),
    ),
)  # fmt: skip
