"""A run in TensorBoard: `lieaug.discover(..., observers=[TensorBoard("logs")])`."""

import os
from importlib import import_module

from lieaug.errors import ConfigError
from lieaug.runs.contract import Snapshot
from lieaug.schema import Discovery, Evidence
from lieaug.trackers.numbers import found_numbers, titles, training_numbers
from lieaug.trackers.pictures import heat_map

CURVE_STEPS = 1000  # of t, since TensorBoard counts in whole steps


class TensorBoard:
    """An observer that writes scalars of every seed, the verdict, heat maps and held-out curves.

    Args:
        folder: Where `tensorboard --logdir` looks.

    Raises:
        ConfigError: The package tensorboard is not installed.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        try:
            module = import_module("torch.utils.tensorboard")
        except ImportError as error:
            raise ConfigError(
                "expected the package tensorboard for this tracker, got none; pip install 'lieaug[tensorboard]'"
            ) from error
        self._writer = module.SummaryWriter(os.fspath(folder))

    def __call__(self, snapshot: Snapshot) -> None:
        for name, value in training_numbers(snapshot).items():
            self._writer.add_scalar(name, value, snapshot.step)
        if isinstance(snapshot.result, Discovery):  # others are not tracked
            self._conclude(snapshot.step, snapshot.result, snapshot.evidence)
            self.close()

    def _conclude(self, step: int, result: Discovery, evidence: Evidence | None) -> None:
        for name, value in found_numbers(result).items():
            self._writer.add_scalar(name, value, step)
        self._writer.add_text("verdict", f"**{result.verdict}**: {result.sentence}", step)
        for title, finding in zip(titles(result), result.generators, strict=True):
            self._writer.add_image(title, heat_map(finding.matrix), step, dataformats="HWC")
        for curve in evidence.curves if evidence is not None else []:
            for t, ratio in zip(curve.t, curve.loss_ratio, strict=True):
                name = f"held_out_loss_ratio_over_1000_t/generator_{curve.generator + 1}"
                self._writer.add_scalar(name, ratio, round(CURVE_STEPS * t))

    def close(self) -> None:
        """Writes what is still in memory; a finished run has done so."""
        self._writer.close()
