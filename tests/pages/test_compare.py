import pytest
from streamlit.testing.v1 import AppTest

from tests.fake_runs import FakeRuns
from tests.pages.opened import given, opened
from tests.pages.opened import words as page_words


def page(runs: str = "", **query: str) -> AppTest:
    return opened("compare", **({"runs": runs} if runs else {}), **query)


def words(app: AppTest) -> str:
    return page_words(app) + "\n" + given(app, "bidi_component")


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_runs_say_what_to_do(fake_runs: FakeRuns, count: int) -> None:
    for _ in range(count):
        fake_runs.make("finished")
    app = page()
    assert "not two runs yet" in words(app)
    assert [button.label for button in app.button if button.key != "class-link"] == ["Choose a task"]


def test_settings_that_differ_come_first(fake_runs: FakeRuns) -> None:
    first = fake_runs.make("finished", {"kind": "mnist"})
    second = fake_runs.make("finished", {"kind": "mnist", "rotation": 45}, seeds=2)
    differences, outcomes = page(f"{first.id},{second.id}").table
    assert differences.value.to_numpy().tolist() == [["rotation", "180", "45"], ["seeds", "4", "2"]]
    assert "present" in outcomes.value.iloc[0, 1]
    assert "approximate" in outcomes.value.iloc[1, 1]


def test_equal_settings_are_shown_on_request(fake_runs: FakeRuns) -> None:
    pair = ",".join(fake_runs.make("finished", seeds=seeds).id for seeds in (2, 3))
    assert page(pair).table[0].value["Setting"].tolist() == ["seeds"]
    every = page(pair, equal="true").table[0].value["Setting"].tolist()
    assert every[0] == "seeds"
    assert "preset" in every


def test_all_figures_are_there(fake_runs: FakeRuns) -> None:
    pair = [fake_runs.make("finished").id, fake_runs.make("finished", seeds=2).id]
    said = words(page(",".join(pair)))
    for title in ("How far each generator holds", "Held-out mse", "Time", "spans are", "Learning curves: task"):
        assert title in said


def test_runs_of_different_spaces_have_no_angle_between_them(fake_runs: FakeRuns) -> None:
    pair = [fake_runs.make("finished").id, fake_runs.make("finished", {"kind": "oscillator-3d"}).id]
    said = words(page(",".join(pair)))
    assert "How far each generator holds" in said
    assert "How far apart" not in said


def test_eight_runs_in_every_state_stand_side_by_side(fake_runs: FakeRuns) -> None:
    states = ("finished", "running", "paused", "failed", "lost", "cancelled", "queued", "finished")
    runs = [fake_runs.make(state, seed=seed).id for seed, state in enumerate(states)]
    app = page(",".join(runs))
    outcomes = app.table[1].value
    assert outcomes["Run"].tolist() == [f"{letter} seed {seed}" for seed, letter in enumerate("ABCDEFGH")]
    assert [state for state, said in zip(states, outcomes["Verdict"], strict=True) if state in said] == list(
        states[1:-1]
    )


def test_equal_settings_are_said_to_be_equal(fake_runs: FakeRuns) -> None:
    pair = [fake_runs.make("finished").id, fake_runs.make("running").id]
    app = page(",".join(pair))
    assert "same settings" in words(app)
    assert "running" in app.table[0].value.iloc[1, 1]


@pytest.mark.parametrize("asked", ["nonsense,other", "nonsense"])
def test_a_link_to_runs_that_are_gone_says_so(fake_runs: FakeRuns, asked: str) -> None:
    fake_runs.make("finished")
    fake_runs.make("finished")
    said = words(page(asked))
    assert "are gone" in said
    assert "Choose at least two runs" in said


def test_the_others_are_still_compared_when_one_is_gone(fake_runs: FakeRuns) -> None:
    pair = [fake_runs.make("finished").id, fake_runs.make("finished").id]
    app = page(",".join([pair[0], "gone", pair[1], pair[0]]))
    assert "are gone" in words(app)
    assert app.multiselect[0].value == pair


def test_choosing_runs_puts_them_into_the_address(fake_runs: FakeRuns) -> None:
    older, newer = fake_runs.make("finished"), fake_runs.make("finished")
    app = page()
    app.multiselect[0].select(older.id).select(newer.id).run()
    assert not app.exception
    assert app.query_params["runs"] == f"{older.id},{newer.id}"
    assert "What came out" in words(app)


def test_the_latest_two_are_one_click_away(fake_runs: FakeRuns) -> None:
    older, newer = fake_runs.make("finished"), fake_runs.make("finished")
    app = page()
    next(button for button in app.button if button.label == "The latest two").click().run()
    assert app.query_params["runs"] == f"{newer.id},{older.id}"
