"""The Orbits page in a real browser: its mathematics against SciPy and the library's actions, and under a hand."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Page, expect
from scipy.linalg import expm

from lieaug.actions import parse_action
from lieaug.runs.folder import RunFolder
from lieaug.schema import Gallery
from lieaug.ui.orbits.stage import PARTS, example_data, script
from tests.browser.conftest import Server, Watched
from tests.fake_runs import FakeRuns

pytestmark = pytest.mark.browser
Run = Callable[..., Any]
Open = Callable[..., Watched]
SOURCE = "\n".join(script(part) for part in PARTS if part != "stage")
STAGE = "document.querySelector('.lieaug-orbits').stage"


@pytest.fixture
def run(browser: Browser) -> Iterator[Run]:
    """Evaluates an expression of the component's scripts; its arguments are in `given`."""
    page = browser.new_page()
    yield lambda code, **given: page.evaluate(
        "([source, code, given]) => new Function('given', `${source}; return (${code});`)(given)",
        [SOURCE, code, given],
    )
    page.close()


@pytest.mark.parametrize("n", [2, 3, 4, 8])
def test_exponentials_are_scipy_s(run: Run, n: int) -> None:
    sizes = (0.0, 0.3, 3.0, 12.0)
    matrices = [size * np.random.default_rng(n).normal(size=(n, n)) / n for size in sizes]
    found = run("given.As.map(Matrix.exp)", As=[matrix.tolist() for matrix in matrices])
    for matrix, exponential in zip(matrices, found, strict=True):
        expected = expm(matrix)
        np.testing.assert_allclose(exponential, expected, atol=1e-9 * np.abs(expected).max())


def test_several_generators_together_their_bracket_and_the_inverse(run: Run) -> None:
    first, second = np.random.default_rng(0).normal(size=(2, 3, 3))
    given = {"Ls": [first.tolist(), second.tolist()], "ts": [0.4, -0.7]}
    together = run("Matrix.exp(Matrix.combine(given.ts, given.Ls))", **given)
    np.testing.assert_allclose(together, expm(0.4 * first - 0.7 * second), atol=1e-9)
    bracket = run("Matrix.bracket(given.Ls[0], given.Ls[1])", **given)
    np.testing.assert_allclose(bracket, first @ second - second @ first, atol=1e-12)
    np.testing.assert_allclose(run("Matrix.inverse(given.Ls[0])", **given), np.linalg.inv(first), rtol=1e-8)


@pytest.mark.parametrize("kind", ["linear", "affine", "homography"])
def test_images_are_warped_as_the_library_warps_them(run: Run, kind: str) -> None:
    action, rng = parse_action(f"image.{kind}"), np.random.default_rng(1)
    image = rng.uniform(size=(14, 20)).astype(np.float32)
    weights = torch.tensor(rng.normal(0, 0.4, len(action.search_space)), dtype=torch.float32)
    g = torch.linalg.matrix_exp(torch.einsum("d,dij->ij", weights, action.search_space))
    expected = action.apply(g[None], torch.tensor(image)[None])[0].numpy()
    given = {"height": 14, "width": 20, "pixels": image.ravel().tolist()}
    code = "[...Picture.warp(given.image, given.g, given.projective).pixels]"
    found = np.array(run(code, image=given, g=g.tolist(), projective=action.projective)).reshape(14, 20)
    assert np.abs(found - expected).mean() < 1e-4


@pytest.mark.parametrize(
    ("task", "settings"),
    [
        ({"kind": "two-body"}, {}),
        ({"kind": "zoo", "family": "se2"}, {}),
        ({"kind": "zoo", "family": "so2+so2"}, {}),
        ({"kind": "qm9"}, {}),
    ],
)
def test_rows_move_as_the_library_moves_them(run: Run, tmp_path: Any, task: dict[str, Any], settings: Any) -> None:
    folder = FakeRuns(tmp_path).make("finished", task, **settings)
    gallery, result = folder.gallery(), folder.result()
    assert gallery is not None
    assert result is not None
    data = example_data(gallery, result.generators[: len(gallery.generators)], 3)
    generators = gallery.generators.astype(np.float64)
    g = expm(0.3 * generators[0] - 0.2 * generators[1])
    action = parse_action(gallery.head.action)
    expected = action.apply(torch.tensor(g, dtype=torch.float32)[None], torch.tensor(gallery.x[3:4]))[0].numpy()
    found = np.array(run("Row.read(given.data).row(given.g)", data=data, g=g.tolist()))
    if gallery.head.kind == "points":
        expected = expected[expected[:, 3] > 0, :3]
    np.testing.assert_allclose(found, expected.ravel(), rtol=1e-3, atol=2e-3)


