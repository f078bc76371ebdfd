"""Runs as jobs of a Slurm cluster, by submitit: `pip install "lieaug[slurm]"`, then LIEAUG_ENGINE=slurm://partition."""

import shutil
from typing import Any

from lieaug.errors import EngineError
from lieaug.runs.engines.supervise import supervise
from lieaug.runs.folder import RunFolder
from lieaug.runs.home import Home

HOURS = 24


class SlurmEngine:
    """Submits one job a run.

    Args:
        partition: Where jobs are queued.
        cluster: What submitit submits to; "local" runs jobs as processes here, for tests.
    """

    def __init__(self, partition: str, *, cluster: str = "slurm") -> None:
        try:
            import submitit
        except ImportError as error:
            raise EngineError(
                'expected the package submitit for LIEAUG_ENGINE=slurm://, got none; `pip install "lieaug[slurm]"` '
                "brings it"
            ) from error
        if cluster == "slurm" and shutil.which("sbatch") is None:
            raise EngineError(
                "expected Slurm's command sbatch on this machine, got none; submit from a login node of the cluster, "
                "or unset LIEAUG_ENGINE to run on this machine"
            )
        self._submitit, self._partition, self._cluster = submitit, partition, cluster

    def place(self, home: Home, folder: RunFolder) -> None:
        logs = home.path / "slurm"
        executor = self._submitit.AutoExecutor(folder=logs, cluster=self._cluster)
        executor.update_parameters(
            name=f"lieaug-{folder.id}", timeout_min=60 * HOURS, cpus_per_task=1, **self._more(folder)
        )
        try:
            executor.submit(supervise, str(folder.path))
        except (OSError, RuntimeError) as error:
            raise EngineError(
                f"expected Slurm to take the job, got: {' '.join(str(error).split())[:200]}; look at the partition's "
                "limits, then resume the run"
            ) from error

    def _more(self, folder: RunFolder) -> dict[str, Any]:
        gpu = {"gpus_per_node": 1} if folder.config().device == "cuda" else {}
        return {"slurm_partition": self._partition, **gpu} if self._cluster == "slurm" else gpu


def engine(place: str) -> SlurmEngine:
    return SlurmEngine(place)
