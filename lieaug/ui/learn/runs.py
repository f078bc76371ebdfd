"""Runs that lessons need: small, with fixed seeds, started in the background, and used again once they are there."""

from dataclasses import dataclass

import streamlit as st

from lieaug.errors import LieAugError, StoreError
from lieaug.runs.datasets import adopt_file
from lieaug.runs.folder import RunFolder
from lieaug.schema import DiscoveryConfig
from lieaug.ui.frame import explain
from lieaug.ui.store import attempt, run_store
from lieaug.ui.words import STATES, duration, plain


@dataclass(frozen=True)
class LessonRun:
    """A run that a lesson needs.

    Attributes:
        title: Its title in the list of runs, and how it is found again.
        config: All of it, seeds included; small enough for twenty seconds.
    """

    title: str
    config: DiscoveryConfig

    def found(self) -> RunFolder | None:
        """The run with this title and configuration that is finished, or else on its way; None without one."""
        store = run_store()
        for states in (("finished",), ("running", "paused", "starting", "queued")):
            for summary in store.list():
                if summary.title == self.title and summary.state in states:
                    folder = store.open(summary.id)
                    if self._is_of(folder):
                        return folder
        return None

    def start(self) -> None:
        """Starts it unless it is there already; for callbacks, so what stands in the way is said on the page."""
        attempt(self._start)

    def _start(self) -> None:
        if self.found() is None:
            run_store().submit(self.config, title=self.title)

    def _is_of(self, folder: RunFolder) -> bool:
        try:
            return folder.config() == adopt_file(run_store().home, self.config)  # own data are run on a copy
        except StoreError:
            return False


def lesson_run(run: LessonRun) -> RunFolder | None:
    """The finished run; until it is there, shows a button to start it or how far it has come, and returns None."""
    try:
        folder = run.found()
    except LieAugError as error:
        explain("The run of this lesson cannot be read", plain(str(error)))
        return None
    if folder is None:
        with st.container(border=True, gap="small"):
            st.markdown(
                "This step looks at a real run. It takes less than half a minute and goes on in the background."
            )
            st.button(
                "Start the run", type="primary", icon=":material/play_arrow:", key="learn-run", on_click=run.start
            )
        return None
    if folder.status().state == "finished":
        return folder
    follow_run(folder)
    return None


@st.fragment(run_every=1)
def follow_run(folder: RunFolder) -> None:
    """Says how far a run has come; reruns the page once when it is over."""
    status = folder.status()
    if status.is_over:
        st.rerun()
    sign = STATES[status.state]
    share = min(status.step / status.total, 1.0) if status.total else 0.0
    left = f" · about {duration(status.eta_seconds)} left" if status.eta_seconds is not None else ""
    if status.state == "queued":
        place = next((run.queue_position for run in run_store().list() if run.id == folder.id), None)
        left = f" · number {place} in the queue" if place is not None and place > 1 else " · starts next"
    st.progress(share, f"{sign.icon} {sign.word} · {status.stage or 'getting ready'}{left}")