def test_bonds_of_methanol(run: Run, tmp_path: Any) -> None:
    folder = FakeRuns(tmp_path).make("finished", {"kind": "qm9"})
    gallery, result = folder.gallery(), folder.result()
    assert gallery is not None
    assert result is not None
    data = example_data(gallery, result.generators[:1], 0)
    code = "((row) => Cloud.bonds(row.items, row.places(Matrix.identity(3))))(Row.read(given.data))"
    assert sorted(map(tuple, run(code, data=data))) == [(0, 1), (0, 2), (0, 3), (0, 4), (1, 5)]


def made(server: Server, task: dict[str, Any], **settings: Any) -> tuple[RunFolder, Gallery]:
    folder = FakeRuns(server.home).make("finished", task, **settings)
    gallery = folder.gallery()
    assert gallery is not None
    return folder, gallery


def opened(watched: Watched, folder: RunFolder, more: str = "") -> Page:
    page = watched.visit(f"/orbits?run={folder.id}{more}")
    page.wait_for_function(f"() => document.querySelector('.lieaug-orbits')?.stage?.ready && {STAGE}.width")
    return page


def test_a_dragged_slider_moves_picture_marker_and_words_and_ends_up_in_the_address(
    server: Server, open_page: Open
) -> None:
    folder, _ = made(server, {"kind": "mnist"})
    page = opened(open_page(server), folder)
    before = page.locator(".pictures canvas").nth(1).evaluate("canvas => canvas.toDataURL()")
    slider = page.get_by_role("slider", name="L₁ rotation")
    slider.focus()
    for _ in range(20):
        slider.press("ArrowRight")
    assert page.locator(".pictures canvas").nth(1).evaluate("canvas => canvas.toDataURL()") != before
    expect(page.locator(".slider.active output")).to_have_text("0.31 rad · 18°")
    expect(page.locator(".said").first).to_contain_text("At t = 0.31")
    page.wait_for_url("**t=0.3141*")
    expect(page.locator(".state")).to_have_text("Moved along L₁ by 0.31 rad · 18°.")
    page.get_by_role("slider", name="L₂ scaling and shear").press("ArrowLeft")
    page.wait_for_url("**g=2*")
    expect(page.locator(".note")).to_contain_text("set the other sliders back to 0")
    page.get_by_role("button", name="Back to 0").click()
    page.wait_for_function("() => !location.search.includes('t=')")
    assert page.locator(".pictures canvas").nth(1).evaluate("canvas => canvas.toDataURL()") == before


def test_a_link_shows_the_same_state_in_another_browser(server: Server, open_page: Open) -> None:
    folder, gallery = made(server, {"kind": "two-body"})
    page = opened(open_page(server), folder, "&g=2&t=0.5,-0.2&i=4")
    assert page.evaluate(f"() => {STAGE}.ts.map((t) => Math.round(100 * t) / 100)") == [0.5, -0.2, 0]
    assert page.evaluate(f"() => {STAGE}.active") == 1
    g = expm(np.tensordot([0.5, -0.2, 0], gallery.generators.astype(float), 1))
    expected = (gallery.x[4].reshape(4, 2) @ g.T).ravel()
    np.testing.assert_allclose(
        page.evaluate(f"() => {STAGE}.row.row({STAGE}.element({STAGE}.ts))"), expected, atol=1e-3
    )


