"""Small ONNX models whose symmetries are known, built operator by operator."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def save(graph: Any, path: Path) -> Path:
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return path


def quadratic(path: Path, weights: list[float], rows: int | str = "rows", shape: tuple[int, ...] = (2,)) -> Path:
    """Σ wᵢxᵢ²: invariant under rotations if and only if the weights are equal."""
    size = int(np.prod(shape))
    nodes = [
        helper.make_node("Reshape", ["x", "flat"], ["v"]),
        helper.make_node("Mul", ["v", "v"], ["squares"]),
        helper.make_node("MatMul", ["squares", "w"], ["y"]),
    ]
    constants = [
        helper.make_tensor("flat", TensorProto.INT64, [2], [-1, size]),
        helper.make_tensor("w", TensorProto.FLOAT, [size, 1], weights),
    ]
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [rows, *shape])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [rows, 1])
    return save(helper.make_graph(nodes, "quadratic", [x], [y], constants), path)


def mean_brightness(path: Path) -> Path:
    """Of images with a channel, (rows, 1, 8, 8)."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", 1, 8, 8])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", 1])
    node = helper.make_node("ReduceMean", ["x"], ["y"], axes=[1, 2, 3], keepdims=0)
    y.type.tensor_type.shape.dim.pop()
    return save(helper.make_graph([node], "mean", [x], [y]), path)


def with_weights_outside(path: Path) -> Path:
    """A model that says its weights lie in another file."""
    model = onnx.load(quadratic(path, [1.0, 1.0]))
    for tensor in model.graph.initializer:  # only raw bytes are put outside
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor), tensor.name))
    onnx.save(model, path, save_as_external_data=True, location="weights.bin", size_threshold=0)
    return path


def of_another_domain(path: Path) -> Path:
    """A model with an operator that no standard runtime knows."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", 2])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", 2])
    node = helper.make_node("Mine", ["x"], ["y"], domain="my.own")
    graph = helper.make_graph([node], "custom", [x], [y])
    opset = [helper.make_opsetid("", 17), helper.make_opsetid("my.own", 1)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return path
