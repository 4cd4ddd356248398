"""Quantises the backbone to eight-bit integers: the form that is shipped.

    python3 -m backbone.quantise ../../data/models/masknet-float.onnx --out ../../data/models/masknet.onnx [--leave-out SOURCE]

Activation ranges come from training pictures.
"""
import argparse
import json
import os

import numpy as np
import onnx
import torch

from common.integer_layout import arrange, exact
from common.onnx_files import write_manifest
from common.pictures import FACE, REAL, Data
from common.quantisation import difference, quantise, ranges, run, tensor

PICTURES = 1500        # from which ranges are measured
BATCH = 125            # ... per batch
TOLERANCE = 0.05       # of the features, root mean square; about 1.5 % is usual


class Shipped:
    """A shipped backbone, called like a torch module; computes the same integers as the ONNX file in ONNX Runtime."""

    def __init__(self, model):
        self.model = model

    def __call__(self, x):
        return run(self.model, x)["features"]

    def face(self, x):
        return run(self.model, x)["face"]


def ship(model, leave_out=None):
    """The shipped form of an exported float backbone; ranges come from pictures that a training without `leave_out` may use."""
    data = Data()
    chosen = np.random.default_rng(0).choice(np.flatnonzero(data.usable(leave_out) & (data.source < len(REAL)) & (data.label <= FACE)), PICTURES, replace=False)
    pictures = np.stack([data.crop(i) for i in chosen])
    batches = np.split(pictures, range(BATCH, PICTURES, BATCH))
    model = exact(model)
    result = arrange(quantise(model, ranges(model, batches), "masknet-int8"))
    with torch.no_grad():
        x = tensor(pictures[:256])
        error = difference(run(model, x)["features"], run(result, x)["features"])
    if error > TOLERANCE:
        raise SystemExit(f"eight bits change the features by {error:.1%}")
    return result, error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backbone", help="a file written by backbone.export")
    parser.add_argument("--out", required=True)
    parser.add_argument("--leave-out", choices=REAL, default=None, help="a source that the backbone was not trained on; ranges are measured without it too")
    parser.add_argument("--version", help="instead of the float file's")
    args = parser.parse_args()
    result, error = ship(onnx.load(args.backbone), args.leave_out)
    onnx.save(result, args.out)
    with open(os.path.splitext(args.backbone)[0] + ".json") as file:
        manifest = json.load(file)
    facts = {key: value for key, value in manifest.items() if key not in ("name", "sha256")}
    facts["version"] = args.version or facts["version"]
    write_manifest(args.out, os.path.splitext(os.path.basename(args.out))[0], **facts)
    print(f"eight bits change the features by {error:.2%} (root mean square); {os.path.getsize(args.out)} bytes")


if __name__ == "__main__":
    main()
