"""A run of the reader's own that waits before joint training and is stepped by hand; which one, the address says."""

import time
from dataclasses import dataclass

import streamlit as st

from lieaug.errors import LieAugError, RunNotFoundError, StoreError
from lieaug.runs.folder import RunFolder
from lieaug.runs.records import SnapshotArrays
from lieaug.schema import Discovery, DiscoveryConfig, RunStatus, StepTrace
from lieaug.ui import session
from lieaug.ui.frame import explain
from lieaug.ui.learn import place
from lieaug.ui.learn.bench import Bench
from lieaug.ui.store import run_store
from lieaug.ui.words import STATES, duration, one_sentence, plain

TITLE = "Learning the generator, step by step"
CONFIG = DiscoveryConfig.parse(
    {
        "task": {"kind": "oscillator-2d"},
        "preset": "quick",
        "steps": 600,
        "seeds": 1,
        "seed": 1,
        "generators": 1,
        "start": "random",
        "weights": {"extent": 1.0},
    }
)
"""One generator that starts anywhere, with much reward for reach, so that one sees it turn."""
PLAYED = 4
"""Steps at a tick while it plays: the generators' turn comes once in as many."""
TICK_SECONDS = 0.7
PATIENCE_SECONDS = 1.5  # that a click waits for its steps


@dataclass(frozen=True)
class AtHand:
    """What there is of the run now."""

    folder: RunFolder
    status: RunStatus
    trace: StepTrace | None
    snapshot: SnapshotArrays | None
    result: Discovery | None

    @property
    def waits(self) -> bool:
        return self.status.state == "paused"


def run_at_hand() -> AtHand | None:
    """The run that the address names, once it waits or is through; until then a way to start it, or how far it is."""
    folder = _named()
    if folder is None:
        _offer("This lesson works on a real run of your own. It starts in the background and waits for you.")
        return None
    try:
        status = folder.status()
        if status.state in ("cancelled", "failed", "lost"):
            explain(f"The run {STATES[status.state].word}", plain(status.message or STATES[status.state].meaning))
            _offer("Start another one; it gets the same numbers.")
            return None
        if status.state in ("queued", "starting", "running"):
            _follow(folder, status.state)
            if status.state != "running" or folder.trace() is None:
                return None
        return AtHand(folder, status, folder.trace(), folder.read_snapshot(), folder.result())
    except LieAugError as error:
        explain("The run of this lesson cannot be read", plain(str(error)))
        return None


def _named() -> RunFolder | None:
    run_id = session.requested_run()
    if run_id is None:
        return None
    try:
        folder = run_store().open(run_id)
        return folder if folder.config() == CONFIG else None
    except (RunNotFoundError, StoreError):
        return None


def _offer(words: str) -> None:
    with st.container(border=True, gap="small", key="learn-own-run"):
        st.markdown(words)
        st.button("Start the run", type="primary", icon=":material/play_arrow:", key="learn-run", on_click=_start)


def _start() -> None:
    try:
        session.put_run(run_store().submit(CONFIG, title=TITLE, paused=True))
    except LieAugError as error:
        session.say(one_sentence(str(error)))


@st.fragment(run_every=0.5)
def _follow(folder: RunFolder, since: str) -> None:
    """Says how far the run has come; reruns the page when it waits or is through."""
    status = folder.status()
    if status.state != since and (status.state == "paused" or status.is_over):
        st.rerun()
    share = min(status.step / status.total, 1.0) if status.total else 0.0
    left = f" · about {duration(status.eta_seconds)} left" if status.eta_seconds is not None else ""
    st.progress(share, f"{STATES[status.state].icon} {STATES[status.state].word} · {status.stage or 'soon'}{left}")


def controls(bench: Bench, run: AtHand, *, epoch: int) -> None:
    """+1, +10, an epoch, play: each of them asks the waiting run for steps."""
    playing = is_playing(bench)
    off = bench.locked or not run.waits
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="learn-steps"):
        for name, count, hint in (
            ("+1 step", 1, "One step of training."),
            ("+10 steps", 10, "Ten steps."),
            ("+1 epoch", epoch, f"As many steps as it takes to see all training rows once: {epoch}."),
        ):
            st.button(
                name, key=f"learn-do-{count}", help=hint, disabled=off or playing, on_click=_press,
                args=(bench.step, run.folder.id, count), shortcut="S" if count == 1 else None,
            )  # fmt: skip
        st.button(
            "Pause" if playing else "Play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            key="learn-play",
            disabled=off,
            help=f"{PLAYED} steps at a time, for as long as you like.",
            on_click=_play,
            args=(bench.step, not playing),
        )
        step = run.trace.step if run.trace else 0
        st.markdown(f"step **{step}** of {run.trace.steps if run.trace else CONFIG.steps}", width="content")


def is_playing(bench: Bench) -> bool:
    return place.text("play", bench.step) == "1"


def acted(bench: Bench) -> bool:
    """Whether something was done in this step of the lesson: by a press, by playing, or by "Show me"."""
    return any(place.text(name, bench.step) is not None for name in ("steps", "play", "show", "on"))


def _press(step: int, run_id: str, count: int) -> None:
    (pressed,) = place.numbers("steps", step, [0.0])
    place.put("steps", step, str(int(pressed) + count))
    advance(run_id, count)


def _play(step: int, on: bool) -> None:
    place.put("play", step, "1" if on else "0")


def stop_playing(bench: Bench) -> None:
    if is_playing(bench):
        place.put("play", bench.step, "0")


def advance(run_id: str, count: int) -> None:
    """Asks for steps and waits a moment until they are done, so that the page can show them at once."""
    try:
        store = run_store()
        folder = store.open(run_id)
        store.step(run_id, count)
        end = time.monotonic() + PATIENCE_SECONDS
        while folder.requested_steps() and time.monotonic() < end:
            time.sleep(0.01)
    except LieAugError as error:
        session.say(one_sentence(str(error)))


def keep_playing(run: AtHand) -> None:
    """Asks for the next steps in a moment, and shows the page anew."""
    _tick(run.folder.id, time.monotonic())


@st.fragment(run_every=TICK_SECONDS)
def _tick(run_id: str, begun: float) -> None:
    if time.monotonic() - begun > TICK_SECONDS / 2:  # not while the page itself is drawn
        advance(run_id, PLAYED)
        st.rerun()
