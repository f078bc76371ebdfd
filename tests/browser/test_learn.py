"""Lessons in a real browser: a hand on the matrix, keys, reloads, a phone, the dark."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server, Watched

pytestmark = pytest.mark.browser
Open = Callable[..., Watched]
PATIENCE = 20_000  # milliseconds on a busy machine
DONE = "Expected and found"


def drag(page: Page, thing: Locator, dx: float, dy: float = 0.0) -> None:
    thing.scroll_into_view_if_needed()
    box = thing.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)
    page.mouse.up()


def entry(page: Page, row: int, column: int) -> Locator:
    return page.get_by_role("spinbutton", name=f"L, row {row}, column {column}")


def test_a_circle_by_hand_and_still_there_after_a_reload(server: Server, open_page: Open) -> None:
    page = open_page(server).visit("/learn?lesson=1&step=3")
    page.get_by_role("button", name="zeros on the diagonal").click()
    expect(page).to_have_url(re.compile("votes=1-3c"), timeout=PATIENCE)
    for row, column, pixels in ((1, 1, -30), (2, 2, 12), (2, 1, 36)):  # 60 pixels are 1
        before = page.url
        drag(page, entry(page, row, column), pixels)
        page.wait_for_url(lambda url, before=before: url != before, timeout=PATIENCE)
    expect(page.get_by_text(DONE)).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile("did=1-3"))
    expect(entry(page, 2, 1)).to_have_text("1.00")
    page.reload()
    expect(page.get_by_text(DONE)).to_be_visible(timeout=PATIENCE)
    expect(entry(page, 2, 1)).to_have_text("1.00", timeout=PATIENCE)


def test_an_ellipse_is_no_circle(server: Server, open_page: Open) -> None:
    page = open_page(server).visit("/learn?lesson=1&step=3&votes=1-3c&L.3=0,-1,0.5,0")
    expect(page.get_by_role("heading", name="Your turn")).to_be_visible(timeout=PATIENCE)
    assert page.get_by_text(DONE).count() == 0


def test_the_orbit_follows_while_the_hand_still_moves(server: Server, open_page: Open) -> None:
    page = open_page(server).visit("/learn?lesson=1&step=3")
    cell = entry(page, 1, 1)
    cell.wait_for(timeout=PATIENCE)
    orbit = page.locator(".lieaug-scene svg path").nth(1)
    page.wait_for_timeout(1000)  # until nothing shifts any more
    cell.scroll_into_view_if_needed()
    before, address = orbit.get_attribute("d"), page.url
    box = cell.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + 10, steps=4)
    expect(orbit).not_to_have_attribute("d", before or "", timeout=PATIENCE)
    assert page.url == address  # nothing is sent before it is let go
    page.mouse.up()
    expect(page).to_have_url(re.compile("L.3=1.5"), timeout=PATIENCE)


def test_a_step_by_keys_only(server: Server, open_page: Open) -> None:
    page = open_page(server).visit("/learn?lesson=1&step=6")
    page.get_by_role("button", name="parallel straight lines").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("votes=1-6a"), timeout=PATIENCE)
    entry(page, 2, 1).focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")  # a quarter each
    expect(page.get_by_text(DONE)).to_be_visible(timeout=PATIENCE)
    page.locator("h1").click()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("heading", name="Does the order matter?")).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile("step=7"))


def test_points_and_a_digit_are_turned_by_hand(server: Server, open_page: Open) -> None:
    page = open_page(server).visit("/learn?lesson=2&step=3&votes=2-3b")
    drag(page, page.get_by_role("button", name="t: how far everything is moved"), 36)
    expect(page.get_by_text(DONE)).to_be_visible(timeout=PATIENCE)
    page = open_page(server).visit("/learn?lesson=3&step=1&votes=3-1b")
    drag(page, page.get_by_role("button", name="Turn the digit"), 60, 260)
    expect(page.get_by_text(DONE)).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "address", ["/learn", "/learn?lesson=1&step=5", "/learn?lesson=3&step=4&votes=3-4b", "/glossary"]
)
def test_a_phone_needs_no_sideways_scroll(server: Server, open_page: Open, address: str, dark: bool) -> None:
    page = open_page(server, width=400, dark=dark).visit(address)
    page.wait_for_timeout(1500)
    assert page.evaluate(
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".every(node => node.scrollWidth <= node.clientWidth + 1)"
    )


def test_a_phone_still_names_the_way_on(server: Server, open_page: Open) -> None:
    page = open_page(server, width=400).visit("/learn?lesson=1&step=2")
    for name in ("Back", "Next"):
        expect(page.locator(".st-key-learn-dots").get_by_text(name, exact=True)).to_be_visible(timeout=PATIENCE)


def test_a_link_for_the_class_is_made_and_obeyed(server: Server, open_page: Open) -> None:
    page = open_page(server).visit("/learn?lesson=1&step=4")
    page.get_by_role("button", name="Link for the class").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Going to other steps").click()
    dialog.get_by_text("Large, for the projector").click()
    link = dialog.locator("code")
    expect(link).to_contain_text("class=1", timeout=PATIENCE)
    expect(link).to_contain_text("lock=steps")
    address = link.inner_text().strip()
    assert address.startswith(server.url + "/learn?")
    shown = open_page(server).visit(address.removeprefix(server.url))
    expect(shown.get_by_text("in the queue")).to_be_visible(timeout=PATIENCE)
    assert shown.get_by_role("link", name="Runs").count() == 0
    expect(shown.get_by_role("button", name="Next")).to_be_disabled()
