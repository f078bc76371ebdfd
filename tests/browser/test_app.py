"""The app in a real browser, on run folders written by the tests themselves."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest
from playwright.sync_api import Page, expect

from lieaug.runs.folder import RunFolder
from tests import own_files
from tests.browser.conftest import Server, Watched
from tests.fake_runs import FakeRuns

pytestmark = pytest.mark.browser
Open = Callable[..., Watched]
HISTORY = ".st-key-history .plot"


@contextmanager
def growing(fake_runs: FakeRuns, folder: RunFolder) -> Iterator[threading.Event]:
    """Lets a run learn on until the block ends; setting the event finishes it."""
    ended, finish = threading.Event(), threading.Event()

    def feed() -> None:
        step = 1000
        while not ended.wait(0.2):
            if finish.is_set():
                fake_runs.finish(folder)
                return
            step = min(step + 10, 1890)
            fake_runs.write_progress(folder, step)
            fake_runs.set_state(folder, "running", step=step)

    thread = threading.Thread(target=feed)
    thread.start()
    try:
        yield finish
    finally:
        ended.set()
        thread.join()


def drawn_points(page: Page) -> int:
    return page.locator(HISTORY).evaluate("plot => plot.calcdata[1].length")


def no_sideways_scroll(page: Page) -> bool:
    return page.evaluate(
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".every(node => node.scrollWidth <= node.clientWidth + 1)"
    )


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/?run=latest", "No run yet"),
        ("/data", "symmetries do your data have"),
        ("/generators", "Generators"),
        ("/orbits", "Orbits"),
        ("/diagnostics", "Diagnostics"),
        ("/log", "Log"),
        ("/runs", "Runs"),
        ("/compare", "Compare"),
        ("/sweeps", "Sweeps"),
        ("/benchmarks", "Benchmarks"),
        ("/learn?lesson=1&step=2", "A matrix that rotates"),
        ("/glossary", "What the words mean"),
    ],
)
def test_a_link_into_a_fresh_server_shows_page_and_frame(
    fresh_server: Server, open_page: Open, address: str, heading: str
) -> None:
    page = open_page(fresh_server).visit(address)
    expect(page.locator("h1, h4").first).to_contain_text(heading)
    expect(page.get_by_test_id("stTopNavLink").filter(has_text="Runs")).to_be_visible()
    assert page.locator("[data-testid=stSidebar]").count() == 0


def test_an_unknown_run_is_said_and_the_latest_offered(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    fake_runs.make("finished")
    page = open_page(server).visit("/?run=nonsense")
    expect(page.get_by_text("There is no such run")).to_be_visible()
    page.get_by_role("button", name="Open the latest").click()
    expect(page.locator("h1")).to_have_text("Two bodies")
    assert "nonsense" not in page.url


def test_a_running_run_updates_and_keeps_zoom_and_node(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    folder = fake_runs.make("running")
    with growing(fake_runs, folder) as finish:
        page = open_page(server).visit(f"/?run={folder.id}")
        page.wait_for_function(f"() => document.querySelector('{HISTORY}')?.calcdata?.length > 1", timeout=30_000)
        plot = page.locator(HISTORY)
        plot.evaluate(
            "plot => { plot.marked = true; return window.Plotly.relayout(plot, {'xaxis.range': [100, 300]}) }"
        )
        page.evaluate(BLANKS)
        before = drawn_points(page)
        page.wait_for_function(
            f"() => document.querySelector('{HISTORY}').calcdata[1].length > {before + 10}", timeout=30_000
        )
        assert plot.evaluate("plot => plot.marked") is True
        assert plot.evaluate("plot => plot.layout.xaxis.range") == [100, 300]
        assert page.evaluate("() => window.blanks") == 0
        expect(page.locator("li[aria-current=step]")).to_have_text("joint training")
        finish.set()
        expect(page.get_by_text("all the way round.", exact=False).first).to_be_visible(timeout=15_000)


def test_a_running_run_keeps_the_camera_in_space(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    folder = fake_runs.make("running", {"kind": "oscillator-3d"})
    with growing(fake_runs, folder):
        page = open_page(server).visit(f"/?run={folder.id}")
        page.wait_for_function("() => document.querySelector('.st-key-flow .plot')?.calcdata", timeout=30_000)
        flow = page.locator(".st-key-flow .plot")
        flow.scroll_into_view_if_needed()
        box = flow.bounding_box()
        assert box is not None
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] + 80, middle[1] + 30, steps=8)
        page.mouse.up()
        page.wait_for_timeout(800)  # the turn goes on for a moment
        eye = "plot => plot._fullLayout.scene._scene.getCamera().eye"
        turned, was = flow.evaluate(eye), flow.evaluate("plot => plot.drawn")
        assert turned["x"] != pytest.approx(1.25, abs=0.01)
        page.wait_for_function(
            "was => document.querySelector('.st-key-flow .plot').drawn !== was", arg=was, timeout=30_000
        )
        page.wait_for_timeout(500)
        assert flow.evaluate(eye) == pytest.approx(turned, abs=1e-3)


BLANKS = """() => {
  // Counts frames in which a chart that was there is gone or empty: what the eye would see as a flicker.
  window.blanks = 0;
  const places = [...document.querySelectorAll('.plot')].map((plot) => plot.closest('[class*=st-key-]').className);
  const look = () => {
    for (const plot of document.querySelectorAll('.plot')) if (!plot.querySelector('svg.main-svg')) window.blanks += 1;
    if (document.querySelectorAll('.plot').length < places.length) window.blanks += 1;
    window.watching = requestAnimationFrame(look);
  };
  look();
}"""


def test_polling_ends_with_the_run(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    watched = open_page(server)
    page = watched.visit(f"/?run={fake_runs.make('finished').id}")
    expect(page.get_by_text("Use it")).to_be_visible()
    page.wait_for_timeout(1500)
    page.evaluate(
        "() => { window.changes = 0; new MutationObserver((all) => { window.changes += all.length })"
        ".observe(document.querySelector('[data-testid=stMain]'), {childList: true, subtree: true}) }"
    )
    quiet = False
    for _ in range(10):  # charts may still be drawn on a busy machine; polling at 1 Hz would never leave 2.5 s quiet
        page.evaluate("() => { window.changes = 0 }")
        page.wait_for_timeout(2500)
        quiet = quiet or page.evaluate("() => window.changes") == 0
        if quiet:
            break
    assert quiet


def test_a_finished_run_shows_its_verdict_with_evidence(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    page = open_page(server).visit(f"/?run={fake_runs.make('finished', {'kind': 'mnist', 'rotation': 45}).id}")
    expect(page.get_by_role("heading", name="This task tolerates rotation up to 45°")).to_be_visible()
    expect(page.locator(".plot svg.main-svg").first).to_be_visible()
    page.wait_for_function("() => [...document.querySelectorAll('.plot')].every(plot => plot.data)", timeout=30_000)
    names = page.locator(".plot").evaluate_all("plots => plots.map(plot => plot.getAttribute('aria-label'))")
    assert len(names) >= 8
    assert all(names)
    page.reload()
    expect(page.get_by_role("heading", name="This task tolerates rotation up to 45°")).to_be_visible()


def test_charts_have_the_colours_of_their_theme(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    run = fake_runs.make("finished").id
    colours = []
    for dark in (False, True):
        page = open_page(server, dark=dark).visit(f"/?run={run}")
        page.wait_for_function("() => document.querySelector('.st-key-extents .plot')?.data", timeout=30_000)
        plot = page.locator(".st-key-extents .plot")
        colours.append(plot.evaluate("plot => [plot.data[1].marker.color[0], plot._fullLayout.font.color]"))
    assert colours == [["#1A927F", "#0F1520"], ["#51CBB4", "#E4E8EF"]]


def test_charts_follow_a_change_of_theme(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    page = open_page(server).visit(f"/?run={fake_runs.make('finished').id}")
    page.wait_for_function("() => document.querySelector('.st-key-extents .plot')?.data", timeout=30_000)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "() => document.querySelector('.st-key-extents .plot').data[1].marker.color[0] === '#51CBB4'", timeout=10_000
    )


@pytest.mark.parametrize("verdict", [None, "not identifiable"])
def test_all_the_evidence_fits_on_a_phone(
    server: Server, fake_runs: FakeRuns, open_page: Open, verdict: str | None
) -> None:
    task = {"kind": "zoo", "family": "so13", "conjugated": True}
    run = fake_runs.make("finished", task, verdict=verdict).id
    page = open_page(server, width=390).visit(f"/generators?run={run}")
    page.get_by_text("All measurements").first.click()
    page.wait_for_timeout(500)
    assert no_sideways_scroll(page)
    page = open_page(server, width=390).visit(f"/?run={run}")
    page.wait_for_function("() => [...document.querySelectorAll('.plot')].every(plot => plot.data)", timeout=30_000)
    page.get_by_text("that do not hold").first.click()
    page.wait_for_timeout(500)
    assert no_sideways_scroll(page)
    cell = page.locator("[class*=st-key-findings-] td p").nth(3)
    assert cell.evaluate("p => getComputedStyle(p).whiteSpace") == "nowrap"


@pytest.mark.parametrize("state", ["", "zoo", "running", "finished", "failed", "runs", "compare"])
def test_nothing_scrolls_sideways_on_a_phone(server: Server, fake_runs: FakeRuns, open_page: Open, state: str) -> None:
    address = {"": "/?task=mnist", "zoo": "/?task=zoo", "runs": "/runs"}.get(state)
    if state == "compare":
        address = f"/compare?runs={fake_runs.make('finished').id},{fake_runs.make('finished', {'kind': 'mnist'}).id}"
    page = open_page(server, width=390).visit(address or f"/?run={fake_runs.make(state).id}")
    page.wait_for_function("() => [...document.querySelectorAll('.plot')].every(plot => plot.data)", timeout=30_000)
    page.wait_for_timeout(500)
    assert no_sideways_scroll(page)


def test_a_task_is_chosen_and_started_by_keyboard(server: Server, open_page: Open) -> None:
    page = open_page(server).visit("/")
    card = page.get_by_role("button", name="Choose Two bodies")
    card.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert "task=two-body" in page.url


def test_choices_are_in_the_address_and_come_back_from_it(server: Server, open_page: Open) -> None:
    page = open_page(server).visit("/?task=oscillator-2d&preset=standard&kx=2.5")
    expect(page.get_by_role("radio", name="standard")).to_be_checked()
    expect(page.get_by_role("slider", name="Stiffness along x")).to_have_value("2.5")
    page.get_by_role("radio", name="thorough").locator(
        "xpath=ancestor-or-self::*[self::label or self::button]"
    ).first.click()
    page.wait_for_url("**preset=thorough**")
    assert "kx=2.5" in page.url
    page.get_by_role("button", name="Choose Handwritten digits").click()
    page.wait_for_url("**task=mnist**")
    assert "kx" not in page.url


def test_a_family_with_a_plus_survives_the_address(server: Server, open_page: Open) -> None:
    page = open_page(server).visit("/?task=zoo&task.family=so2%2Bscaling&task.conjugated=true")
    expect(page.get_by_role("combobox", name="Family")).to_have_value("so2+scaling")
    expect(
        page.get_by_role("switch", name="Conjugated").or_(page.get_by_role("checkbox", name="Conjugated"))
    ).to_be_checked()


def test_runs_are_listed_and_opened(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    fake_runs.make("finished", {"kind": "hurricane"})
    page = open_page(server).visit("/runs")
    canvas = page.locator("[data-testid=stDataFrame] canvas").first
    canvas.wait_for()
    page.wait_for_timeout(500)
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 17, box["y"] + 52)
    page.get_by_role("button", name="Open").click()
    expect(page.locator("h1")).to_have_text("Hurricanes")


def test_the_server_is_light_and_free_of_torch(server: Server, fake_runs: FakeRuns, open_page: Open) -> None:
    page = open_page(server).visit(f"/?run={fake_runs.make('finished').id}")
    expect(page.get_by_text("Use it")).to_be_visible()
    process = psutil.Process(server.process.pid)
    assert not [entry.path for entry in process.memory_maps() if "torch" in entry.path]
    assert process.memory_info().rss < 300e6


def test_an_open_tab_survives_a_restart_of_the_server(fresh_server: Server, open_page: Open) -> None:
    fake_runs = FakeRuns(fresh_server.home)
    folder = fake_runs.make("running")
    watched = open_page(fresh_server)
    with growing(fake_runs, folder) as finish:
        page = watched.visit(f"/?run={folder.id}")
        expect(page.get_by_text("Loss while learning")).to_be_visible(timeout=30_000)
        page.wait_for_function(f"() => document.querySelector('{HISTORY}').data", timeout=30_000)
        fresh_server.stop()
        fresh_server.start()
        finish.set()
        expect(page.get_by_text("all the way round.", exact=False).first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("link", name="Runs")).to_be_visible()
    watched.problems.clear()  # while the server was away, the browser said so on its console


def hand_over(watched: Watched, name: str, content: bytes) -> Page:
    """Gives a file to the page of own data and waits for its last step."""
    page = watched.visit("/data")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=30_000)
    return page


def test_an_own_file_comes_back_after_a_reload_as_it_was_left(server: Server, open_page: Open) -> None:
    page = hand_over(open_page(server), "springs.csv", own_files.table())
    page.get_by_role("button", name="Remove mass", exact=False).or_(
        page.locator(".st-key-own-stays [data-baseweb=tag] [role=presentation]")
    ).first.click()
    expect(page.get_by_text("2 vectors in the plane, moved together.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("2 vectors in the plane, moved together.")).to_be_visible(timeout=30_000)
    page.wait_for_function("() => document.querySelector('.st-key-motion .plot')?.data", timeout=30_000)


def test_the_slider_moves_the_first_rows_at_once(server: Server, open_page: Open) -> None:
    page = hand_over(open_page(server), "springs.csv", own_files.table())
    page.wait_for_function("() => document.querySelector('.st-key-motion .plot')?.data", timeout=30_000)
    end = "() => document.querySelector('.st-key-motion .plot').calcdata[1][1].x"
    before = page.evaluate(end)
    slider = page.get_by_role("slider", name="Angle")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"was => ({end})() !== was", arg=before, timeout=5_000)


def test_own_data_fit_on_a_phone(server: Server, open_page: Open) -> None:
    page = hand_over(open_page(server, width=390), "springs.csv", own_files.table())
    page.wait_for_function("() => document.querySelector('.st-key-motion .plot')?.data", timeout=30_000)
    page.wait_for_timeout(500)
    assert no_sideways_scroll(page)
