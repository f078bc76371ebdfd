"""Runs: a folder and a process each, with a rebuildable index over them. Free of torch, except for `execute`."""

from lieaug.runs.folder import RunFolder as RunFolder
from lieaug.runs.records import MetricsRow as MetricsRow
from lieaug.runs.records import SnapshotArrays as SnapshotArrays
from lieaug.runs.records import superseded as superseded
from lieaug.runs.store import RunStore as RunStore
from lieaug.runs.summary import RunSummary as RunSummary