def test_worst_best_and_a_picture_of_the_strip_choose_the_example(server: Server, open_page: Open) -> None:
    folder, gallery = made(server, {"kind": "mnist"})
    page = opened(open_page(server), folder)
    for name, place in (("Worst for L₁", 0), ("Best for L₁", -1)):
        page.get_by_role("button", name=name).click()
        page.wait_for_function(f"() => {STAGE}.data.example === {gallery.by_breaking(0)[place]}")
    page.locator(".thumbnails button").nth(7).click()
    page.wait_for_url("**i=7*")
    shown = page.evaluate(f"() => {STAGE}.data.x.flat()")
    np.testing.assert_allclose(shown, gallery.x[7].ravel(), atol=1e-4)


def test_the_orbit_plays_until_a_hand_takes_the_slider(server: Server, open_page: Open) -> None:
    folder, _ = made(server, {"kind": "dimuon"})
    page = opened(open_page(server), folder)
    page.get_by_role("button", name="Play the orbit").click()
    seen = {page.evaluate(f"() => {STAGE}.ts[0]")}
    for _ in range(5):
        page.wait_for_timeout(100)
        seen.add(page.evaluate(f"() => {STAGE}.ts[0]"))
    assert len(seen) > 3
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play the orbit")).to_be_visible()
    page.locator(".strip button").nth(4).click()
    assert page.evaluate(f"() => {STAGE}.ts[0]") == 0


def test_who_wants_less_motion_gets_pictures_one_after_the_other(server: Server, open_page: Open) -> None:
    folder, _ = made(server, {"kind": "two-body"})
    watched = open_page(server)
    watched.page.emulate_media(reduced_motion="reduce")
    page = opened(watched, folder)
    page.get_by_role("button", name="Play the orbit").click()
    page.wait_for_timeout(400)
    at = page.evaluate(f"() => {STAGE}.ts[0]")
    assert at in page.evaluate(f"() => {STAGE}.film.frames.map(({{ t }}) => t)")


def test_ways_in_two_orders_do_not_meet_unless_motions_commute(server: Server, open_page: Open) -> None:
    folder, _ = made(server, {"kind": "dimuon"})
    page = opened(open_page(server), folder)
    expect(page.locator(".loop .numbers")).to_contain_text("these motions commute")  # boost along z, turn about z
    page.get_by_label("Generator L").select_option(index=2)
    expect(page.locator(".loop .numbers")).to_contain_text("does not close")
    page.get_by_label("Size a of both motions").fill("0.05")
    gap, second = (float(page.locator(".loop td").nth(row).inner_text()) for row in (0, 1))
    assert gap == pytest.approx(second, rel=0.15)  # third order is left
    assert second > 0


@pytest.mark.parametrize("task", [{"kind": "mnist"}, {"kind": "qm9"}, {"kind": "dimuon"}])
def test_a_phone_needs_no_sideways_scroll(server: Server, open_page: Open, task: dict[str, Any]) -> None:
    folder, _ = made(server, task)
    page = opened(open_page(server, width=400, dark=True), folder)
    assert page.evaluate(
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".every(node => node.scrollWidth <= node.clientWidth + 1)"
    )


def test_every_kind_of_row_has_its_pictures(server: Server, open_page: Open) -> None:
    watched = open_page(server)
    kinds = [
        ({"kind": "zoo", "family": "se2"}, {}, ["In the plane"]),
        ({"kind": "zoo", "family": "so2+so2"}, {}, ["In the plane"]),
        ({"kind": "zoo", "family": "so4"}, {}, []),
        ({"kind": "zoo", "family": "so13"}, {}, ["On the mass shell: E against y", "Momenta in space"]),
        ({"kind": "oscillator-2d"}, {"output": "learned"}, ["In the plane"]),
        ({"kind": "mnist", "warp": "homography"}, {}, ["As it is", "Moved"]),
    ]
    for task, settings, titles in kinds:
        folder, _ = made(server, task, **settings)
        page = opened(watched, folder, "&t=0.2")
        assert page.locator(".pictures figcaption").all_inner_texts() == titles
        if titles:
            expect(page.locator(".pictures canvas").last).to_have_attribute("aria-label", re.compile("Moved along L₁"))
        else:
            expect(page.locator(".row-numbers td.changed").first).to_be_visible()  # rows without picture have numbers
