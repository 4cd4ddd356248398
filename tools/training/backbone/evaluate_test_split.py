"""Accuracy on face-mask-12k/Test of a head trained on all training sources. Run it once, after everything is chosen.

    python3 -m backbone.evaluate_test_split --model all --data ../../../shared/data --out results/face-mask-12k-test.json

No setting may be chosen by this figure. Training leaves out every file that resembles one of Test (common/pictures.py).
"""
import argparse
import json
import os

import cv2
import numpy as np

from backbone.evaluate import Bench, Head, backbone_without, features, head_views, metrics
from common import crops
from common.paths import DATA


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="all")
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    bench = Bench()
    backbone = backbone_without(None, args.model)
    x, y, groups, weights = head_views(bench, bench.train_part(None), backbone)
    head = Head().fit(x, y, groups, weights)
    pictures, labels = [], []
    for label, folder in enumerate(("WithMask", "WithoutMask")):
        root = os.path.join(args.data, "face-mask-12k", "Test", folder)
        for name in sorted(os.listdir(root)):
            pictures.append(crops.resize(cv2.imread(os.path.join(root, name))))
            labels.append(label)
    result = metrics(np.array(labels), head.probabilities(features(backbone, np.stack(pictures))))
    with open(args.out, "w") as file:
        json.dump(result, file, indent=1)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
