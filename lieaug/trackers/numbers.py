"""What trackers log: numbers of every seed while it trains, and what was found at the end."""

from lieaug.runs.contract import Snapshot
from lieaug.schema import Discovery


def training_numbers(snapshot: Snapshot) -> dict[str, float]:
    """Objective terms, and extents once they are learned, of every seed."""
    numbers = {
        f"{term}/seed_{seed}": float(value)
        for term, values in snapshot.terms.items()
        for seed, value in enumerate(values)
    }
    if snapshot.extents is not None:
        for seed, extents in enumerate(snapshot.extents):
            numbers |= {f"extent_{index + 1}/seed_{seed}": float(extent) for index, extent in enumerate(extents)}
    return numbers


def found_numbers(result: Discovery) -> dict[str, float]:
    """The predictors' metric with and without the learned augmentation, and what each generator costs."""
    predictor = result.predictor
    numbers = {
        "found/dimension": float(result.dimension),
        "found/seed_agreement_degrees": result.seed_agreement_degrees,
    }
    for name, mean, seeds in (
        ("with", predictor.with_, predictor.with_seeds),
        ("without", predictor.without, predictor.without_seeds),
        ("known", predictor.known, predictor.known_seeds),
    ):
        if mean is not None:
            numbers[f"found/{predictor.metric}_{name}/mean"] = mean
        numbers |= {f"found/{predictor.metric}_{name}/seed_{seed}": value for seed, value in enumerate(seeds)}
    for index, finding in enumerate(result.generators):
        numbers[f"found/generator_{index + 1}_extent"] = finding.extent
        numbers[f"found/generator_{index + 1}_loss_ratio"] = finding.loss_ratio
    return {name.replace(" ", "_"): value for name, value in numbers.items()}


def titles(result: Discovery) -> list[str]:
    """One of each generator: what it is, and its verdict."""
    return [
        f"generator {index + 1}: {finding.name}, {finding.verdict}" for index, finding in enumerate(result.generators)
    ]
