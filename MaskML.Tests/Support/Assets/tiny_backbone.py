"""Makes tiny-backbone.onnx: the smallest graph that meets the backbone contract, with fixed random weights, for tests; and
tiny-face-backbone.onnx, the same with an output `face`, the brightness of the crop from 0 to 1.

    /usr/bin/python3 tiny_backbone.py

Needs PyTorch and onnx (Debian: python3-torch, python3-onnx). The test suite uses the committed files and never runs this script.
"""
import pathlib

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper


class TinyBackbone(torch.nn.Module):
    """[N,3,32,32], RGB, 0..255 -> [N,8]."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 8, kernel_size=8, stride=8)

    def forward(self, x):
        return torch.relu(self.conv(x / 127.5 - 1)).mean(dim=(2, 3))


torch.manual_seed(1)
model = TinyBackbone().eval()
torch.nn.init.normal_(model.conv.weight, std=0.1)
torch.onnx.export(
    model,
    torch.zeros(2, 3, 32, 32),
    str(pathlib.Path(__file__).with_name("tiny-backbone.onnx")),
    input_names=["input"],
    output_names=["features"],
    dynamic_axes={"input": {0: "n"}, "features": {0: "n"}},
    opset_version=13,
)

tiny = onnx.load(str(pathlib.Path(__file__).with_name("tiny-backbone.onnx")))
tiny.graph.initializer.append(numpy_helper.from_array(np.array(255, np.float32), "white"))
tiny.graph.node.extend([
    helper.make_node("ReduceMean", ["input"], ["brightness"], axes=[1, 2, 3], keepdims=0),
    helper.make_node("Div", ["brightness", "white"], ["face"]),
])
tiny.graph.output.append(helper.make_tensor_value_info("face", TensorProto.FLOAT, ["n"]))
onnx.checker.check_model(tiny)
onnx.save(tiny, str(pathlib.Path(__file__).with_name("tiny-face-backbone.onnx")))
