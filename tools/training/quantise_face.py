"""The shipped form of the face detector: eight-bit integers in all layers but the heads, which say where boxes end; arranged by layout.py.

    python3 quantise_face.py work/masknet-face-float.onnx [--leave-out FOLD]     # → data/models/masknet-face.onnx and .json

As quantise.py; ranges come from training views.
"""
import argparse
import json
import os

import cv2
import numpy as np
import onnx
import torch

import quantise
from export_face import MAPS, probe, probe_input
from export_masknet import MODELS, write_manifest
from face_mix import Mix
from face_sources import Faces
from face_views import Maker
from layout import arrange, exact

BATCHES, BATCH = 40, 8     # of training views
SIZE = 384                 # px: faces of all three maps have room
OUTPUTS = "scores", "boxes"
SAME = 1e-6                # in double precision


def body(model):
    """A copy without heads and decoding."""
    short = onnx.ModelProto()
    short.CopyFrom(model)
    del short.graph.node[1 + max(i for i, node in enumerate(short.graph.node) if node.op_type == "Relu"):]
    return short


def changes(before, after):
    """By how much score logits and boxes differ."""
    return [quantise.difference(torch.logit(before["scores"]), torch.logit(after["scores"])), quantise.difference(before["boxes"], after["boxes"])]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("detector", help="as export_face.py writes it")
    parser.add_argument("--leave-out", type=int, default=None, metavar="FOLD", help="photos that the network has not seen, so that its ranges have not either")
    parser.add_argument("--out", default=MODELS)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    maker, rng = Maker(Faces(), Mix(), args.leave_out), np.random.default_rng(0)
    batches = [np.stack([maker.view(rng, SIZE)[0] for _ in range(BATCH)]) for _ in range(BATCHES)]
    model = exact(onnx.load(args.detector))
    planes, pixels = quantise.tensor(batches[0]).double(), torch.from_numpy(batches[0]).double()
    with torch.no_grad():
        plain = quantise.quantise(model, quantise.ranges(body(model), batches), "masknet-face-int8", MAPS)
        result = arrange(plain, pixels=True)
        wanted, short, same = quantise.run(model, planes), quantise.run(plain, planes), quantise.run(result, pixels)
        answers = quantise.run(result, probe_input().permute(0, 2, 3, 1).flip(3).double())
    moved, rest = changes(wanted, short), changes(short, same)
    assert max(rest) < SAME, f"the rearranged graph answers otherwise, by {max(rest):.2%}"
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "masknet-face.onnx")
    onnx.save(result, path)
    with open(os.path.splitext(args.detector)[0] + ".json") as file:
        facts = {key: value for key, value in json.load(file).items() if key not in ("name", "sha256")}
    write_manifest(path, "masknet-face", **{**facts, "probe": probe(*(answers[name] for name in OUTPUTS))})
    print(f"eight bits change score logits by {moved[0]:.2%} and boxes by {moved[1]:.2%} (root mean square); {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    main()
