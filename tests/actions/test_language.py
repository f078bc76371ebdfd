"""Strings and objects parse into each other; wrong strings get one clear sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lieaug.actions import Term, VectorAction, parse_action, parse_actions
from lieaug.actions.language import MAX_MATRIX_SIZE
from lieaug.errors import ActionError

SPECS = ["vec2", "4*vec2", "4*vec2.free", "2*vec4", "vec3 + 3*scalar", "image.linear", "image.affine", "invariant"]


@pytest.mark.parametrize("spec", SPECS)
def test_round_trip(spec: str) -> None:
    action = parse_action(spec)
    assert action.spec == spec
    assert parse_action(action.spec) == action
    assert hash(parse_action(spec)) == hash(action)


TERMS = st.one_of(
    st.builds(Term, st.integers(1, 9), st.just(0)),
    st.builds(Term, st.integers(1, 9), st.just(3)),
    st.builds(Term, st.integers(1, 3), st.just(2), st.just(True)),
)


@given(st.lists(TERMS, min_size=1, max_size=4))
def test_every_sum_of_terms_round_trips(terms: list[Term]) -> None:
    action = VectorAction(*terms)
    if (action.n or 0) > MAX_MATRIX_SIZE:
        with pytest.raises(ActionError, match="up to 16"):
            parse_action(action.spec)
    else:
        parsed = parse_action(action.spec)
        assert parsed == action
        assert isinstance(parsed, VectorAction)
        assert parsed.terms == action.terms


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "vec",
        "vec0",
        "vec99",
        "0*vec2",
        "vec2 +",
        "4vec2",
        "image.cubic",
        "vec2 + vec3",
        "points3",
        "💥",
        "9" * 5000,
    ],
)
def test_wrong_strings_say_what_was_expected_and_got(spec: str) -> None:
    with pytest.raises(ActionError, match="expected") as caught:
        parse_action(spec)
    assert "got" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_near_misses_are_suggested() -> None:
    with pytest.raises(ActionError, match=r"did you mean 'image.affine'"):
        parse_action("image.afine")


def test_output_same_is_the_inputs_action() -> None:
    on_x, on_y = parse_actions("4*vec2", "same")
    assert on_x is on_y


def test_output_of_another_size_is_refused() -> None:
    with pytest.raises(ActionError, match="2 x 2"):
        parse_actions("4*vec2", "vec3")


def test_an_action_that_moves_nothing_is_refused() -> None:
    with pytest.raises(ActionError, match="moves something"):
        parse_actions("3*scalar", "invariant")


def test_features_must_add_up() -> None:
    with pytest.raises(ActionError, match=r"expected 8 features.*got 7 features"):
        parse_action("4*vec2").check((7,))
    with pytest.raises(ActionError, match="grey images"):
        parse_action("image.affine").check((784,))
