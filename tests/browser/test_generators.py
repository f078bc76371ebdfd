"""The Generators page in a real browser: one choice, made anywhere and by any means, shows everywhere."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Watched
from tests.fake_runs import FakeRuns

pytestmark = pytest.mark.browser
Open = Callable[..., Watched]
CARDS = ".st-key-cards-0 figure"


def chosen_everywhere(page: Page, name: str) -> None:
    """Waits until cards, words, film and address agree."""
    expect(page.get_by_text(f"Where {name} leads")).to_be_visible(timeout=15_000)
    expect(page.get_by_text(f"What this entry of {name} does")).to_be_visible()
    expect(page.locator("figure.chosen strong")).to_contain_text(name)
    expect(page.locator('.lieaug-film .maps button[aria-pressed="true"] strong')).to_contain_text(name)


def address_has(page: Page, *parts: str, without: str = "nothing of the kind") -> None:
    """Waits until the address carries these parts, and not that one."""
    page.wait_for_url(lambda url: all(part in url for part in parts) and without not in url, timeout=10_000)


def place_in(page: Page, selector: str, across: float, down: float) -> tuple[float, float]:
    plot = page.locator(selector)
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def test_a_generator_is_chosen_by_cell_by_key_by_bar_and_in_the_film(
    server: Server, fake_runs: FakeRuns, open_page: Open
) -> None:
    run = fake_runs.make("finished", {"kind": "zoo", "family": "so3"})
    page = open_page(server).visit(f"/generators?run={run.id}")
    expect(page.locator(".lieaug-film .maps button").first).to_be_visible(timeout=30_000)
    expect(page.locator(f"{CARDS} .heatmaplayer image").nth(4)).to_be_attached(timeout=30_000)
    chosen_everywhere(page, "L₁")

    page.mouse.click(*place_in(page, f"{CARDS}:nth-child(2) .plot", 0.54, 0.55))
    chosen_everywhere(page, "L₂")
    address_has(page, "g=2", "cell=2-2")

    page.locator(f"{CARDS}:nth-child(2) .plot").focus()
    page.keyboard.press("ArrowRight")
    address_has(page, "cell=2-3")

    page.locator(f"{CARDS}:nth-child(3) strong").focus()
    page.keyboard.press("Enter")
    chosen_everywhere(page, "L₃")
    address_has(page, "g=3", without="cell=")

    page.mouse.click(*place_in(page, ".st-key-extents .plot .plot-container .bglayer", 0.3, 0.3))
    chosen_everywhere(page, "L₂")

    page.locator(".lieaug-film .maps button").nth(0).click()
    chosen_everywhere(page, "L₁")
    address_has(page, without="g=")


def test_the_slider_acts_at_once_and_the_address_keeps_where_it_was_left(
    server: Server, fake_runs: FakeRuns, open_page: Open
) -> None:
    run = fake_runs.make("finished")
    page = open_page(server).visit(f"/generators?run={run.id}")
    slider, said = page.locator(".lieaug-film input"), page.locator(".lieaug-film output")
    expect(said).to_contain_text("step 2,500 of 2,500", timeout=30_000)
    reach = page.locator(".lieaug-film .maps small").first
    last = reach.inner_text()
    slider.focus()
    page.keyboard.press("Home")
    expect(said).to_contain_text("step 750 of 2,500", timeout=200)
    assert reach.inner_text() != last
    address_has(page, "step=750")
    page.reload()
    expect(said).to_contain_text("step 750", timeout=30_000)
    page.get_by_role("button", name="Play").click()
    expect(said).to_contain_text("step 2,500", timeout=10_000)
    address_has(page, without="step=")


@pytest.mark.parametrize("task", ["mnist", "zoo"])
def test_the_page_fits_on_a_phone(server: Server, fake_runs: FakeRuns, open_page: Open, task: str) -> None:
    run = fake_runs.make("finished", {"kind": task, **({"family": "so13"} if task == "zoo" else {})})
    page = open_page(server, width=390, dark=True).visit(f"/generators?run={run.id}")
    expect(page.locator(".lieaug-film .maps button").first).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1500)
    assert page.evaluate(
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".every(node => node.scrollWidth <= node.clientWidth + 1)"
    )
