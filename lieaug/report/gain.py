"""Whether training with what was found lowers the error on test rows, for all of it together."""

from lieaug.figures.names import number
from lieaug.schema import PredictorComparison

CLEARLY_LOWER = 0.8
"""Share of the plain predictor's test error below which another one is clearly better, if all of its seeds are."""


def helps(comparison: PredictorComparison) -> bool:
    """Whether the error with the learned augmentation is clearly lower: on average, and in each seed against each."""
    with_, without = _error(comparison, comparison.with_), _error(comparison, comparison.without)
    seeds = [_error(comparison, value) for value in comparison.with_seeds] or [with_]
    others = [_error(comparison, value) for value in comparison.without_seeds] or [without]
    return with_ < CLEARLY_LOWER * without and max(seeds) < min(others)


def gain_words(comparison: PredictorComparison) -> str:
    """What training with it changes: takes the test mse from 4.6×10⁻⁴ to 1.8×10⁻⁶."""
    before, after = (_value(comparison, value) for value in (comparison.without, comparison.with_))
    unit = f" {comparison.unit}" if comparison.unit else ""
    return f"takes the test {comparison.metric} from {before} to {after}{unit}"


def share_words(share: float) -> str:
    """A share in per cent, with a decimal where it is small."""
    return f"{share:.0%}" if share >= 0.1 else f"{share:.1%}"


def _error(comparison: PredictorComparison, value: float) -> float:
    return 1 - value if comparison.metric == "accuracy" else value


def _value(comparison: PredictorComparison, value: float) -> str:
    return f"{value:.1%}" if comparison.metric == "accuracy" else number(value)
