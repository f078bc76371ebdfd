"""The headline says what was found, and each thing once."""

import pytest

from lieaug.discovery.sentences import sentence_of
from lieaug.schema import GeneratorFinding, Verdict


def finding(name: str, verdict: Verdict, compact: bool = True) -> GeneratorFinding:
    return GeneratorFinding(
        matrix=[[0.0, -1.0], [1.0, 0.0]], extent=3.14, extent_limit=3.14, trained_extent=3.0, compact=compact,
        verdict=verdict, name=name, reason="because", loss_ratio=1.0, loss_ratio_interval=(0.9, 1.1),
        spectral_residual=0.1, support_ratio=1.0, extent_seeds=[3.0], loss_ratio_seeds=[1.0],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("algebra", "names", "words"),
    [
        ("so(2)", ["rotation"], "rotation (so(2), dimension 1)"),
        ("1-dimensional, unnamed", ["mixed"], "mixed (dimension 1)"),
        ("2-dimensional, unnamed", ["mixed", "shear"], "unnamed, dimension 2"),
        ("se(2)", ["a", "b", "c"], "se(2), dimension 3"),
    ],
)
def test_dimension_and_missing_names_are_said_once(algebra: str, names: list[str], words: str) -> None:
    sentence = sentence_of("present", algebra, [finding(name, "present") for name in names])
    assert words in sentence
    assert sentence.count("dimension") == 1
    assert sentence.count("unnamed") <= 1
