"""Makes backbones that break the contract, each in one way, for tests.

    /usr/bin/python3 bad_backbones.py

Needs onnx (Debian: python3-onnx). The test suite uses the committed files and never runs this script.
"""
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def save(name, input_name="input", output_name="features", shape=("n", 3, 16, 16), out_shape=("n", 3), kind=TensorProto.FLOAT, nodes=None, extra=(), faces=None):
    nodes = nodes or [
        helper.make_node("GlobalAveragePool", [input_name], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], [output_name]),
    ]
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info(input_name, kind, shape)],
        [helper.make_tensor_value_info(output_name, TensorProto.FLOAT, out_shape)]
        + ([helper.make_tensor_value_info("face", TensorProto.FLOAT, faces)] if faces else []),
        list(extra),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="tests")
    model.ir_version = 7
    onnx.save(model, str(pathlib.Path(__file__).with_name(f"{name}.onnx")))


save("good")
save("input-name", input_name="data")
save("output-name", output_name="logits")
save("fixed-batch", shape=(1, 3, 16, 16), out_shape=(1, 3))
save("not-square", shape=("n", 3, 16, 24))
save("free-size", shape=("n", 3, "s", "s"))
save("grey", shape=("n", 1, 16, 16), out_shape=("n", 1))
save("output-rank", out_shape=("n", 3, 1, 1), nodes=[helper.make_node("GlobalAveragePool", ["input"], ["features"])])
save("input-bytes", kind=TensorProto.UINT8, nodes=[
    helper.make_node("Cast", ["input"], ["cast"], to=TensorProto.FLOAT),
    helper.make_node("GlobalAveragePool", ["cast"], ["pooled"]),
    helper.make_node("Flatten", ["pooled"], ["features"]),
])
save("not-a-number", nodes=[
    helper.make_node("Sub", ["input", "input"], ["zero"]),
    helper.make_node("Div", ["zero", "zero"], ["nan"]),
    helper.make_node("GlobalAveragePool", ["nan"], ["pooled"]),
    helper.make_node("Flatten", ["pooled"], ["features"]),
])
save("face-rank", faces=("n", 3), nodes=[
    helper.make_node("GlobalAveragePool", ["input"], ["pooled"]),
    helper.make_node("Flatten", ["pooled"], ["features"]),
    helper.make_node("Sigmoid", ["features"], ["face"]),
])
# Says that the batch is free, and takes a batch of one all the same.
save("hidden-batch", nodes=[
    helper.make_node("GlobalAveragePool", ["input"], ["pooled"]),
    helper.make_node("Reshape", ["pooled", "one"], ["features"]),
], extra=[numpy_helper.from_array(np.array([1, 3], dtype=np.int64), "one")])
