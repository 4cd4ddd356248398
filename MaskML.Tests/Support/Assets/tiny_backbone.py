"""Makes tiny-backbone.onnx: the smallest graph that meets the backbone contract, with fixed random weights, for tests.

    /usr/bin/python3 tiny_backbone.py

Needs PyTorch (Debian: python3-torch). The test suite uses the committed file and never runs this script.
"""
import pathlib

import torch


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
