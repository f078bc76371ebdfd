"""Lesson 3: augmentation as insurance. Too little, right, too much: an extent against the loss on held-out digits."""

import base64
import io
from functools import lru_cache

import numpy as np
from PIL import Image

from lieaug.figures.lessons import balance, digit_row, valley, with_and_without
from lieaug.ui.chart import charts
from lieaug.ui.glossary import term
from lieaug.ui.learn import insure
from lieaug.ui.learn.bench import Bench
from lieaug.ui.learn.lesson import Lesson, Number, Question, Step, Values
from lieaug.ui.learn.scenes import scene

SIX = 2
"""The digit that is turned by hand."""
EXTENTS = tuple(float(extent) for extent in range(0, 181, 15))
SIZES = (10, 25, 50, 100, 200, 400)
ROUND = np.linspace(-180.0, 180.0, 73)
_turn = scene("turn")


@lru_cache(maxsize=1)
def _picture() -> str:
    """The six as an image whose transparency is its ink."""
    ink = (insure.upright(SIX) * 255).astype(np.uint8)
    grey = Image.fromarray(ink).resize((224, 224), Image.Resampling.BICUBIC)
    picture = Image.new("RGBA", grey.size)
    picture.putalpha(grey)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


@lru_cache(maxsize=1)
def _says() -> list[float]:
    return insure.says_when_turned(SIX, ROUND).tolist()


def _six(bench: Bench) -> Values:
    (angle,) = bench.numbers("angle", [0.0], most=180.0)
    says = _says() if bench.voted else []
    bench.scene(_turn, {"angle": angle, "says": says, "reveal": bench.voted, "picture": _picture()})
    said = float(np.interp(angle, ROUND, says)) if says else None
    return {"angle": angle, "says": said}


def _of_six(values: Values) -> list[Number]:
    says = values["says"]
    name = "?" if says is None else f"{'nine' if says > 0 else 'six'} ({says:+.2f})".replace("-", "−")
    return [
        Number("Angle", f"{values['angle']:.0f}°".replace("-", "−"), "Clockwise."),
        Number(
            "A predictor says",
            name,
            "−1 is a sure six, +1 a sure nine. It was trained on upright digits turned by up to 45°.",
        ),
    ]


def _extent(bench: Bench, *, start: float, examples: int = insure.FEW, whole: bool, pictures: bool = True) -> Values:
    """A slider for the extent; the present loss, and the whole valley where it may be seen."""
    extent = bench.slider(
        "extent", "Copies are turned by up to", 0.0, 180.0, start, 5.0, format="±%d°",
        help="Each training digit is copied, each copy turned by its own angle of up to this.",
    )  # fmt: skip
    now, without = insure.outcome(extent, examples), insure.outcome(0.0, examples)
    if pictures:
        charts(
            [
                digit_row(insure.views(extent, examples, 10), "What it is trained on", "The first ten of 320 copies."),
                digit_row(insure.held_out(10), "What it is tested on", "The first ten of 300 held-out digits, "
                "turned by up to 45°."),
            ],
            key="digits",
        )  # fmt: skip
    if not bench.voted:
        bench.veil("The held-out loss appears here once you have said what you expect.")
    else:
        losses = [insure.outcome(place, examples).loss for place in EXTENTS] if whole else []
        right = insure.TURNED if whole else None
        charts(
            [valley(EXTENTS if whole else (), losses, (extent, now.loss), without=without.loss, right=right)],
            key="valley",
        )
    return {"extent": extent, "now": now, "without": without, "voted": bench.voted}


def _losses(values: Values) -> list[Number]:
    now, without, hidden = values["now"], values["without"], not values["voted"]
    return [
        Number("Extent", f"±{values['extent']:.0f}°", "How far copies are turned at most."),
        Number(
            "Held-out loss",
            "?" if hidden else f"{now.loss:.2f}",
            "Mean squared error, labels ±1: 0 is perfect, 1 no better than saying nothing.",
        ),
        Number("Wrong", "?" if hidden else f"{now.wrong:.0%}", "Share of held-out digits that got the wrong name."),
        Number("Without", "?" if hidden else f"{without.loss:.2f}", "Held-out loss without any turned copies."),
    ]


def lowest_loss(examples: int = insure.FEW) -> float:
    """The bottom of the valley."""
    return min(insure.outcome(place, examples).loss for place in EXTENTS)


