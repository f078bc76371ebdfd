"""The headline says what was found, and each thing once."""

import pytest

from lieaug.discovery.sentences import sentence_of
from lieaug.rules.verdict import ASK_BY_NAME
from lieaug.schema import GeneratorFinding, NamedFinding, Verdict


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


def test_where_motions_were_asked_for_by_name_it_leads_to_them() -> None:
    apart = finding("mixed", "not identifiable").model_copy(update={"reason": f"little can tell; {ASK_BY_NAME}"})
    alone = sentence_of("not identifiable", "none", [apart])
    assert alone == f"These data cannot tell: little can tell; {ASK_BY_NAME}."
    asked = [named("translation", "present"), named("mirror", "absent"), named("inversion", "absent")]
    told = sentence_of("not identifiable", "none", [apart], asked)
    assert "go by those asked for by name (1 held, 2 broken), or add inputs that matter" in told
    other = apart.model_copy(update={"reason": "too few rows; collect more rows"})
    assert sentence_of("not identifiable", "none", [other], asked).endswith("too few rows; collect more rows.")


def named(name: str, verdict: Verdict) -> NamedFinding:
    return NamedFinding(
        name=name, kind="mirror", verdict=verdict, reason="because", strength=0.1, loss_ratio=1.0,
        loss_ratio_interval=(0.9, 1.1), gain=0.0, gain_interval=(-0.1, 0.1),
    )  # fmt: skip
