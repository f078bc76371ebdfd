"""The process that asks a model: `python -m lieaug.runs.ask_model FOLDER`; see `own_models`."""

import sys
from pathlib import Path

import torch

from lieaug.discovery.own_model import OnnxModel, diagnose_task
from lieaug.errors import LieAugError
from lieaug.runs.own_models import ANSWER, MODEL, REFUSAL, REFUSED, REQUEST, Request


def main(folder: Path) -> int:
    """Reads the request, asks, and leaves the answer, or why there is none, in the folder."""
    torch.set_num_threads(1)  # several people may ask at once
    request = Request.model_validate_json((folder / REQUEST).read_bytes())
    try:
        model = OnnxModel(folder / MODEL, name=request.name)
        found = diagnose_task(model, request.config, model_name=request.name)
    except LieAugError as error:
        (folder / REFUSAL).write_text(str(error), encoding="utf-8")
        return REFUSED
    (folder / ANSWER).write_text(found.to_json(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