def _more_data(bench: Bench) -> Values:
    size = int(bench.choice("size", "Training digits, turned like the held-out ones", tuple(map(str, SIZES)), start=1))
    without = [insure.outcome(0.0, rows, turned=True).loss for rows in SIZES]
    with_ = [insure.outcome(insure.TURNED, rows, turned=True).loss for rows in SIZES]
    place = SIZES.index(size)
    if bench.voted:
        upto = place + 1
        charts([with_and_without(SIZES[:upto], without[:upto], with_[:upto], size)], key="sizes")
    else:
        bench.veil("Two curves appear here once you have said what you expect.")
    return {"size": size, "without": without[place], "with": with_[place], "voted": bench.voted}


def _gain(values: Values) -> list[Number]:
    hidden = not values["voted"]
    gain = 1 - values["with"] / values["without"]
    return [
        Number("Digits", str(values["size"]), "How many there are to train with."),
        Number("Without", "?" if hidden else f"{values['without']:.2f}", "Held-out loss without augmentation."),
        Number(
            "With ±45°", "?" if hidden else f"{values['with']:.2f}", "Held-out loss with copies turned by up to 45°."
        ),
        Number(
            "It brings",
            "?" if hidden else f"{gain:+.0%}".replace("-", "−"),
            "The part of the loss that augmentation saves; below zero it costs.",
        ),
    ]


def learned_extent(weight: float) -> tuple[float, list[float], list[float]]:
    """Where the objective with this reward is lowest [°], with its loss and its total at every extent."""
    places = EXTENTS[1:]
    loss = [insure.outcome(place, insure.MANY).train_loss for place in places]
    total = [value - weight * float(np.log(place / 180)) for value, place in zip(loss, places, strict=True)]
    return places[int(np.argmin(total))], loss, total


def _reward(bench: Bench) -> Values:
    weight = bench.slider("w", "Weight w of the reward for reaching far", 0.0, 0.2, 0.0, 0.005, format="%.3f")
    lowest, loss, total = learned_extent(weight)
    if bench.voted:
        charts([balance(EXTENTS[1:], np.array(loss), np.array(total), lowest)], key="balance")
    else:
        bench.veil("The objective appears here once you have said what you expect.")
    return {"w": weight, "lowest": lowest, "outcome": insure.outcome(lowest, insure.MANY), "voted": bench.voted}


def _of_reward(values: Values) -> list[Number]:
    hidden = not values["voted"]
    return [
        Number("w", f"{values['w']:.3f}", "Weight of the reward."),
        Number(
            "Extent it would learn", "?" if hidden else f"±{values['lowest']:.0f}°", "Where the objective is lowest."
        ),
        Number(
            "Held-out loss there", "?" if hidden else f"{values['outcome'].loss:.2f}", "What the search never sees."
        ),
    ]


