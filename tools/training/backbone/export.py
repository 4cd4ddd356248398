"""Writes the averaged backbone of a checkpoint as ONNX in float, with its manifest, and checks it. quantise.py makes the shipped file from it.

    python3 -m backbone.export work/all/checkpoint.pt
    python3 -m backbone.export work/all/checkpoint.pt --out /tmp/try --version 0.2.0
"""
import argparse
import json
import os

import cv2
import numpy as np
import onnx
import torch
from torch import nn

from backbone.network import FEATURES, Classifier, Exported
from common import crops
from common.onnx_files import fold, inline_identities, write_manifest
from common.paths import MODELS

OPSET = 12          # every ML.NET version in use accepts it in OnnxTransformer
TOLERANCE = 2e-3    # features are of the order of 1, and torch and OpenCV sum float32 values in different orders


def load(checkpoint):
    """The averaged classifier of a training."""
    model = Classifier()
    model.load_state_dict(torch.load(checkpoint, map_location="cpu")["average"])
    return model.eval()


def macs(backbone):
    """Multiply-adds of the convolutions for one face."""
    count = []
    hooks = [m.register_forward_hook(lambda m, i, o: count.append(o[0].numel() * m.weight[0].numel()))
             for m in backbone.modules() if isinstance(m, nn.Conv2d)]
    backbone(torch.zeros(1, 3, crops.SIZE, crops.SIZE))
    for hook in hooks:
        hook.remove()
    return sum(count)


def export(backbone, path, size, opset=OPSET, outputs=("features",)):
    """ONNX with a free batch dimension, input 0..255 RGB."""
    torch.onnx.export(backbone, torch.zeros(2, 3, size, size), path, opset_version=opset, input_names=["input"], output_names=list(outputs),
                      dynamic_axes={name: {0: "n"} for name in ("input", *outputs)}, do_constant_folding=True)
    model = onnx.load(path)
    inline_identities(model.graph)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def without_output(model, name):
    """A copy without an output and the nodes that only it needs."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    kept = [o for o in copy.graph.output if o.name != name]
    del copy.graph.output[:]
    copy.graph.output.extend(kept)
    while True:
        used = {i for node in copy.graph.node for i in node.input} | {o.name for o in kept}
        idle = [node for node in copy.graph.node if not used & set(node.output)]
        if not idle:
            return copy
        for node in idle:
            copy.graph.node.remove(node)


def check(backbone, path, size, tolerance=TOLERANCE):
    """Largest difference between torch's and cv2.dnn's features over random pictures, in batches of 1 and 3."""
    net = cv2.dnn.readNetFromONNX(without_output(onnx.load(path), "face").SerializeToString())
    rng, worst = np.random.default_rng(0), 0.0
    for count in (1, 3):
        x = rng.uniform(0, 255, (count, 3, size, size)).astype(np.float32)
        with torch.no_grad():
            expected = backbone(torch.from_numpy(x))
        expected = (expected[0] if isinstance(expected, tuple) else expected).numpy()
        # OpenCV fixes the batch at 1 for the mean over positions, so rows go one at a time there.
        got = []
        for row in x:
            net.setInput(row[None])
            got.append(net.forward().reshape(-1))
        worst = max(worst, float(np.abs(expected - np.stack(got)).max() / max(1.0, np.abs(expected).max())))
    if worst > tolerance:
        raise SystemExit(f"torch and ONNX differ by {worst:.2e}")
    return worst


def write(checkpoint, path):
    """A training's averaged backbone as ONNX in float; returns it, folded, and how far OpenCV's result is from torch's."""
    model = Exported(load(checkpoint)).eval()
    grey = torch.full((1, 3, crops.SIZE, crops.SIZE), 100.0)
    original = model(grey)[0]
    fold(model)
    assert torch.allclose(original, model(grey)[0], atol=1e-3)
    export(model, path, crops.SIZE, outputs=("features", "face"))
    return model, check(model, path, crops.SIZE)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("--out", default=MODELS)
    parser.add_argument("--version", default="0.1.0")
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "masknet-float.onnx")
    backbone, difference = write(args.checkpoint, path)
    manifest = write_manifest(
        path, "masknet-float", args.version, "MIT", "tools/training: trained from scratch for MaskML; see masknet.md",
        inputSize=crops.SIZE, featureCount=FEATURES,
        crop={"margin": crops.MARGIN, "square": "max(width, height) * (1 + 2 * margin) around the box's centre",
              "outside": "replicate", "resize": "area where neither side is enlarged, else linear", "wholeImage": "stretch"},
        megaMultiplyAdds=round(macs(backbone) / 1e6, 1))
    print(json.dumps(manifest, indent=2))
    print(f"torch and OpenCV differ by {difference:.1e} of the largest feature; {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    main()
