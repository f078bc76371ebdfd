"""Pictures of every page in every state, to be looked at: light, dark and narrow.

    python -m tests.browser.pictures OUT [--only PART ...]

The runs are made up; nothing is trained. Needs what the browser tests need.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, Server, browser_path, serve
from tests.fake_runs import FakeRuns

LOOKS = {"light": (1280, "light"), "dark": (1280, "dark"), "narrow": (390, "light")}
STATES = ("queued", "starting", "running", "paused", "cancelled", "failed", "lost")
VERDICTS = ("present", "approximate", "absent", "not identifiable")
STUDY = ("generators", "orbits", "diagnostics", "log")
EVERY = ("", "data", *STUDY, "runs", "compare", "sweeps", "benchmarks", "learn", "glossary")
LESSONS = range(1, 8)


def empty_places() -> Iterator[tuple[str, str]]:
    """Name and address of every page while there is no run."""
    for page in EVERY:
        yield f"{page or 'discover'}-empty", f"/{page}"
    yield "discover-chosen", "/?task=mnist"
    yield "discover-method", "/?task=two-body&method=Augerino"
    yield "discover-gone", "/?run=nonsense"


def places(fake: FakeRuns) -> Iterator[tuple[str, str]]:
    """Name and address of every page with runs in every state."""
    runs = {state: fake.make(state).id for state in STATES if state != "running"}
    for verdict in VERDICTS:
        run = runs[verdict] = fake.make("finished", verdict=verdict).id
        for page in ("", *STUDY):
            yield f"{page or 'discover'}-{verdict.replace(' ', '-')}", f"/{page}?run={run}"
    for kind in ("mnist", "oscillator-3d", "dimuon", "qm9", "zoo"):
        run = runs[kind] = fake.make("finished", {"kind": kind}).id
        for page in ("", "generators", "orbits", "diagnostics"):
            yield f"{page or 'discover'}-{kind}", f"/{page}?run={run}"
    battery = fake.make("finished", {"kind": "mnist"}, battery=True).id
    yield "discover-battery", f"/?run={battery}"
    yield "diagnostics-battery", f"/diagnostics?run={battery}"
    for method in ("none", "augerino"):
        yield f"discover-by-{method}", f"/?run={fake.make(method=method).id}"
    yield "discover-by-liegan-failed", f"/?run={fake.make('failed', method='liegan').id}"
    yield "generators-by-another", f"/generators?run={fake.make(method='liegg').id}"
    yield "orbits-old", f"/orbits?run={fake.make('finished', old=True).id}"
    runs["running"] = fake.make("running").id  # from here on, every page shows the run at work
    yield "discover-by-paper-running", f"/?run={fake.make('running', method='paper').id}"
    for state in STATES:
        yield f"discover-{state}", f"/?run={runs[state]}"
        yield f"generators-{state}", f"/generators?run={runs[state]}"
        yield f"log-{state}", f"/log?run={runs[state]}"
    yield "runs-all", "/runs"
    yield "compare-unlike", f"/compare?runs={runs['mnist']},{runs['zoo']}"
    yield "compare-verdicts", f"/compare?runs={','.join(runs[verdict] for verdict in VERDICTS)}&over=time"
    yield "compare-eight", f"/compare?runs={','.join([*list(runs.values())[:7], runs['running']])}&equal=true"
    yield "compare-gone", f"/compare?runs=nonsense,{runs['zoo']}"
    for lesson in LESSONS:
        yield f"learn-{lesson}", f"/learn?lesson={lesson}&step=1"
        yield f"learn-{lesson}-later", f"/learn?lesson={lesson}&step=3"
    yield "class-mode", f"/generators?run={runs['mnist']}&class=1"


def take(page: Page, url: str, name: str, folder: Path) -> None:
    """One page in all its looks, each as high as the page is."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    page.goto(url)
    page.locator("h1, h2, h4").first.wait_for(timeout=60_000)
    page.wait_for_timeout(2500)
    for look, (width, scheme) in LOOKS.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight + 70")
        page.set_viewport_size({"width": width, "height": min(max(height, 600), 8000)})
        page.wait_for_timeout(900)
        page.screenshot(path=folder / f"{name}-{look}.png")


def take_all(browser: Browser, server: Server, shots: Iterator[tuple[str, str]], folder: Path, only: list[str]) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script("localStorage.setItem('lieaug.tour', 'seen')")
    page = context.new_page()
    page.on("pageerror", lambda error: print(f"error on {page.url}: {error}"))
    for name, address in shots:
        if not only or any(part in name for part in only):
            take(page, server.url + address, name, folder)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder for the pictures")
    parser.add_argument("--only", nargs="*", default=[], help="parts of names, such as compare or running")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        with serve(Path(folder) / "empty") as server:
            take_all(browser, server, empty_places(), arguments.out, arguments.only)
        with serve(Path(folder) / "full") as server:
            take_all(browser, server, places(FakeRuns(server.home)), arguments.out, arguments.only)
        browser.close()
    print(f"{len(list(arguments.out.glob('*.png')))} pictures in {arguments.out}")


if __name__ == "__main__":
    main()
