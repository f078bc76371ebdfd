"""Strings and objects parse into each other; wrong strings get one clear sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lieaug.actions import Term, VectorAction, parse_action, parse_actions
from lieaug.actions.language import MAX_MATRIX_SIZE
from lieaug.errors import ActionError

SPECS = [
    "vec2",
    "4*vec2",
    "4*vec2.free",
    "2*vec4",
    "vec3 + 3*scalar",
    "3*vec2.affine",
    "2*vec3.affine + vec3 + scalar",
    "2*vec2.linear + scalar",
    "image.linear",
    "image.affine",
    "points2",
    "points3",
    "points4",
    "points3.affine",
    "invariant",
]


@pytest.mark.parametrize("spec", SPECS)
def test_round_trip(spec: str) -> None:
    action = parse_action(spec)
    assert action.spec == spec
    assert parse_action(action.spec) == action
    assert hash(parse_action(spec)) == hash(action)


SCALARS = st.builds(Term, st.integers(1, 9), st.just(0))
SHARED = st.builds(Term, st.integers(1, 9), st.just(3))
FREE = st.builds(Term, st.integers(1, 3), st.just(2), free=st.just(True))
AFFINE = st.builds(Term, st.integers(1, 9), st.just(3), affine=st.just(True))
SUMS = st.lists(SCALARS | SHARED | FREE, min_size=1, max_size=4) | st.lists(
    SCALARS | SHARED | AFFINE, min_size=1, max_size=4
)


@given(SUMS)
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
        "points5",
        "points3 + scalar",
        "2*points3",
        "vec16.affine",
        "scalar.affine",
        "vec2.affine + vec3",
        "vec2.affine + vec2.free",
        "vec2.linear + vec2.free",
        "same",
        "learned",
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
    with pytest.raises(ActionError, match=r"did you mean 'vec2.affine'"):
        parse_action("vec2.afine")


def test_free_vectors_beside_points_are_refused_by_name() -> None:
    with pytest.raises(ActionError, match=r"free or affine.*got both in 'vec2.affine \+ 2\*vec2.free'"):
        parse_action("vec2.affine + 2*vec2.free")


def test_vectors_beside_linear_ones_are_linear_too() -> None:
    assert parse_action("vec2 + vec2.linear").spec == "vec2.linear + vec2.linear"
    assert parse_action("vec2.affine + vec2.linear") == parse_action("vec2.affine + vec2")


def test_output_same_is_the_inputs_action() -> None:
    on_x, on_y = parse_actions("4*vec2", "same")
    assert on_x is on_y


def test_output_of_another_size_is_refused() -> None:
    with pytest.raises(ActionError, match="2 x 2"):
        parse_actions("4*vec2", "vec3")


def test_vectors_as_output_of_points_move_by_the_linear_part() -> None:
    on_x, on_y = parse_actions("3*vec2.affine", "vec2 + scalar")
    assert on_y.spec == "vec2.linear + scalar"
    assert on_y.n == on_x.n == 3
    assert parse_actions(on_x.spec, on_y.spec) == (on_x, on_y)
    assert parse_actions("image.affine", "vec2")[1].spec == "vec2.linear"
    assert parse_actions("3*vec2.affine", "2*scalar")[1].n is None


def test_points_as_output_of_points_are_accepted() -> None:
    on_x, on_y = parse_actions("3*vec2.affine + vec2", "vec2.affine")
    assert on_y == parse_action("vec2.affine")
    assert on_y.n == on_x.n
    assert parse_actions("3*vec2.affine", "same")[1] == parse_action("3*vec2.affine")


@pytest.mark.parametrize(
    ("action", "output"), [("3*vec2.affine", "vec3"), ("vec3", "vec2.affine"), ("2*vec2.affine", "vec3.free")]
)
def test_affine_and_linear_matrices_of_one_size_are_not_mixed(action: str, output: str) -> None:
    with pytest.raises(ActionError, match="affine maps"):
        parse_actions(action, output)


def test_an_input_without_points_is_not_affine() -> None:
    with pytest.raises(ActionError, match=r"write '.affine'"):
        parse_actions("2*vec2.linear", "same")


def test_an_action_that_moves_nothing_is_refused() -> None:
    with pytest.raises(ActionError, match="moves something"):
        parse_actions("3*scalar", "invariant")


def test_features_must_add_up() -> None:
    with pytest.raises(ActionError, match=r"expected 8 features.*got 7 features"):
        parse_action("4*vec2").check((7,))
    with pytest.raises(ActionError, match="grey images"):
        parse_action("image.affine").check((784,))
