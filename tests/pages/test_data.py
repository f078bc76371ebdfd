import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.runs.datasets import list_datasets, load_dataset
from lieaug.schema import DiscoveryConfig
from tests import own_files
from tests.fake_runs import FakeRuns

ROOT = Path(__file__).parents[2]


def page(file: str | None = None) -> AppTest:
    app = AppTest.from_file(ROOT / "lieaug" / "ui" / "main.py", default_timeout=30).run()
    app.switch_page(str(ROOT / "pages" / "data.py"))
    if file is not None:
        app.query_params["file"] = file
    app.run()
    assert not app.exception
    return app


def uploaded(name: str, content: bytes) -> AppTest:
    app = page()
    upload(app, name, content)
    return app


def upload(app: AppTest, name: str, content: bytes) -> None:
    app.file_uploader[0].set_value((name, content, "application/octet-stream")).run()
    assert not app.exception


def words(app: AppTest) -> str:
    """What the page says, without the signs that keep Markdown from reading it."""
    texts = [str(element.value) for kind in ("markdown", "caption", "warning") for element in app.get(kind)]
    components = [str(element.proto) for element in app.get("bidi_component")]
    return "\n".join(text.replace("\\", "") for text in texts) + "\n".join(components)


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.key != "class-link"]


def start_button(app: AppTest) -> Any:
    return app.button(key="start-run")


def test_without_a_file_the_page_asks_for_one(fake_runs: FakeRuns) -> None:
    app = page()
    assert len(app.file_uploader) == 1
    assert "start-run" not in [button.key for button in app.button]


def test_a_table_is_kept_and_filled_in_at_once(fake_runs: FakeRuns) -> None:
    app = uploaded("springs.csv", own_files.table())
    (saved,) = list_datasets(fake_runs.home)
    assert app.query_params["file"] == saved.id
    assert saved.name == "springs.csv"
    assert app.multiselect(key="own.target").value == ["status"]
    assert app.multiselect(key="own.stays").value == ["mass"]
    assert "2*vec2 + scalar" in words(app)
    assert "Before and after" in words(app)
    assert not start_button(app).disabled


def test_nothing_from_a_file_is_read_as_markdown(fake_runs: FakeRuns) -> None:
    name = "![x](http://a.example/b)"
    content = own_files.table().replace(b"mass", name.encode())
    app = uploaded("**bold** $x$.csv", content)
    said = [str(element.value) for kind in ("markdown", "caption") for element in app.get(kind)]
    assert not any(name in text or "**bold**" in text for text in said)
    assert "**bold** $x$.csv" in words(app)


@pytest.mark.parametrize(
    ("name", "content", "action"),
    [
        ("arrays.npz", own_files.arrays(), "vec4"),
        ("molecules.extxyz", own_files.molecules(), "points3"),
        ("squares.zip", own_files.images(), "image.affine"),
    ],
)
def test_arrays_molecules_and_images_have_their_steps_too(
    fake_runs: FakeRuns, name: str, content: bytes, action: str
) -> None:
    app = uploaded(name, content)
    said = words(app)
    assert f"`{action}`" in said
    assert "Before and after" in said
    assert not start_button(app).disabled


def test_images_may_be_seen_in_perspective_and_both_ways_to_run_say_how_long(fake_runs: FakeRuns) -> None:
    app = uploaded("squares.zip", own_files.images())
    app.selectbox(key="own.whole").set_value("image.homography").run()
    assert not app.exception
    said = words(app)
    assert "`image.homography`" in said
    assert re.search("Diagnose about .+, Start about .+ on one processor core", said)


def test_a_bad_file_is_explained_and_nothing_is_kept(fake_runs: FakeRuns) -> None:
    app = uploaded("bad.csv", b"a,b\n1,2\n3\n")
    assert "expected" in words(app).lower()
    assert list_datasets(fake_runs.home) == []
    assert "file" not in app.query_params
    upload(app, "good.csv", own_files.table())
    assert "good.csv" in words(app)


def test_a_column_is_in_one_place_only(fake_runs: FakeRuns) -> None:
    app = uploaded("springs.csv", own_files.table())
    app.multiselect(key="own.target").set_value(["mass"]).run()
    assert not app.exception
    assert app.multiselect(key="own.stays").value == []
    app.selectbox(key="own.does").set_value("number").run()
    assert load_dataset(fake_runs.home, app.query_params["file"]).form.target == ("mass",)
    assert not start_button(app).disabled


