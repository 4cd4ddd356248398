"""Quantises the face detector: eight-bit integers in all layers except the heads, which need more precision for boxes.

    python3 -m detector.quantise work/masknet-face-float.onnx [--leave-out FOLD]     # → data/models/masknet-face.onnx and .json

Ranges come from training views; common/integer_layout.py rearranges the result.
"""
import argparse
import json
import os

import cv2
import numpy as np
import onnx
import torch

from common import quantisation
from common.integer_layout import arrange, exact
from common.onnx_files import write_manifest
from common.paths import MODELS
from detector.boxes import Faces
from detector.export import MAPS, probe, probe_input
from detector.view_transforms import Mix
from detector.views import Maker

BATCHES, BATCH = 40, 8     # of training views
SIZE = 384                 # px: large enough for the faces of all three maps
OUTPUTS = "scores", "boxes"
SAME = 1e-6                # in double precision


def body(model):
    """A copy without heads and decoding."""
    short = onnx.ModelProto()
    short.CopyFrom(model)
    del short.graph.node[1 + max(i for i, node in enumerate(short.graph.node) if node.op_type == "Relu"):]
    return short


def changes(before, after):
    """Relative differences of score logits and of boxes."""
    return [quantisation.difference(torch.logit(before["scores"]), torch.logit(after["scores"])), quantisation.difference(before["boxes"], after["boxes"])]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("detector", help="a file written by detector.export")
    parser.add_argument("--leave-out", type=int, default=None, metavar="FOLD", help="the fold that the network was trained without; ranges are measured without it too")
    parser.add_argument("--out", default=MODELS)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    maker, rng = Maker(Faces(), Mix(), args.leave_out), np.random.default_rng(0)
    batches = [np.stack([maker.view(rng, SIZE)[0] for _ in range(BATCH)]) for _ in range(BATCHES)]
    model = exact(onnx.load(args.detector))
    planes, pixels = quantisation.tensor(batches[0]).double(), torch.from_numpy(batches[0]).double()
    with torch.no_grad():
        plain = quantisation.quantise(model, quantisation.ranges(body(model), batches), "masknet-face-int8", MAPS)
        result = arrange(plain, pixels=True)
        wanted, short, same = quantisation.run(model, planes), quantisation.run(plain, planes), quantisation.run(result, pixels)
        answers = quantisation.run(result, probe_input().permute(0, 2, 3, 1).flip(3).double())
    moved, rest = changes(wanted, short), changes(short, same)
    assert max(rest) < SAME, f"the outputs of the rearranged graph differ by {max(rest):.2%}"
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "masknet-face.onnx")
    onnx.save(result, path)
    with open(os.path.splitext(args.detector)[0] + ".json") as file:
        facts = {key: value for key, value in json.load(file).items() if key not in ("name", "sha256")}
    write_manifest(path, "masknet-face", **{**facts, "probe": probe(*(answers[name] for name in OUTPUTS))})
    print(f"eight bits change score logits by {moved[0]:.2%} and boxes by {moved[1]:.2%} (root mean square); {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    main()
