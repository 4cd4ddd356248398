"""Reads an eight-bit detector back into a network in float, from which training can continue when the checkpoint was not kept.

    python3 -m detector.read_back ../../data/models/masknet-face.onnx --name shipped    # → work/shipped/checkpoint.pt, 20 s

The eight-bit weights become floats again, and the rearrangement of common/integer_layout.py is undone. Batch normalisation was folded into
the convolutions; it is restored with the statistics of training views and the inverse scale, so that the outputs stay the same.
"""
import argparse
import math
import os

import cv2
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from common.integer_layout import PIXELS
from common.paths import WORK
from common.training import save, to_input
from detector.boxes import Faces
from detector.network import OUTPUTS, STEPS, FaceNet
from detector.view_transforms import Mix
from detector.views import Maker

BATCHES, BATCH, SIZE = 24, 16, 256   # training views that the statistics of normalisation come from


def constants(model):
    """(weights, biases) of the convolutions, in the order of the graph, and of the heads' matrix products, as floats."""
    values = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in values:
            scale = values[node.input[1]]
            whole = values[node.input[0]].astype(np.float32)
            values[node.output[0]] = whole * scale.reshape(-1, *[1] * (whole.ndim - 1))
    taker = {name: node for node in model.graph.node for name in node.input}
    convolutions = [[values[name] for name in node.input[1:]] for node in model.graph.node if node.op_type == "Conv"]
    heads = [(values[node.input[1]], values[taker[node.output[0]].input[1]]) for node in model.graph.node if node.op_type == "MatMul"]
    return convolutions, heads


def narrowed(weight, bias):
    """The first convolution before integer_layout.widen, for RGB that FaceNet.maps normalises."""
    count, rows = len(weight) // 2, weight.shape[2]
    wide = weight.reshape(2, count, PIXELS, 3, rows, 2)[0]                       # of two groups of outputs: pixel, channel, row, four
    columns = [wide[:, (PIXELS - 1 + c) % PIXELS, :, :, (PIXELS - 1 + c) // PIXELS] for c in range(3)]
    plain = np.stack(columns, 3)[:, ::-1].copy()                                 # BGR → RGB
    return plain * 63.75, bias[:count] + plain.sum((1, 2, 3)) * 127.5


def order(net):
    """The convolutions in the order in which they run, each with its batch normalisation."""
    blocks = [*net.fine, *net.middle, *net.coarse, net.across[2], net.merge[2], net.across[1], net.merge[1], net.across[0], net.merge[0]]
    return [b.body if hasattr(b, "body") else b for b in blocks]


@torch.no_grad()
def read(path):
    """The network of an ONNX file that detector/quantise.py wrote; its normalisation only adds the bias."""
    convolutions, heads = constants(onnx.load(path))
    net = FaceNet().eval()
    convolutions[0] = narrowed(*convolutions[0])
    for (weight, bias), pair in zip(convolutions, order(net)):
        pair[0].weight.copy_(torch.from_numpy(weight))
        norm = pair[1]
        norm.running_mean.zero_()
        norm.running_var.fill_(1 - norm.eps)
        norm.weight.fill_(1)
        norm.bias.copy_(torch.from_numpy(bias))
    for (weight, bias), head, step in zip(heads, net.answer, STEPS):
        head.weight.copy_(torch.from_numpy(weight.reshape(-1, 4, OUTPUTS).transpose(2, 1, 0).reshape(4 * OUTPUTS, -1, 1, 1).copy()))
        shift = bias.reshape(4, OUTPUTS).T.copy()
        shift[1:] -= math.log(step)
        head.bias.copy_(torch.from_numpy(shift.flatten()))
    return net


@torch.no_grad()
def normalise(net, pictures):
    """Sets the statistics of batch normalisation to those of these pictures, and its scale and bias so that the outputs stay the same."""
    sums = {}

    def watch(module, inputs, _):
        x = inputs[0].float()
        total, squares, count = sums.get(module, (0, 0, 0))
        sums[module] = total + x.mean((0, 2, 3)), squares + x.square().mean((0, 2, 3)), count + 1

    hooks = [m.register_forward_hook(watch) for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
    for batch in pictures:
        net(batch)
    for hook in hooks:
        hook.remove()
    for norm, (total, squares, count) in sums.items():
        mean = total / count
        variance = (squares / count - mean.square()).clamp(min=1e-8)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.bias.add_(mean)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("detector", help="an ONNX file that detector/quantise.py wrote")
    parser.add_argument("--name", required=True, help="folder under work")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    net = read(args.detector).to(memory_format=torch.channels_last)
    maker, rng = Maker(Faces(), Mix()), np.random.default_rng(0)
    views = [np.stack([maker.view(rng, SIZE)[0] for _ in range(BATCH)]) for _ in range(BATCHES)]
    batches = [to_input(torch.from_numpy(batch)) for batch in views]
    with torch.no_grad():
        before = net(batches[0])
    normalise(net, batches)
    with torch.no_grad():
        moved = max(float((a - b).abs().max()) for a, b in zip(before, net(batches[0])))
    assert moved < 1e-2, f"restoring normalisation changes outputs by {moved}"
    folder = os.path.join(WORK, args.name)
    os.makedirs(folder, exist_ok=True)
    save(os.path.join(folder, "checkpoint.pt"), {"average": net.state_dict(), "leave_out": None})
    print(f"outputs change by {moved:.1e}")


if __name__ == "__main__":
    main()
