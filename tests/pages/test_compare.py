from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.fake_runs import FakeRuns

ROOT = Path(__file__).parents[2]


def page(runs: str = "") -> AppTest:
    app = AppTest.from_file(ROOT / "lieaug" / "ui" / "main.py", default_timeout=30).run()
    app.switch_page(str(ROOT / "pages" / "compare.py"))
    if runs:
        app.query_params["runs"] = runs
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    texts = [str(element.value) for kind in ("markdown", "caption") for element in app.get(kind)]
    return "\n".join(texts + [str(element.proto) for element in app.get("bidi_component")])


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_runs_say_what_to_do(fake_runs: FakeRuns, count: int) -> None:
    for _ in range(count):
        fake_runs.make("finished")
    app = page()
    assert "not two runs yet" in words(app)
    assert [button.label for button in app.button] == ["Choose a task"]


def test_settings_that_differ_come_first(fake_runs: FakeRuns) -> None:
    first = fake_runs.make("finished", {"kind": "mnist"})
    second = fake_runs.make("finished", {"kind": "mnist", "rotation": 45}, seeds=2)
    differences, outcomes = page(f"{first.id},{second.id}").table
    assert differences.value.to_numpy().tolist() == [["rotation", "180", "45"], ["seeds", "4", "2"]]
    assert "present" in outcomes.value.iloc[0, 1]
    assert "approximate" in outcomes.value.iloc[0, 2]


def test_both_figures_are_there(fake_runs: FakeRuns) -> None:
    pair = [fake_runs.make("finished").id, fake_runs.make("finished", {"kind": "oscillator-3d"}).id]
    said = words(page(",".join(pair)))
    assert "How far each generator holds" in said
    assert "Learning curves: task" in said


def test_equal_settings_are_said_to_be_equal(fake_runs: FakeRuns) -> None:
    pair = [fake_runs.make("finished").id, fake_runs.make("running").id]
    app = page(",".join(pair))
    assert "same settings" in words(app)
    assert "running" in app.table[0].value.iloc[0, 2]


@pytest.mark.parametrize("asked", ["nonsense,other", "nonsense"])
def test_a_link_to_runs_that_are_gone_says_so(fake_runs: FakeRuns, asked: str) -> None:
    fake_runs.make("finished")
    fake_runs.make("finished")
    assert "is gone" in words(page(asked))


def test_choosing_two_runs_puts_them_into_the_address(fake_runs: FakeRuns) -> None:
    older, newer = fake_runs.make("finished"), fake_runs.make("finished")
    app = page()
    for box, index in zip(app.selectbox, (0, 1), strict=True):
        box.select_index(index)
    app.run()
    assert not app.exception
    assert set(app.query_params["runs"].split(",")) == {older.id, newer.id}


def test_the_same_run_twice_is_no_comparison(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished").id
    fake_runs.make("finished")
    assert "same run twice" in words(page(f"{run},{run}"))
