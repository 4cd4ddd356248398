"""Writes the averaged face detector of a training as ONNX in float with its manifest. quantise.py makes the shipped file from it.

    python3 -m detector.export face-all --version 1.4.0
    python3 -m detector.export face-fold-0 --out /tmp/fold-0

The graph takes `input` float32 [N,3,H,W], RGB 0..255, H and W multiples of 32, and returns `scores` [N,M] (0..1) and `boxes` [N,M,4]
(left, top, right, bottom in pixels of the input), M = H*W*21/256; the caller removes overlapping boxes.
"""
import argparse
import json
import math
import os

import numpy as np
import onnx
import torch
from onnx import helper
from torch import nn

from common import quantisation
from common.integer_layout import Operators, model_of
from common.onnx_files import fold, write_manifest
from common.paths import WORK
from detector.detect import OVERLAP
from detector.evaluate import load
from detector.network import OUTPUTS, STEPS, STRIDE, decode

OPSET = 13
PROBE = (96, 64)       # width and height of the picture whose outputs the manifest records
ROW = STRIDE ** 2 * 21 // 256   # the number of outputs is a multiple of it; broadcasting 4 numbers is slow, broadcasting 4 * ROW is not
MAPS = [f"map{step}" for step in STEPS]


class Maps(nn.Module):
    """A network without its heads."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net.maps(x)


def answers(add, net):
    """
    The heads and network.decode in few operators; torch's exporter makes 400, which take a tenth of the network's time. The outputs of a
    cell are adjacent, and those of its quarters follow one another.
    """
    heads = [head_of(add, head, name, step) for head, name, step in zip(net.answer, MAPS, STEPS)]
    flat = add("Concat", *(add("Reshape", head, np.array([0, -1, OUTPUTS])) for head in heads), axis=1)
    add("Sigmoid", add("Reshape", cut(add, flat, 0, 1), np.array([0, -1])), name="scores")
    limits = np.float32(math.log(STEPS[0]) - 4), np.float32(math.log(STEPS[-1]) + 5)
    distances = add("Exp", add("Clip", cut(add, flat, 1, OUTPUTS), *limits))
    away = add("Mul", add("Reshape", distances, np.array([0, -1, 4 * ROW])), np.tile(np.array([-1, -1, 1, 1], np.float32), ROW))
    middles = add("Concat", *(middles_of(add, head, step) for head, step in zip(heads, STEPS)), axis=0)
    add("Add", middles, add("Reshape", away, np.array([0, -1, 4])), name="boxes")


def head_of(add, head, name, step):
    """A 1x1 convolution as a matrix product, with distances as logarithms of pixels instead of steps: [N, H/s, W/s, 4 * OUTPUTS]."""
    bias = head.bias.detach().clone().reshape(OUTPUTS, 4)
    bias[1:] += math.log(step)
    weight = head.weight.detach().reshape(OUTPUTS, 4, -1)
    rows = add("Transpose", name, perm=[0, 2, 3, 1])
    product = add("MatMul", rows, weight.permute(2, 1, 0).reshape(-1, 4 * OUTPUTS).numpy())
    return add("Add", product, bias.T.flatten().numpy())


def middles_of(add, head, step):
    """x, y, x, y of the centre of every output of a map: [M, 4]. Quarters in reading order, 0 1 / 2 3."""
    shape = add("Shape", head)
    quarters = np.tile(np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.float32) * step, 2).flatten()

    def along(axis, ones, unit):
        count = add("Cast", add("Gather", shape, np.array(axis)), to=onnx.TensorProto.FLOAT)
        even = add("Range", np.float32(step / 2), add("Mul", count, np.float32(2 * step)), np.float32(2 * step))
        return add("Mul", add("Unsqueeze", even, np.arange(1, 1 + ones)), np.tile(np.array(unit, np.float32), 8))

    x = add("Add", along(2, 1, [1, 0]), quarters)
    return add("Reshape", add("Add", x, along(1, 2, [0, 1])), np.array([-1, 4]))


def cut(add, value, first, end):
    return add("Slice", value, np.array([first]), np.array([end]), np.array([2]))


def assemble(maps, net):
    """The whole graph around exported maps."""
    add = Operators("answers")
    answers(add, net)
    outputs = [helper.make_tensor_value_info("scores", onnx.TensorProto.FLOAT, ["n", "m"]),
               helper.make_tensor_value_info("boxes", onnx.TensorProto.FLOAT, ["n", "m", 4])]
    return model_of("masknet-face", [*maps.graph.node, *add.nodes], maps.graph.input, outputs, [*maps.graph.initializer, *add.constants], OPSET, maps.ir_version)


def probe_input():
    """
    A picture made by a formula, so that any language can make it: channel c at (x, y) is (7x + 13y + 31c) mod 256. Its smooth gradients keep
    the outputs insensitive to single roundings of the integer kernels.
    """
    width, height = PROBE
    c, y, x = np.meshgrid(np.arange(3), np.arange(height), np.arange(width), indexing="ij")
    return torch.from_numpy(((7 * x + 13 * y + 31 * c) % 256).astype(np.float32))[None]


def probe(scores, boxes):
    """The values that the manifest records for probe_input()."""
    return {"width": PROBE[0], "height": PROBE[1], "scoreSum": float(scores.sum()), "boxMean": [float(v) for v in boxes[0].mean(0)]}


def macs(net, width=640, height=480):
    """Multiply-adds of the convolutions for one picture."""
    count = []
    hooks = [m.register_forward_hook(lambda m, i, o: count.append(o[0].numel() * m.weight[0].numel()))
             for m in net.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        net(torch.zeros(1, 3, height, width))
    for hook in hooks:
        hook.remove()
    return sum(count)


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="folder under work/")
    parser.add_argument("--out", default=WORK)
    parser.add_argument("--version", default="0.1.0")
    args = parser.parse_args()
    net = load(args.name).to(memory_format=torch.contiguous_format)
    logits, boxes = decode(net(probe_input()))
    fold(net)
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "masknet-face-float.onnx")
    free = {0: "n", 2: "height", 3: "width"}
    torch.onnx.export(Maps(net).eval(), probe_input(), path, opset_version=OPSET, input_names=["input"], output_names=MAPS,
                      dynamic_axes={name: free for name in ["input", *MAPS]}, do_constant_folding=True)
    model = assemble(onnx.load(path), net)
    onnx.save(model, path)
    values = quantisation.run(model, probe_input())
    expected = torch.sigmoid(logits), boxes   # in a different order
    for a, b in zip(expected, (values["scores"], values["boxes"])):
        assert torch.allclose(a.sum(1), b.sum(1), rtol=1e-4), "the graph and the network give different outputs"
    manifest = write_manifest(
        path, "masknet-face-float", args.version, "MIT", "tools/training: trained from scratch for MaskML; see masknet-face.md",
        stride=STRIDE, overlap=OVERLAP, megaMultiplyAdds=round(macs(net) / 1e6, 1),
        outputs={"scores": "[N,M] 0..1", "boxes": "[N,M,4] left, top, right, bottom in pixels of the input"},
        probe=probe(values["scores"], values["boxes"]))
    print(json.dumps(manifest, indent=2))
    print(os.path.getsize(path), "bytes,", sum(p.numel() for p in net.parameters()), "parameters")


if __name__ == "__main__":
    main()
