"""The worker: trains one run in its folder. It knows no engine and no page; they all meet in the folder.

    python -m lieaug.runs.execute <folder>
    python -m lieaug.runs.execute --serve       forks such workers for a supervisor, see `forks`

torch is imported only after the first heartbeat, because that import can take longer than people like to wait for a
sign of life.
"""

import os
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lieaug.errors import LieAugError, StoreError
from lieaug.runs.atomic import store_error
from lieaug.runs.attempt import Attempt
from lieaug.runs.by_hand import ByHand
from lieaug.runs.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from lieaug.runs.contract import Observer, Pipeline, PipelineFactory, Snapshot
from lieaug.runs.due import CheckpointClock
from lieaug.runs.folder import RunFolder
from lieaug.runs.forks import SERVE, serve
from lieaug.runs.home import Home
from lieaug.runs.lease import StaleAttemptError
from lieaug.runs.limits import read_limits
from lieaug.runs.liveness import die_with_parent
from lieaug.runs.memory import BACKOFF_SECONDS, give_back, halved, is_out_of_memory, out_of_memory
from lieaug.runs.publisher import Publisher
from lieaug.runs.requests import Cancelled, Requests, StopRequest
from lieaug.runs.settle import EXIT_NOT_WRITTEN
from lieaug.runs.tracking import Tracking
from lieaug.schema import RunStatus

CHECKPOINT_SECONDS = 5.0
"""Aimed at, so that no more than ten seconds of work are lost where the machine is busy and what comes next is late."""

PAUSE_POLL_SECONDS = 0.05
EXIT_FAILED, EXIT_NOT_MINE = 1, 75


def execute(
    run_dir: Path,
    *,
    pipeline: PipelineFactory | None = None,
    foreground: bool = False,
    observers: Sequence[Observer] = (),
) -> RunStatus:
    """Works on a run until it is finished, cancelled or failed; continues from its checkpoint if there is one.

    Args:
        run_dir: The run's folder.
        pipeline: Makes what is trained; default: that of the configuration's method.
        foreground: Whether a person waits at the terminal: then Ctrl-C cancels, and errors are raised as well.
        observers: Called with every snapshot.

    Returns:
        The last status, as written.

    Raises:
        RunStateError: The run is finished, or another process works on it.
        StoreError: The folder cannot even take the last word.
        LieAugError: In the foreground: what the run failed of, unless that was an error of ours.
    """
    folder = RunFolder(run_dir)
    with Requests(folder, interactive=foreground) as requests, Attempt(folder) as attempt:
        try:
            _Worker(attempt, requests, observers).work(pipeline or _pipelines())
        except Cancelled as request:
            attempt.end("cancelled", str(request))
        except StopRequest as request:
            attempt.end("lost", str(request))
        except KeyboardInterrupt:  # the second Ctrl-C: the last checkpoint must do
            attempt.end("cancelled", f"stopped by Ctrl-C; `lieaug runs resume {folder.id}` continues")
        except StaleAttemptError:
            raise
        except Exception as error:  # the border of the process: whatever it was, the folder says it calmly
            known = _deliberate(error, folder)
            attempt.end("failed", str(known) if known else _internal_error(error, folder))
            if foreground and known:
                raise known from error
        else:
            attempt.end("finished")
        return folder.written_status()


