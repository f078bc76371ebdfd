"""ONNX files: opened as data and never as code, run on the CPU, with inputs and outputs checked against the data.

Needs the extra `lieaug[onnx]`. A model is a protobuf message that onnxruntime interprets with its own operators: no
library of custom ones is ever loaded, and tensors must lie in the file itself, since a reference to another file could
name any file of this machine.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray

from lieaug.errors import ModelError

LARGEST_FILE = 512 * 2**20
"""Bytes of a model at most: it is read twice, once to be checked, once to be run."""

RUNS_CODE = {
    ".pt": "PyTorch", ".pth": "PyTorch", ".ckpt": "PyTorch", ".torchscript": "TorchScript", ".bin": "PyTorch",
    ".pkl": "pickle", ".pickle": "pickle", ".joblib": "joblib", ".dill": "dill", ".skops": "scikit-learn",
    ".h5": "Keras", ".keras": "Keras",
}  # fmt: skip
WAY_OUT = "export it with torch.onnx.export, or skl2onnx for scikit-learn, and give the .onnx file"
_NUMBERS = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(float16)": np.float16}
_SYMBOLIC = -1


class OnnxModel:
    """A model from an ONNX file: batch in, predictions out.

    Args:
        path: The file.
        name: What to call it; the file's own name by default.

    Raises:
        ModelError: It is no ONNX model, of a kind that could run code, too large, or not complete in itself.
    """

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.name = name or path.name
        content = _content(path, self.name)
        runtime = _checked(self.name, content)
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4  # what goes wrong is said by us
        try:
            self._session = runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has an exception of its own for each of its codes
            raise ModelError(
                f"expected a model of standard ONNX operators, got {_short(error)} in {self.name}; export it again "
                "without custom operators, for onnxruntime"
            ) from error
        self._input = self._only_input()
        self._output = self._first_output()

    def __call__(self, x: Shaped[ndarray, " rows *input"]) -> Shaped[ndarray, " rows *output"]:
        """Predictions; a model exported for one size of batch is asked in such batches.

        Raises:
            ModelError: The rows do not fit the model's input.
        """
        rows = self._fitted(x)
        size = _sizes(self._input)[0]
        if size in (_SYMBOLIC, len(rows)):
            return self._run(rows)
        filled = np.concatenate([rows, np.repeat(rows[-1:], -len(rows) % size, axis=0)])
        return np.concatenate([self._run(filled[at : at + size]) for at in range(0, len(filled), size)])[: len(rows)]

    def _run(self, rows: Shaped[ndarray, " rows *input"]) -> Shaped[ndarray, "..."]:
        try:
            (found,) = self._session.run([self._output], {self._input.name: rows})
        except Exception as error:
            raise ModelError(
                f"expected {self.name} to take rows of shape {rows.shape}, got {_short(error)}; check for which input "
                "it was exported"
            ) from error
        return np.asarray(found)

    def _fitted(self, x: Shaped[ndarray, " rows *input"]) -> Float[ndarray, " rows *wanted"]:
        """Rows in the type and shape that the model takes: images with a channel, vectors as rows of a matrix."""
        sizes, event = _sizes(self._input)[1:], x.shape[1:]
        wanted = sizes
        if x.ndim == 3 and len(sizes) == 3:  # images; the channel comes first in most, last in some
            wanted = (1, *event) if sizes[0] == 1 else (*event, 1)
        elif _SYMBOLIC in sizes:
            wanted = event
        fits = len(wanted) == len(sizes) and all(s in (_SYMBOLIC, w) for s, w in zip(sizes, wanted, strict=True))
        if not fits or math.prod(wanted) != math.prod(event):
            shown = " × ".join("any" if size == _SYMBOLIC else str(size) for size in sizes) or "one number"
            raise ModelError(
                f"expected rows of shape {shown}, as {self.name} takes, got {' × '.join(map(str, event))} in the data; "
                "choose the columns that the model was trained on, in its order"
            )
        return np.ascontiguousarray(x.reshape(len(x), *wanted), dtype=_NUMBERS[self._input.type])

    def _only_input(self) -> Any:
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or inputs[0].type not in _NUMBERS or not inputs[0].shape:
            got = ", ".join(f"{one.name}: {one.type} {one.shape}" for one in inputs) or "none"
            raise ModelError(
                f"expected one input of floating-point numbers, (rows, ...), got {got}; export the model with all "
                "inputs in one array"
            )
        return inputs[0]

    def _first_output(self) -> str:
        """Numbers if there are any (probabilities before labels), else labels."""
        outputs = self._session.get_outputs()
        for kinds in (tuple(_NUMBERS), ("tensor(int64)", "tensor(int32)")):
            for output in outputs:
                if output.type in kinds:
                    return output.name
        got = ", ".join(f"{one.name}: {one.type}" for one in outputs)
        raise ModelError(
            f"expected an output of numbers, got {got}; export scikit-learn's with options={{'zipmap': False}}"
        )


def _content(path: Path, name: str) -> bytes:
    """The file's bytes, if it is small enough and not of a kind that could run code."""
    kind = RUNS_CODE.get(Path(name).suffix.lower())
    if kind is not None:
        raise ModelError(_refusal(name, f"a {kind} file"))
    if not path.is_file():
        raise ModelError(f"expected an ONNX file, got {path}, which is not there; check its path")
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise ModelError(
            f"expected a model of at most {LARGEST_FILE // 2**20} MiB, got {size / 2**20:.0f} MiB; export a smaller one"
        )
    content = path.read_bytes()
    if content[:2] == b"PK" or (content[:1] == b"\x80" and content[1:2] in b"\x02\x03\x04\x05"):
        raise ModelError(_refusal(name, "a pickle or TorchScript archive"))
    return content


def _refusal(name: str, kind: str) -> str:
    return f"expected an ONNX file, got {kind} ({name}), which could run any code when it is opened; {WAY_OUT}"


def _checked(name: str, content: bytes) -> ModuleType:
    """The runtime, once the message is one whose tensors all lie in it."""
    try:
        import onnx
        import onnxruntime
    except ImportError as error:
        raise ModelError(
            f'expected onnxruntime to run {name}, got none; install it with: pip install "lieaug[onnx]"'
        ) from error
    try:
        model = onnx.load_model_from_string(content)
    except Exception as error:  # protobuf's, of a class that differs between its versions
        raise ModelError(f"expected an ONNX model, got another file or a damaged one ({name}); {WAY_OUT}") from error
    if not model.graph.node:
        raise ModelError(f"expected an ONNX model with operators, got none in {name}; {WAY_OUT}")
    outside = [t.name for t in _tensors(model) if t.data_location == onnx.TensorProto.EXTERNAL or t.external_data]
    if outside:
        raise ModelError(
            f"expected all weights inside {name}, got {len(outside)} in another file ({outside[0]!r}); save it in "
            "one file, with onnx.save(onnx.load(path), new_path) or external_data=False in torch.onnx.export"
        )
    return onnxruntime


def _tensors(message: Any) -> Iterator[Any]:
    """Every tensor of a message at any depth: initialisers, constants, and those of subgraphs and functions."""
    if message.DESCRIPTOR.name == "TensorProto":
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is not None:
            parts = value if not hasattr(value, "ListFields") else [value]
            for part in parts:
                if hasattr(part, "ListFields"):
                    yield from _tensors(part)


def _sizes(place: Any) -> tuple[int, ...]:
    """The shape of an input; −1 where any size goes."""
    return tuple(size if isinstance(size, int) and size > 0 else _SYMBOLIC for size in place.shape)


def _short(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return f"the runtime's error “{text[:200]}”"
