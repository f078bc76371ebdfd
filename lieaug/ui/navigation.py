"""Where the pages are, and how to get from one to another with the right address."""

from collections.abc import Iterable
from typing import NoReturn

import streamlit as st

from lieaug.tasks.assets import shipped
from lieaug.ui import session

PAGES = shipped() / "pages"
# Absolute paths, and page files away from the frame's script: with a sibling `pages/` folder, a link into a fresh
# server would run the page without its frame (streamlit#8860).


def discover() -> st.Page:
    return st.Page(PAGES / "discover.py", title="Discover", default=True)


def data() -> st.Page:
    return st.Page(PAGES / "data.py", title="My data", url_path="data")


def generators() -> st.Page:
    return st.Page(PAGES / "generators.py", title="Generators", url_path="generators")


def orbits() -> st.Page:
    return st.Page(PAGES / "orbits.py", title="Orbits", url_path="orbits")


def diagnostics() -> st.Page:
    return st.Page(PAGES / "diagnostics.py", title="Diagnostics", url_path="diagnostics")


def log() -> st.Page:
    """Not in the bar: runs lead to it."""
    return st.Page(PAGES / "log.py", title="Log", url_path="log", visibility="hidden")


def runs() -> st.Page:
    return st.Page(PAGES / "runs.py", title="Runs", url_path="runs")


def compare() -> st.Page:
    return st.Page(PAGES / "compare.py", title="Compare", url_path="compare")


def sweeps() -> st.Page:
    return st.Page(PAGES / "sweeps.py", title="Sweeps", url_path="sweeps", visibility="hidden")  # reached from Runs


def benchmarks() -> st.Page:
    """Not in the bar: Compare leads to it, and the foot of every page."""
    return st.Page(PAGES / "benchmarks.py", title="Benchmarks", url_path="benchmarks", visibility="hidden")


def learn() -> st.Page:
    return st.Page(PAGES / "learn.py", title="Learn", url_path="learn")


def glossary() -> st.Page:
    return st.Page(PAGES / "glossary.py", title="Glossary", url_path="glossary")


def learning() -> list[st.Page]:
    """The lessons, and what the words mean."""
    return [learn(), glossary()]


def all_pages() -> list[st.Page]:
    """Every page, in the order of the bar: start, study a run, all runs, learn. The style sheet draws the groups."""
    study = [generators(), orbits(), diagnostics(), log()]
    return [discover(), data(), *study, runs(), compare(), sweeps(), benchmarks(), *learning()]


def open_run(run_id: str) -> NoReturn:
    st.switch_page(discover(), query_params={"run": run_id, **session.carried()})


def open_sweeps(sweep_id: str | None = None) -> NoReturn:
    st.switch_page(sweeps(), query_params={**({"sweep": sweep_id} if sweep_id else {}), **session.carried()})


def open_start() -> NoReturn:
    st.switch_page(discover(), query_params=session.carried())


def open_task(kind: str) -> NoReturn:
    st.switch_page(discover(), query_params={"task": kind, **session.carried()})


def open_data(file_id: str | None = None) -> NoReturn:
    st.switch_page(data(), query_params={**({"file": file_id} if file_id else {}), **session.carried()})


def open_comparison(run_ids: Iterable[str]) -> NoReturn:
    st.switch_page(compare(), query_params={"runs": ",".join(run_ids), **session.carried()})
