"""Everything that was written of a finished run, read once."""

import hashlib
import json
from dataclasses import dataclass

from lieaug.errors import RunStateError
from lieaug.runs.folder import RunFolder
from lieaug.schema import DataHash, Discovery, DiscoveryConfig, Evidence, Gallery, RunMeta, RunStatus
from lieaug.tasks import Table


@dataclass(frozen=True)
class Subject:
    """A finished run.

    Attributes:
        meta: What it is called, and when it was started.
        status: How it ended.
        config: Its settings.
        result: What it found.
        evidence: What its figures show; None if that was not kept.
        gallery: Held-out examples and what moving them breaks; None of runs of earlier versions.
    """

    meta: RunMeta
    status: RunStatus
    config: DiscoveryConfig
    result: Discovery
    evidence: Evidence | None
    gallery: Gallery | None

    @classmethod
    def of(cls, folder: RunFolder) -> "Subject":
        """Reads a run.

        Raises:
            RunStateError: It has no result.
            StoreError: A file of it cannot be read.
        """
        result = folder.result()
        if result is None and (other := folder.method_result()) is not None:
            raise RunStateError(
                f"expected a run with a verdict, got {folder.id} by {other.title}, which gives none; choose one of ours"
            )
        if result is None:
            raise RunStateError(
                f"expected a finished run, got {folder.id}, which is {folder.status().state}; a report needs a result"
            )
        return cls(folder.meta(), folder.status(), folder.config(), result, folder.evidence(), folder.gallery())

    @property
    def data_hash(self) -> DataHash:
        return data_hash(self.config)


def data_hash(config: DiscoveryConfig) -> DataHash:
    """The hash of the user's file; of data that are made or shipped, that of the settings that they come from."""
    task = config.task
    if isinstance(task, Table) and task.sha256 is not None:
        return DataHash(sha256=task.sha256, of="file")
    settings = {"task": task.model_dump(mode="json"), "seed": config.seed}
    text = json.dumps(settings, sort_keys=True, separators=(",", ":"))
    return DataHash(sha256=hashlib.sha256(text.encode()).hexdigest(), of="settings")
