"""Writes the averaged backbone of a checkpoint as ONNX with its manifest, and checks it.

    python3 export_masknet.py work/all/checkpoint.pt
    python3 export_masknet.py work/all/checkpoint.pt --out /tmp/try --version 0.2.0
"""
import argparse
import hashlib
import json
import os

import cv2
import numpy as np
import onnx
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

import crops
from model import FEATURES, Classifier
from sources import HERE

MODELS = os.path.normpath(os.path.join(HERE, "..", "..", "data", "models"))
OPSET = 12          # what ML.NET's OnnxTransformer takes in every version in use
TOLERANCE = 2e-3    # features are of the order of 1; both sides sum in float32 in another order


def fold(module):
    """Folds every convolution's batch normalisation into its weights, in place."""
    for child in module.children():
        fold(child)
    if isinstance(module, nn.Sequential):
        for i in range(len(module) - 1):
            if isinstance(module[i], nn.Conv2d) and isinstance(module[i + 1], nn.BatchNorm2d):
                module[i] = fuse_conv_bn_eval(module[i], module[i + 1])
                module[i + 1] = nn.Identity()
    return module


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


def inline_identities(graph):
    """torch.onnx shares equal constants through Identity nodes, which OpenCV cannot read: refer to the constant itself."""
    constants = {i.name for i in graph.initializer}
    shared = {n.output[0]: n.input[0] for n in graph.node if n.op_type == "Identity" and n.input[0] in constants}
    for node in list(graph.node):
        if node.output[0] in shared:
            graph.node.remove(node)
            continue
        for i, name in enumerate(node.input):
            node.input[i] = shared.get(name, name)


def export(backbone, path, size, opset=OPSET):
    """ONNX with a free batch dimension, input 0..255 RGB."""
    name = "features"
    torch.onnx.export(backbone, torch.zeros(2, 3, size, size), path, opset_version=opset, input_names=["input"], output_names=[name],
                      dynamic_axes={"input": {0: "n"}, name: {0: "n"}}, do_constant_folding=True)
    model = onnx.load(path)
    inline_identities(model.graph)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def check(backbone, path, size, tolerance=TOLERANCE):
    """Largest difference of torch and cv2.dnn over random pictures, in batches of 1 and 3."""
    net = cv2.dnn.readNetFromONNX(path)
    rng, worst = np.random.default_rng(0), 0.0
    for count in (1, 3):
        x = rng.uniform(0, 255, (count, 3, size, size)).astype(np.float32)
        with torch.no_grad():
            expected = backbone(torch.from_numpy(x)).numpy()
        # OpenCV fixes the batch at 1 for the mean over positions, so rows go one at a time there.
        got = []
        for row in x:
            net.setInput(row[None])
            got.append(net.forward().reshape(-1))
        worst = max(worst, float(np.abs(expected - np.stack(got)).max() / max(1.0, np.abs(expected).max())))
    if worst > tolerance:
        raise SystemExit(f"torch and ONNX differ by {worst:.2e}")
    return worst


def write_manifest(path, name, version, size, features, licence, source, **more):
    """The JSON next to the ONNX file, as the backbone contract asks."""
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    manifest = {"name": name, "version": version, "inputSize": size, "featureCount": features, "sha256": digest,
                "licence": licence, "source": source, **more}
    manifest = {key: value for key, value in manifest.items() if value is not None}   # a detector has neither size nor features
    with open(os.path.splitext(path)[0] + ".json", "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    return manifest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("--out", default=MODELS)
    parser.add_argument("--version", default="0.1.0")
    args = parser.parse_args()
    backbone = load(args.checkpoint).backbone
    original = backbone(torch.full((1, 3, crops.SIZE, crops.SIZE), 100.0))
    fold(backbone)
    assert torch.allclose(original, backbone(torch.full((1, 3, crops.SIZE, crops.SIZE), 100.0)), atol=1e-3)
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "masknet.onnx")
    export(backbone, path, crops.SIZE)
    difference = check(backbone, path, crops.SIZE)
    manifest = write_manifest(
        path, "masknet", args.version, crops.SIZE, FEATURES, "MIT", "tools/training: trained from scratch for MaskML; see masknet.md",
        crop={"margin": crops.MARGIN, "square": "max(width, height) * (1 + 2 * margin) around the box's centre",
              "outside": "replicate", "resize": "area where neither side is enlarged, else linear", "wholeImage": "stretch"},
        megaMultiplyAdds=round(macs(backbone) / 1e6, 1))
    print(json.dumps(manifest, indent=2))
    print(f"torch and OpenCV differ by {difference:.1e} of the largest feature; {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    main()
