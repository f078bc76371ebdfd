"""How much training a preset buys and about how long it takes, before anything is built.

Steps and batch sizes are those of `lieaug.discovery.budget`, which the web process cannot import; a test holds the two
together. Times are coarse: seconds of whole discoveries with four seeds on one processor core, as the cards of the
built-in tasks show them, taken per step and stretched by the size of an example.
"""

from typing import Literal

from lieaug.tasks.base import PredictorKind, TaskData
from lieaug.tasks.own.terms import takes_clouds, takes_images

Preset = Literal["quick", "standard", "thorough"]

STEPS: dict[PredictorKind, dict[Preset, tuple[int, int]]] = {
    "mlp": {"quick": (400, 1000), "standard": (600, 2000), "thorough": (1500, 6000)},
    "cnn": {"quick": (150, 400), "standard": (300, 1000), "thorough": (800, 4000)},
    "deepsets": {"quick": (1000, 1000), "standard": (2000, 2000), "thorough": (4000, 6000)},
}
"""Steps of the warm-up, and of each arm after it."""

BATCH: dict[PredictorKind, int] = {"mlp": 128, "cnn": 64, "deepsets": 64}
ARMS = 6  # joint, without, and at most four trials
DIAGNOSED = 2.0  # a discovery with its named symmetries over one without, 1.7 to 2.5 (`benchmarks.battery`)

_STEP: dict[PredictorKind, float] = {"mlp": 0.008, "cnn": 0.047, "deepsets": 0.03}  # seconds, four seeds
_PLAIN_SIZE: dict[PredictorKind, int] = {"mlp": 300, "cnn": 28 * 28, "deepsets": 20}  # at which size begins to tell


def predictor_of(action: str) -> PredictorKind:
    """Which predictor trains on examples that this action moves."""
    return "cnn" if takes_images(action) else "deepsets" if takes_clouds(action) else "mlp"


def expected_seconds(
    data: TaskData, preset: Preset, seeds: int, steps: int | None = None, *, battery: bool = False
) -> float:
    """About how long a discovery takes on one processor core [s].

    Args:
        data: What it works on.
        preset: How much training.
        seeds: Models trained side by side.
        steps: Joint training steps, if not the preset's.
        battery: Whether named symmetries are tested, too.
    """
    predictor = predictor_of(data.action)
    warm_up, joint = STEPS[predictor][preset]
    total = warm_up + ARMS * (steps or joint)
    size = data.x_train[:1].size if predictor != "deepsets" else data.x_train.shape[1]
    stretch = size / _PLAIN_SIZE[predictor] if predictor != "mlp" else 1 + size / _PLAIN_SIZE[predictor]
    return _STEP[predictor] * total * stretch * (1 + seeds) / 5 * (DIAGNOSED if battery else 1.0)
