"""Evaluates another ONNX backbone of the same contract for the leave-one-source-out table, on a sample of the pictures.

    python3 -m backbone.evaluate_other ../../../shared/models/mobilenetv2-imagenet.onnx --out results/mobilenetv2-seven
"""
import argparse
import os

import cv2
import numpy as np
import onnx
from onnx import helper, numpy_helper

from backbone.evaluate import ENOUGH, Bench, Head, metrics, publish
from common.paths import WORK
from common.pictures import REAL

SAMPLE = 700   # pictures of a label of a source, at most


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
    parser.add_argument("--sample", type=int, default=SAMPLE, help="pictures of a label of a source, at most")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    bench = Bench()
    net = read(args.backbone)
    parts = {name: bench.test_part(name) for name in REAL}
    chosen = bench.some(np.isin(np.arange(len(bench.data)), np.concatenate(list(parts.values()))), args.sample)
    rows = []
    for i in chosen:
        net.setInput(cv2.dnn.blobFromImage(bench.data.crop(i, args.size), swapRB=True))
        rows.append(net.forward().reshape(-1).copy())
    x, y, source = np.stack(rows), bench.data.label[chosen].astype(int), bench.data.source[chosen]
    np.savez(os.path.join(WORK, "compared.npz"), x=x, y=y, chosen=chosen)
    results = {"leaveOneSourceOut": {}}
    for left, name in enumerate(REAL):
        train = (source != left) & bench.data.usable(name)[chosen]
        group = source[train] * 2 + y[train]
        count = np.bincount(group, minlength=2 * len(REAL))[group]
        weights = np.minimum(1, count / ENOUGH) ** 0.5 / count
        head = Head().fit(x[train], y[train], source[train], weights * len(weights) / weights.sum())
        results["leaveOneSourceOut"][name] = metrics(y[source == left], head.probabilities(x[source == left]))
        publish(args.out, results)


if __name__ == "__main__":
    main()
