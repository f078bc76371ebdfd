from lieaug.schema import DiscoveryConfig
from lieaug.ui.generators import heatmaps
from tests.fake_results import fake_result


def titles(family: str, output: str) -> list[str]:
    config = DiscoveryConfig.model_validate({"task": {"kind": "zoo", "family": family}, "output": output})
    figures, _ = heatmaps(fake_result(config).generators, "4*vec2")
    return [figure.layout.title.text for figure in figures]


def test_what_a_generator_does_to_the_output_stands_beside_it_where_it_was_learned() -> None:
    assert titles("so2", "learned")[:3] == ["L₁ rotation", "M₁ on the output", "L₂ stretch"]
    assert titles("so2", "same")[:2] == ["L₁ rotation", "L₂ stretch"]


def test_only_the_strongest_are_drawn() -> None:
    assert len(titles("so13", "same")) == 6
    assert len(titles("so13", "learned")) == 12
