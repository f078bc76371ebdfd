"""A run is a folder: the whole truth about it, written by one worker and read by everybody."""

import os
import secrets
import time
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import safetensors
from pydantic import BaseModel, ValidationError

import lieaug
from lieaug.errors import RunNotFoundError, RunStateError, StoreError
from lieaug.runs.atomic import append_line, store_error, write_atomic
from lieaug.runs.gallery import decode_gallery, encode_gallery
from lieaug.runs.home import Home
from lieaug.runs.limits import read_limits
from lieaug.runs.liveness import is_elsewhere, observed
from lieaug.runs.lock import FileLock
from lieaug.runs.records import (
    MetricsRow,
    SnapshotArrays,
    decode_rows,
    decode_snapshot,
    encode_row,
    encode_snapshot,
)
from lieaug.schema import (
    Discovery,
    DiscoveryConfig,
    Evidence,
    Gallery,
    MethodResult,
    RunMeta,
    RunState,
    RunStatus,
    StepTrace,
)

Request = Literal["cancel", "pause"]
_STEPS = "step-"
Model = TypeVar("Model", bound=BaseModel)


def new_run_id() -> str:
    """Sorts by time of creation, and cannot be guessed."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(8)}"


class RunFolder:
    """A handle on one run. It keeps nothing in memory: every call reads or writes the folder.

    Reading is cheap and never waits for the worker; writing is the worker's, except for requests (cancel, pause) and
    for changes of state while no worker is there, which go through `transition`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def id(self) -> str:
        return self.path.name

    @classmethod
    def create(
        cls,
        parent: Path,
        config: DiscoveryConfig,
        *,
        title: str,
        status: RunStatus,
        engine: str = "local",
        run_id: str | None = None,
    ) -> "RunFolder":
        """Makes a new run's folder; it appears complete or not at all.

        Raises:
            StoreError: The folder cannot be written, or the disk is full.
        """
        run_id = run_id or new_run_id()
        draft = cls(parent / f".{run_id}.new")
        meta = RunMeta(
            id=run_id, title=title, task=config.task.label, created=datetime.now(UTC),
            code_version=lieaug.__version__, engine=engine, method=config.method,
        )  # fmt: skip
        try:
            for folder in (draft.path, draft._snapshots, draft._control):
                folder.mkdir(exist_ok=True)
            write_atomic(draft.path / "config.json", config.model_dump_json(indent=1).encode(), durable=True)
            write_atomic(draft.path / "meta.json", meta.model_dump_json(by_alias=True, indent=1).encode(), durable=True)
            draft.write_status(status, durable=True)
            return cls(draft.path.rename(parent / run_id))
        except OSError as error:
            raise store_error(draft.path, error) from error

    # Reading: for pages, the command line and the supervisor.

    def config(self) -> DiscoveryConfig:
        return self._required("config.json", DiscoveryConfig)

    def meta(self) -> RunMeta:
        return self._required("meta.json", RunMeta)

    def status(self) -> RunStatus:
        """Where the run stands: as written, but "lost" if its worker has died in silence."""
        return self.observed(self.written_status())

    def observed(self, status: RunStatus) -> RunStatus:
        """A status of this run that was read before, but "lost" if its worker has died in silence."""
        return observed(status, patience=self.patience) if is_elsewhere(status) else observed(status)

    @property
    def patience(self) -> float:
        """Seconds for which the heartbeat of another machine's worker may stand still, by the home folder's limits."""
        return read_limits(Home(self.path.parents[1])).lost_after_seconds

    def written_status(self) -> RunStatus:
        """Where the run stands in the words of its worker; "lost" if the file cannot be read."""
        try:
            return RunStatus.model_validate_json((self.path / "status.json").read_bytes())
        except (OSError, ValidationError) as error:
            self._must_exist(error)
            return RunStatus(
                state="lost", message="status.json cannot be read; resume continues from the last checkpoint"
            )

    def metrics(self, after_byte: int = 0) -> tuple[list[MetricsRow], int]:
        """The rows after a place in the file, and the place to go on from next time.

        A resumed run goes through some steps again; join later rows to those already read by `records.superseded`.
        """
        try:
            with (self.path / "metrics.jsonl").open("rb") as file:
                file.seek(after_byte)
                rows, length = decode_rows(file.read())
        except FileNotFoundError:
            return [], 0
        return rows, after_byte + length

    def snapshots(self) -> list[tuple[int, Path]]:
        """The steps at which generators were kept, with their files, in order."""
        try:
            names = os.listdir(self._snapshots)
        except FileNotFoundError:
            return []
        return [
            (int(n[:-12]), self._snapshots / n) for n in sorted(names) if n.endswith(".safetensors") and n[0] != "."
        ]

    def read_snapshot(self, step: int | None = None) -> SnapshotArrays | None:
        """The generators at a step, or the newest that can be read; None if there are none yet."""
        kept = self.snapshots()
        chosen = [path for at, path in kept if step is None or at == step]
        for path in reversed(chosen):
            try:
                return decode_snapshot(path)
            except (FileNotFoundError, safetensors.SafetensorError):
                continue
        return None

    def result(self) -> Discovery | None:
        """The verdict; None before there is one, and of runs by another method (see `method_result`)."""
        return self._optional("result.json", Discovery)

    def method_result(self) -> MethodResult | None:
        """What another method than ours came to; None of all other runs."""
        return self._optional("method.json", MethodResult)

    def outcome(self) -> Discovery | MethodResult | None:
        """Whatever a run of any method has come to; None before its end."""
        return self.result() or self.method_result()

    def evidence(self) -> Evidence | None:
        return self._optional("evidence.json", Evidence)

    def gallery(self) -> Gallery | None:
        """Examples to move; None for runs of before there were galleries.

        Raises:
            StoreError: The file is damaged.
        """
        return decode_gallery(self._gallery) if self._gallery.exists() else None

    def trace(self) -> StepTrace | None:
        """What the last step done by hand did; None if there was none, or if its file is torn: the next makes one."""
        try:
            return self._optional("trace.json", StepTrace)
        except StoreError:
            return None

    def log_tail(self, lines: int = 200) -> str:
        """The end of the log, of at most 64 KiB."""
        try:
            with (self.path / "log.txt").open("rb") as file:
                file.seek(max(file.seek(0, os.SEEK_END) - 65_536, 0))
                text = file.read().decode(errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    # Writing: for the worker.

    def write_status(self, status: RunStatus, *, durable: bool = False) -> None:
        stamped = status.model_copy(update={"updated": time.time()})
        write_atomic(self.path / "status.json", stamped.model_dump_json(by_alias=True).encode(), durable=durable)

    def write_trace(self, trace: StepTrace) -> None:
        write_atomic(self.path / "trace.json", trace.model_dump_json(by_alias=True).encode())

    def append_metrics(self, row: MetricsRow) -> None:
        append_line(self.path / "metrics.jsonl", encode_row(row))

    def write_snapshot(self, arrays: SnapshotArrays) -> None:
        write_atomic(self._snapshots / f"{arrays.step:08d}.safetensors", encode_snapshot(arrays))

    def write_result(
        self, result: Discovery | MethodResult, evidence: Evidence | None, gallery: Gallery | None = None
    ) -> None:
        if gallery is not None:
            write_atomic(self._gallery, encode_gallery(gallery), durable=True)
        if evidence is not None:
            write_atomic(self.path / "evidence.json", evidence.to_json().encode(), durable=True)
        name = "method.json" if isinstance(result, MethodResult) else "result.json"
        write_atomic(self.path / name, result.to_json().encode(), durable=True)

    def change_config(self, **changes: Any) -> None:
        """Changes settings, in place: what stands there is what the run does."""
        changed = self.config().model_copy(update=changes)
        write_atomic(self.path / "config.json", changed.model_dump_json(indent=1).encode(), durable=True)

    def log(self, text: str) -> None:
        append_line(self.path / "log.txt", f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {text}")

    # Requests and changes of state: for everybody else.

    def request(self, request: Request, *, stage: str = "") -> None:
        """Asks the worker for something; it looks between two snapshots.

        Args:
            request: What.
            stage: For a pause: from which stage on; at once by default.
        """
        write_atomic(self._control / request, stage.encode())

    def request_steps(self, count: int) -> None:
        """Asks a waiting worker for some steps; several requests add up."""
        write_atomic(self._control / f"{_STEPS}{time.time_ns():020d}-{secrets.token_hex(4)}", str(count).encode())

    def withdraw(self, request: Request) -> None:
        (self._control / request).unlink(missing_ok=True)

    def is_requested(self, request: Request) -> bool:
        return (self._control / request).exists()

    def pause_from(self) -> str | None:
        """The stage from which a pause is asked for, "" for at once; None if none is."""
        try:
            return (self._control / "pause").read_text(encoding="utf-8")
        except OSError:
            return None

    def requested_steps(self) -> dict[str, int]:
        """How many steps each request that is not done asks for, oldest first."""
        requests = {}
        for path in sorted(self._control.glob(f"{_STEPS}*")):
            try:
                requests[path.name] = int(path.read_bytes())
            except (OSError, ValueError):
                continue  # withdrawn in this very moment
        return requests

    def withdraw_steps(self, requests: Iterable[str]) -> None:
        for name in requests:
            (self._control / name).unlink(missing_ok=True)

    def lock(self) -> FileLock:
        """For whoever changes the state, so that two never do it at once."""
        return FileLock(self.path / ".lock")

    def transition(self, expected: Collection[RunState], **changes: Any) -> RunStatus:
        """Changes fields of the status, if the run is in one of the expected states, as one step.

        Raises:
            RunStateError: It is in another state.
        """
        with self.lock():
            status = self.status()
            if status.state not in expected:
                raise RunStateError(f"expected run {self.id} to be {' or '.join(sorted(expected))}, got {status.state}")
            status = status.model_copy(update=changes)
            self.write_status(status, durable=True)
            return status

    @property
    def _snapshots(self) -> Path:
        return self.path / "snapshots"

    @property
    def _gallery(self) -> Path:
        return self.path / "gallery.safetensors"

    @property
    def _control(self) -> Path:
        return self.path / "control"

    def _must_exist(self, error: Exception) -> None:
        if not self.path.is_dir():
            raise RunNotFoundError(
                f"expected a run, got {self.id}, which does not exist; choose one of the list"
            ) from error

    def _required(self, name: str, model: type[Model]) -> Model:
        try:
            return model.model_validate_json((self.path / name).read_bytes())
        except (OSError, ValidationError) as error:
            self._must_exist(error)
            raise StoreError(
                f"expected {name} of run {self.id} to be readable, got a missing or damaged file; start the run anew"
            ) from error

    def _optional(self, name: str, model: type[Model]) -> Model | None:
        return self._required(name, model) if (self.path / name).exists() else None
