"""The shipped form of the face detector: eight-bit integers in all layers but the last, which says where boxes end.

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
from export_face import probe_input
from export_masknet import MODELS, write_manifest
from face_mix import Mix
from face_model import OUTPUTS, decode
from face_sources import Faces
from face_views import Maker

BATCHES, BATCH = 40, 8     # of training views
SIZE = 384                 # px: faces of all three maps have room


def body(model):
    """(the network without the decoding of its answers, their names in the order of the maps)."""
    short = onnx.ModelProto()
    short.CopyFrom(model)
    last = max(i for i, node in enumerate(short.graph.node) if node.op_type == "Conv")
    del short.graph.node[last + 1:]
    return short, [node.output[0] for node in short.graph.node if node.op_type == "Conv"][-3:]


def answers(model, names, x):
    """Score logits and boxes of a network without decoding."""
    values = quantise.run(model, x)
    return decode([values[n].reshape(len(x), OUTPUTS, 4, *values[n].shape[2:]) for n in names])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("detector", help="as export_face.py writes it")
    parser.add_argument("--leave-out", type=int, default=None, metavar="FOLD", help="photos that the network has not seen, so that its ranges have not either")
    parser.add_argument("--out", default=MODELS)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    maker, rng = Maker(Faces(), Mix(), args.leave_out), np.random.default_rng(0)
    batches = [np.stack([maker.view(rng, SIZE)[0] for _ in range(BATCH)]) for _ in range(BATCHES)]
    model = onnx.load(args.detector)
    plain, names = body(model)
    with torch.no_grad():
        result = quantise.quantise(model, quantise.ranges(plain, batches), "masknet-face-int8", names)
        short, _ = body(result)
        x = quantise.tensor(batches[0])
        error = [quantise.difference(a, b) for a, b in zip(answers(plain, names, x), answers(short, names, x))]
        logits, boxes = answers(short, names, probe_input())
    os.makedirs(args.out, exist_ok=True)
    path = os.path.join(args.out, "masknet-face.onnx")
    onnx.save(result, path)
    with open(os.path.splitext(args.detector)[0] + ".json") as file:
        facts = {key: value for key, value in json.load(file).items() if key not in ("name", "sha256")}
    facts["probe"].update(scoreSum=float(torch.sigmoid(logits).sum()), boxMean=[float(v) for v in boxes[0].mean(0)])
    write_manifest(path, "masknet-face", **facts)
    print(f"eight bits change score logits by {error[0]:.2%} and boxes by {error[1]:.2%} (root mean square); {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    main()
