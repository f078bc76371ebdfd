"""A waiting run, stepped by hand: as many steps as asked for, no slot, and the same numbers in the end."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from typer.testing import CliRunner

from lieaug.cli.program import program
from lieaug.errors import ConfigError, RunStateError
from lieaug.runs import RunFolder, RunStore
from lieaug.runs.execute import execute
from lieaug.runs.liveness import kill
from lieaug.schema import DiscoveryConfig, RunStatus

FIRST_OF_JOINT = 11
"""The stub has no snapshot before the first step of joint training: it waits after it."""


@pytest.fixture
def waiting(
    store: RunStore, config: Callable[..., DiscoveryConfig], monkeypatch: pytest.MonkeyPatch, stub: ModuleType
) -> Iterator[RunFolder]:
    """A run of twenty steps that waits in joint training, worked on by a thread of this process."""
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)
    folder = store.open(store.submit(config(steps=20), paused=True))
    with working(folder, stub):
        wait_for(lambda: folder.status().state == "paused")
        yield folder


@contextmanager
def working(folder: RunFolder, stub: ModuleType) -> Iterator[None]:
    thread = threading.Thread(target=execute, args=[folder.path], kwargs={"pipeline": stub.StubPipeline})
    thread.start()
    try:
        yield
    finally:
        if not folder.status().is_over:
            folder.request("cancel")
        thread.join(timeout=60)
    assert not thread.is_alive()


def wait_for(condition: Callable[[], object], *, timeout: float = 60.0) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def settled(folder: RunFolder, step: int) -> None:
    wait_for(lambda: folder.status().step == step and not folder.requested_steps())


def test_a_run_can_wait_before_joint_training(waiting: RunFolder) -> None:
    status = waiting.status()
    assert (status.stage, status.step) == ("joint training", FIRST_OF_JOINT)
    assert waiting.trace() is None


def test_one_step_is_one_step_and_leaves_a_trace(store: RunStore, waiting: RunFolder) -> None:
    store.step(waiting.id)
    settled(waiting, FIRST_OF_JOINT + 1)
    trace, newest = waiting.trace(), waiting.read_snapshot()
    assert trace is not None
    assert newest is not None
    assert (trace.step, newest.step, waiting.metrics()[0][-1]["step"]) == (2, 12, 12)
    assert waiting.status().state == "paused"
    time.sleep(0.2)
    assert waiting.status().step == FIRST_OF_JOINT + 1


def test_requests_add_up(store: RunStore, waiting: RunFolder) -> None:
    for count in (1, 3, 2):
        store.step(waiting.id, count)
    settled(waiting, FIRST_OF_JOINT + 6)
    trace = waiting.trace()
    assert trace is not None
    assert trace.step == 7


def test_a_stepped_run_ends_as_any_other(
    store: RunStore, waiting: RunFolder, stub: ModuleType, config: Callable[..., DiscoveryConfig]
) -> None:
    for count in (1, 2):
        store.step(waiting.id, count)
        wait_for(lambda: not waiting.requested_steps())
    store.unpause(waiting.id)
    wait_for(lambda: waiting.status().is_over)
    plain = store.create(config(steps=20))
    execute(plain.path, pipeline=stub.StubPipeline)
    assert waiting.result() == plain.result()
    assert waiting.status().state == "finished"


def test_the_last_steps_may_lead_to_the_end(store: RunStore, waiting: RunFolder) -> None:
    store.step(waiting.id, 500)
    wait_for(lambda: waiting.status().is_over)
    assert waiting.status().state == "finished"


def test_cancel_while_stepping_and_resume_to_the_same_numbers(
    store: RunStore, stub: ModuleType, config: Callable[..., DiscoveryConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)
    folder = store.open(store.submit(config("delay=0.05", steps=40), paused=True))
    with working(folder, stub):
        wait_for(lambda: folder.status().state == "paused")
        store.step(folder.id, 15)
        wait_for(lambda: folder.metrics()[0][-1]["step"] > FIRST_OF_JOINT + 12)
        store.cancel(folder.id)
        wait_for(lambda: folder.status().is_over)
    assert folder.status().state == "cancelled"
    store.resume(folder.id)
    assert not folder.requested_steps()
    assert execute(folder.path, pipeline=stub.StubPipeline).state == "finished"
    plain = store.create(config(steps=40))
    execute(plain.path, pipeline=stub.StubPipeline)
    assert folder.metrics()[0][-1]["terms"] == plain.metrics()[0][-1]["terms"]


def test_to_go_on_in_the_midst_of_steps(
    store: RunStore, stub: ModuleType, config: Callable[..., DiscoveryConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)
    folder = store.open(store.submit(config("delay=0.02", steps=60), paused=True))
    with working(folder, stub):
        wait_for(lambda: folder.status().state == "paused")
        store.step(folder.id, 5)
        wait_for(lambda: folder.status().step > 31 or not folder.requested_steps())
        store.unpause(folder.id)
        wait_for(lambda: folder.status().state == "running")
        wait_for(lambda: folder.status().is_over)
    assert folder.status().state == "finished"
    assert not folder.requested_steps()


@pytest.mark.usefixtures("no_supervisor")
def test_steps_of_a_run_that_is_not_paused(store: RunStore, config: Callable[..., DiscoveryConfig]) -> None:
    folder = store.create(config(steps=20))
    with pytest.raises(RunStateError, match=r"expected a paused run, got .*, which is queued; pause it first"):
        store.step(folder.id)
    folder.write_status(RunStatus(state="finished"))
    result = CliRunner().invoke(program, ["runs", "step", folder.id])
    assert isinstance(result.exception, RunStateError)
    assert not folder.requested_steps()


@pytest.mark.parametrize("count", [0, -3, 1001])
def test_a_number_of_steps_that_makes_no_sense(store: RunStore, waiting: RunFolder, count: int) -> None:
    with pytest.raises(ConfigError, match=f"expected 1 to 1000 steps, got {count}"):
        store.step(waiting.id, count)


def test_the_command_line_steps(waiting: RunFolder) -> None:
    assert CliRunner().invoke(program, ["runs", "step", waiting.id, "--count", "2"]).exit_code == 0
    settled(waiting, FIRST_OF_JOINT + 2)


def test_a_waiting_run_takes_no_slot_and_a_killed_one_goes_on(
    store: RunStore, config: Callable[..., DiscoveryConfig], start_supervisor: Callable[..., object]
) -> None:
    start_supervisor(slots=1)
    first = store.open(store.submit(config(steps=20), paused=True))
    wait_for(lambda: first.status().state == "paused")
    second = store.open(store.submit(config(steps=10)))
    store.step(first.id, 2)
    settled(first, FIRST_OF_JOINT + 2)
    wait_for(lambda: second.status().state == "finished")
    assert first.status().state == "paused"
    status = first.status()
    assert status.pid is not None
    kill(status.pid, status.process_created)
    wait_for(lambda: first.status().state == "lost")
    store.resume(first.id)
    wait_for(lambda: first.status().state == "finished")
    assert second.result() is not None
    assert first.metrics()[0][-1]["step"] == 20
