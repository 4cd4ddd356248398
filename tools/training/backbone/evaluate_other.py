"""Evaluates another ONNX backbone of the same contract for the leave-one-source-out table, on a sample of the pictures.

    python3 -m backbone.evaluate_other ../../../shared/models/mobilenetv2-imagenet.onnx --out results/mobilenetv2-imagenet.json
"""
import argparse
import json

import cv2
import numpy as np
import onnx
from onnx import helper, numpy_helper

from backbone.evaluate import Bench, Head, metrics
from common.pictures import REAL

SAMPLE = 700   # pictures of a label of a source


def read(path):
    """The network in cv2.dnn. OpenCV 4.6 requires the limits of Clip as attributes, as before opset 11."""
    model = onnx.load(path)
    constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    constants.update({n.output[0]: numpy_helper.to_array(n.attribute[0].t) for n in model.graph.node if n.op_type == "Constant"})
    for node in model.graph.node:
        if node.op_type == "Clip" and len(node.input) == 3:
            limits = [float(constants[name]) for name in node.input[1:]]
            del node.input[1:]
            node.attribute.extend([helper.make_attribute("min", limits[0]), helper.make_attribute("max", limits[1])])
    return cv2.dnn.readNetFromONNX(model.SerializeToString())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backbone")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    bench, rng = Bench(), np.random.default_rng(0)
    net = read(args.backbone)
    allowed = np.zeros(len(bench.data), bool)
    for name in REAL:
        allowed |= bench.test_part(name)
    chosen = []
    for source in range(len(REAL)):
        for label in (0, 1):
            chosen.append(rng.permutation(np.flatnonzero(allowed & (bench.data.source == source) & (bench.data.label == label)))[:SAMPLE])
    chosen = np.concatenate(chosen)
    rows = []
    for i in chosen:
        net.setInput(cv2.dnn.blobFromImage(bench.data.crop(i, args.size), swapRB=True))
        rows.append(net.forward().reshape(-1).copy())
    x, y, source = np.stack(rows), bench.data.label[chosen].astype(int), bench.data.source[chosen]
    results = {}
    for left, name in enumerate(REAL):
        train = (source != left) & bench.data.usable(name)[chosen]
        head = Head().fit(x[train], y[train], source[train])
        results[name] = metrics(y[source == left], head.probabilities(x[source == left]))
        print(name, json.dumps(results[name]), flush=True)
    with open(args.out, "w") as file:
        json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