class _Worker:
    def __init__(self, attempt: Attempt, requests: Requests, observers: Sequence[Observer]) -> None:
        self._attempt = attempt
        self._folder = attempt.folder
        self._requests = requests
        self._observers = observers
        self._publisher = Publisher(attempt)
        self._checkpoints = CheckpointClock(CHECKPOINT_SECONDS)
        self._by_hand = ByHand(self._folder)
        self._limits = read_limits(Home(self._folder.path.parents[1]))
        self._batch = 0  # not known before there is a pipeline

    def work(self, make: PipelineFactory) -> None:
        """Works to the end; where memory does not suffice, it goes on with half the batch."""
        waits = iter(BACKOFF_SECONDS)
        while (error := self._work_once(make)) is not None:
            batch, seconds = halved(self._batch), next(waits, None)
            if batch is None or seconds is None:
                raise error
            del error  # and with it the frames that hold tensors
            self._shrink(batch)
            give_back(seconds)

    def _work_once(self, make: PipelineFactory) -> Exception | None:
        """Works to the end; returns the error if memory ran out."""
        try:
            self._run(make)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            return error
        return None

    def _shrink(self, batch: int) -> None:
        self._attempt.check()
        before = self._batch
        self._folder.change_config(batch_size=batch)
        self._attempt.note(f"memory ran out with batches of {before}; it goes on with batches of {batch}")

    def _run(self, make: PipelineFactory) -> None:
        self._stop_if_asked()
        pipeline = make(self._folder.config())
        self._batch = pipeline.batch
        self._restore(pipeline)
        finished = False
        for snapshot in pipeline:
            self._attempt.progress(snapshot)
            self._publisher.publish(snapshot)
            for observe in self._observers:
                observe(snapshot)
            if snapshot.result is not None:
                self._publisher.flush()
                self._attempt.check()
                self._folder.write_result(snapshot.result, snapshot.evidence, snapshot.gallery)
                finished = True
            else:
                self._between_snapshots(pipeline, snapshot)
        if not finished:
            raise RuntimeError("the pipeline ended without a result")

    def _between_snapshots(self, pipeline: Pipeline, snapshot: Snapshot) -> None:
        pause, stop = self._requests.pause(snapshot.stage), self._requests.stop()
        if pause and not stop and self._by_hand.next():
            return  # in the midst of the steps that were asked for
        if self._checkpoints.is_due(snapshot.stage) or pause or stop:
            self._publisher.flush()
            self._attempt.check()
            if snapshot.trace is not None:
                self._folder.write_trace(snapshot.trace)  # last, so that whoever sees it finds the rest as new
            self._by_hand.settle()
            self._save(pipeline, snapshot.step)
        if pause and not stop:
            self._wait(snapshot.stage)
        elif self._by_hand.drop() and not stop:
            self._attempt.go_on()
        self._stop_if_asked()
        pipeline.stepping = self._by_hand.stepping

    def _wait(self, stage: str) -> None:
        self._attempt.pause()
        while self._requests.pause(stage) and not self._requests.stop():
            if self._by_hand.begin():
                self._attempt.work_by_hand()
                return
            time.sleep(PAUSE_POLL_SECONDS)
            self._attempt.check()
        self._by_hand.drop()
        if not self._requests.stop():
            self._attempt.go_on()

    def _stop_if_asked(self) -> None:
        if stop := self._requests.stop():
            raise stop
        hours = self._limits.run_hours
        if hours is not None and self._attempt.elapsed > 3600 * hours:
            raise Cancelled(f"it has worked for the {hours:g} h that one run may take here; raise run_hours to go on")

    def _save(self, pipeline: Pipeline, step: int) -> None:
        self._attempt.check()
        tensors, scalars = pipeline.state()
        arrays = {name: tensor.detach().cpu().numpy() for name, tensor in tensors.items()}
        checkpoint = Checkpoint(step, self._attempt.elapsed, arrays, scalars)
        save_checkpoint(self._folder.path, checkpoint, may_replace=self._attempt.check)
        self._checkpoints.saved()

    def _restore(self, pipeline: Pipeline) -> None:
        saved = load_checkpoint(self._folder.path)
        if saved is None:
            return
        import torch

        pipeline.restore({name: torch.tensor(array) for name, array in saved.arrays.items()}, saved.scalars)
        self._attempt.continue_from(saved.step, saved.elapsed)


def _pipelines() -> PipelineFactory:
    import torch

    from lieaug.discovery.pipeline import Pipeline
    from lieaug.methods import MethodPipeline

    torch.set_num_threads(1)  # several runs share the cores; two threads of one run are slower than one here
    return lambda config: Pipeline(config) if config.method == "ours" else MethodPipeline(config)


def _deliberate(error: Exception, folder: RunFolder) -> LieAugError | None:
    """The error as one that people can do something about; None if only we can."""
    if isinstance(error, LieAugError):
        return error
    if is_out_of_memory(error):
        return out_of_memory()
    if isinstance(error, OSError):
        return store_error(Path(error.filename or folder.path), error)
    return None


def _internal_error(error: Exception, folder: RunFolder) -> str:
    """A calm sentence for people; the traceback goes to the log."""
    _log_traceback(error, folder)
    return (
        f"expected the training to go on, got an internal error ({type(error).__name__}); "
        f"resume to try again, or report it with log.txt of run {folder.id}"
    )


def _log_traceback(error: Exception, folder: RunFolder) -> None:
    try:
        folder.log("".join(traceback.format_exception(error)))
    except StoreError:
        sys.stderr.write(traceback.format_exc())


def main(arguments: Sequence[str], **options: Any) -> int:
    """Runs one detached worker; its exit code tells the supervisor what the folder could not take."""
    if arguments[0] == SERVE:
        ready = {"pipeline": _pipelines()} if "pipeline" not in options else {}
        return serve(lambda run_dir: main([run_dir], **ready, **options))
    die_with_parent()
    if hasattr(os, "nice"):
        os.nice(10)  # the person at this machine comes first
    folder = Path(arguments[0])
    tracking = Tracking(RunFolder(folder))
    try:
        status = execute(folder, **{**options, "observers": [tracking, *options.get("observers", ())]})
    except StoreError:
        traceback.print_exc()
        return EXIT_NOT_WRITTEN
    except LieAugError as error:  # another process has the run: its word counts
        sys.stderr.write(f"{error}\n")
        return EXIT_NOT_MINE
    finally:
        tracking.close()
    return EXIT_FAILED if status.state == "failed" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
