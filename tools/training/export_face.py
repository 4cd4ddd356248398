"""Writes the averaged face detector of a training as ONNX in float with its manifest. quantise_face.py makes what is shipped of it.

    python3 export_face.py face-all --version 1.3.0
    python3 export_face.py face-fold-0 --out /tmp/fold-0

The graph takes `input` float32 [N,3,H,W], RGB 0..255, H and W multiples of 32, and answers `scores` [N,M] (0..1) and `boxes` [N,M,4]
(left, top, right, bottom in pixels of the input), M = H*W*21/256; overlapping boxes are the caller's to remove.
"""
import argparse
import json
import os

import numpy as np
import onnx
import torch
from torch import nn

from evaluate_face import load
from export_masknet import fold, write_manifest
from face_detect import OVERLAP
from face_model import STRIDE, decode
from sources import WORK

OPSET = 13
PROBE = (96, 64)       # width and height of the picture whose answers the manifest records


class Detector(nn.Module):
    """The network with its answers decoded."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        logits, boxes = decode(self.net(x))
        return torch.sigmoid(logits), boxes


def probe_input():
    """A picture made by a formula, so that any language can make it: channel c at (x, y) is (7x + 13y + 31c + xy) mod 256."""
    width, height = PROBE
    c, y, x = np.meshgrid(np.arange(3), np.arange(height), np.arange(width), indexing="ij")
    return torch.from_numpy(((7 * x + 13 * y + 31 * c + x * y) % 256).astype(np.float32))[None]


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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="folder under work/")
    parser.add_argument("--out", default=WORK)
    parser.add_argument("--version", default="0.1.0")
    args = parser.parse_args()
    net = load(args.name).to(memory_format=torch.contiguous_format)
    detector = Detector(net).eval()
    x = probe_input()
    with torch.no_grad():
        original = detector(x)
        fold(net)
        scores, boxes = detector(x)
    for a, b in zip(original, (scores, boxes)):
        assert torch.allclose(a, b, atol=1e-2, rtol=1e-3), "folding the normalisation changed the answers"
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "masknet-face-float.onnx")
    free = {0: "n", 2: "height", 3: "width"}
    torch.onnx.export(detector, x, path, opset_version=OPSET, input_names=["input"], output_names=["scores", "boxes"],
                      dynamic_axes={"input": free, "scores": {0: "n", 1: "m"}, "boxes": {0: "n", 1: "m"}}, do_constant_folding=True)
    onnx.checker.check_model(onnx.load(path))
    manifest = write_manifest(
        path, "masknet-face-float", args.version, "MIT", "tools/training: trained from scratch for MaskML; see masknet-face.md",
        stride=STRIDE, overlap=OVERLAP, megaMultiplyAdds=round(macs(net) / 1e6, 1),
        outputs={"scores": "[N,M] 0..1", "boxes": "[N,M,4] left, top, right, bottom in pixels of the input"},
        probe={"width": PROBE[0], "height": PROBE[1], "scoreSum": float(scores.sum()), "boxMean": [float(v) for v in boxes[0].mean(0)]})
    print(json.dumps(manifest, indent=2))
    print(os.path.getsize(path), "bytes,", sum(p.numel() for p in net.parameters()), "parameters")


if __name__ == "__main__":
    main()
