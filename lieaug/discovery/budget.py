"""How much training each preset buys."""

from dataclasses import dataclass

from lieaug.schema import DiscoveryConfig, Preset
from lieaug.tasks.base import PredictorKind


@dataclass(frozen=True)
class Budget:
    """Steps of each stage; the arms of the comparison train as long as the joint arm."""

    warm_up: int
    joint: int
    batch: int
    snapshot_every: int
    held_out_rows: int


_BUDGETS: dict[tuple[PredictorKind, Preset], Budget] = {
    ("mlp", "quick"): Budget(400, 1000, 128, 20, 600),
    ("mlp", "standard"): Budget(600, 2000, 128, 20, 1000),
    ("mlp", "thorough"): Budget(1500, 6000, 128, 20, 2000),
    ("cnn", "quick"): Budget(150, 400, 64, 4, 300),
    ("cnn", "standard"): Budget(300, 1000, 64, 4, 500),
    ("cnn", "thorough"): Budget(800, 4000, 64, 4, 1000),
    ("deepsets", "quick"): Budget(1000, 1000, 64, 8, 300),
    ("deepsets", "standard"): Budget(2000, 2000, 64, 8, 500),
    ("deepsets", "thorough"): Budget(4000, 6000, 64, 8, 1000),
}


def budget_for(config: DiscoveryConfig, predictor: PredictorKind) -> Budget:
    """The preset's budget with the configuration's own steps and batch size put in."""
    preset = _BUDGETS[predictor, config.preset]
    return Budget(
        preset.warm_up,
        config.steps or preset.joint,
        config.batch_size or preset.batch,
        preset.snapshot_every,
        preset.held_out_rows,
    )