LESSON = Lesson(
    number=3,
    title="Augmentation as insurance",
    goal="say what too little, the right amount and too much augmentation do, and how an extent can be learned",
    minutes=15,
    picture="insurance",
    discover={"task": "six-nine"},
    onwards="let the search find how far a six may be turned",
    steps=(
        Step(
            title="How far is a six a six?",
            text="A real scan, to be turned by hand. The label does not care about small turns: so far, rotation is a "
            f"{term('symmetry')} of the task, and no farther.",
            question=Question(
                "Up to about which angle do you expect a predictor to call this a six?",
                ("10°", "about a quarter turn", "all the way round"),
                1,
                "Past a quarter turn it is nearer to a nine. A symmetry like this is partial: it has an "
                f"{term('extent')}.",
            ),
            goal="Turn the six until the predictor **calls it a nine**.",
            scene=_six,
            reached=lambda values: values["says"] is not None and values["says"] > 0.3,
            numbers=_of_six,
            formula=r"f(g_\varphi x) = f(x) \quad\text{for } |\varphi| \le s",
            words="Turning changes nothing, up to the extent s.",
            solution={"angle": "150"},
        ),
        Step(
            title="Too little",
            text="Twenty upright digits to learn from; the held-out ones are turned by up to 45°. "
            f"{term('augmentation', 'Augmentation')} adds turned copies of the twenty. A new predictor is fitted at "
            "every move of the slider, here and now.",
            question=Question(
                "The copies are turned as far as the held-out digits. How much of the loss is saved?",
                ("nothing, they are only copies", "about a third", "nearly all of it"),
                lambda values: 1 if 0.15 < 1 - insure.outcome(45.0).loss / insure.outcome(0.0).loss < 0.7 else 2,
                "The copies show what may change without changing the answer. That is knowledge that the twenty digits "
                "alone do not hold.",
            ),
            goal="Raise the extent until the loss is **at least a third lower** than without.",
            scene=lambda bench: _extent(bench, start=0.0, whole=False),
            reached=lambda values: values["now"].loss < values["without"].loss * 2 / 3,
            numbers=_losses,
            formula=r"\min_f \; \mathbb{E}_{t \sim U[-s, s]}\; \ell\big(f(e^{tL}x),\, y\big)",
            words="Train on copies that are moved by random t, of at most s either way.",
            solution={"extent": "45"},
        ),
        Step(
            title="Too much",
            text="Nobody says where to stop. Go on turning, and look at the copies as you do.",
            question=Question(
                "What happens when copies are turned by up to 180°?",
                (
                    "nothing bad: more copies are more data",
                    "it gets worse than without any augmentation",
                    "it stays as good as at 45°",
                ),
                1,
                "Sixes turned upside down were shown as sixes. The wrong motion teaches errors: the premium is "
                "higher than the damage.",
            ),
            goal="Raise the extent until augmentation is **worse than none**.",
            scene=lambda bench: _extent(bench, start=45.0, whole=False),
            reached=lambda values: values["now"].loss > values["without"].loss,
            numbers=_losses,
            formula=r"y(e^{tL}x) \neq y(x) \quad\text{for } |t| > \tfrac{\pi}{2}",
            words="Beyond a quarter turn the copies carry wrong labels.",
            solution={"extent": "180"},
        ),
        Step(
            title="Just right",
            text="Between the two there is a valley. Every dot is a predictor that was fitted to 320 copies and "
            "tested on 300 turned digits.",
            question=Question(
                "Held-out digits are turned by up to 45°. Where is the bottom of the valley?",
                ("near 0°", "near 45°", "near 90°", "near 180°"),
                lambda values: int(np.argmin([abs(_best() - place) for place in (0, 45, 90, 180)])),
                "About as far as the task's own turns: less leaves digits that were never shown, more spends the "
                "predictor on digits that never come.",
            ),
            goal="Put the extent at the **bottom of the valley**.",
            scene=lambda bench: _extent(bench, start=100.0, whole=True, pictures=False),
            reached=lambda values: values["now"].loss <= 1.1 * lowest_loss(),
            numbers=_losses,
            formula=r"s^\star = \arg\min_s \; \ell_{\text{held-out}}(s)",
            words="The best extent is the one with the lowest loss on data that were not trained on.",
            solution={"extent": "45"},
        ),
        Step(
            title="Insurance and wealth",
            text="Now the training digits are turned themselves, as if collected in the wild, and there may be "
            "more of them. Take more and more, with and without augmentation.",
            question=Question(
                "With 400 turned digits to learn from, what does augmentation bring?",
                ("as much as with ten", "little or nothing", "more than ever"),
                lambda values: 1,
                "Who has seen everything needs no insurance. Augmentation stands in for data that are missing; "
                "with many it even costs a little, for a small predictor must learn more than is asked.",
            ),
            goal="Find a number of digits at which augmentation saves **less than a tenth** of the loss.",
            scene=_more_data,
            reached=lambda values: values["with"] > 0.9 * values["without"],
            numbers=_gain,
            formula=r"1 - \frac{\ell_{\text{with}}}{\ell_{\text{without}}}",
            words="The part of the loss that augmentation saves.",
            solution={"size": "400"},
        ),
        Step(
            title="Let it learn the extent",
            text=f"The search cannot look at held-out data. {term('LieAugmenter')} makes the loss on moved copies "
            "small and rewards a large extent a little: the two pull in opposite directions. Here are 200 upright "
            "digits.",
            question=Question(
                "Without the reward, w = 0, which extent would be learned?",
                ("the smallest one", "the right one", "the largest one"),
                0,
                "Not moving is always easiest. A small reward makes it go as far as the task lets it for free, and "
                "the wall beyond is steep: so the exact weight matters little.",
            ),
            goal="Choose **w** so that the extent it would learn is **between 30° and 75°**.",
            scene=_reward,
            reached=lambda values: 30 <= values["lowest"] <= 75,
            numbers=_of_reward,
            formula=r"\min_{f,\, s} \; \mathbb{E}_{|t| \le s}\; \ell\big(f(e^{tL}x), y\big) - w \log s",
            words="Be right on moved copies, and reach as far as that allows.",
            solution={"w": "0.02"},
        ),
    ),
)


def _best() -> float:
    return min(EXTENTS, key=lambda place: insure.outcome(place).loss)