def test_what_makes_no_vector_is_said_where_it_is_and_nothing_can_start(fake_runs: FakeRuns) -> None:
    app = uploaded("springs.csv", own_files.table())
    moved = next(one for one in app.multiselect if one.label.startswith("Its columns"))
    moved.set_value(["vx", "vy", "qx"]).run()
    assert not app.exception
    assert "whole vectors of 2 entries, got 3" in words(app)
    assert "start-run" not in [button.key for button in app.button]
    moved = next(one for one in app.multiselect if one.label.startswith("Its columns"))
    assert moved.value == ["vx", "vy", "qx"]


def test_vectors_are_added_and_removed(fake_runs: FakeRuns) -> None:
    app = uploaded("springs.csv", own_files.table())
    moved = next(one for one in app.multiselect if one.label.startswith("Its columns"))
    moved.set_value(["vx", "vy"]).run()
    next(button for button in app.button if button.label.startswith("Add")).click().run()
    second = [one for one in app.multiselect if one.label.startswith("Its columns")][1]
    second.set_value(["qx", "qy"]).run()
    kind = [one for one in app.selectbox if one.label == "What is moved?"][1]
    kind.set_value("vec2.free").run()
    assert not app.exception
    assert "`vec2 + vec2.free + scalar`" in words(app)
    [button for button in app.button if button.label == "Remove"][1].click().run()
    assert app.multiselect(key="own.stays").value == ["mass", "qx", "qy"]
    assert "`vec2 + 3*scalar`" in words(app)


def test_a_stop_keeps_anything_from_starting_and_says_what_to_do(fake_runs: FakeRuns) -> None:
    app = uploaded("springs.csv", own_files.table(gaps=True))
    assert start_button(app).disabled
    assert "with the switch in step 2" in words(app)
    assert "--missing" not in words(app)
    app.toggle(key="own.drop").set_value(True).run()
    assert not app.exception
    assert not start_button(app).disabled


def test_a_kept_file_comes_back_by_its_address_with_its_columns(fake_runs: FakeRuns) -> None:
    app = uploaded("springs.csv", own_files.table())
    app.multiselect(key="own.stays").set_value([]).run()
    again = page(app.query_params["file"])
    assert again.multiselect(key="own.stays").value == []
    assert "`2*vec2`" in words(again)


@pytest.mark.parametrize("file", ["0123456789abcdef", "nonsense", "../../etc", "<script>"])
def test_an_unknown_file_is_said_and_another_can_be_chosen(fake_runs: FakeRuns, file: str) -> None:
    app = page(file)
    assert "There is no such file here" in words(app)
    assert len(app.file_uploader) == 1


def test_a_kept_file_is_opened_and_deleted_from_the_list(fake_runs: FakeRuns) -> None:
    uploaded("springs.csv", own_files.table())
    app = page()
    (saved,) = list_datasets(fake_runs.home)
    app.button(key=f"own.open-{saved.id}").click().run()
    assert "`2*vec2 + scalar`" in words(app)
    app = page()
    app.button(key=f"own.delete-{saved.id}").click().run()
    assert not app.exception
    assert list_datasets(fake_runs.home) == []


def test_start_submits_the_form_under_the_files_name(fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted: list[tuple[DiscoveryConfig, str | None]] = []

    def submit(_store: Any, config: DiscoveryConfig, title: str | None = None) -> str:
        submitted.append((config, title))
        return fake_runs.make("queued").id

    monkeypatch.setattr("lieaug.runs.store.RunStore.submit", submit)
    app = uploaded("springs.csv", own_files.table())
    app.number_input(key="seeds").set_value(2)
    start_button(app).click().run()
    assert not app.exception
    ((config, title),) = submitted
    task = config.task.model_dump()
    assert (task["x"], task["y"]) == (("vx", "vy", "qx", "qy", "mass"), ("status",))
    assert (config.action, config.output, config.preset, config.seeds) == ("2*vec2 + scalar", "invariant", "quick", 2)
    assert title == "springs.csv"
    assert "run" in app.query_params
