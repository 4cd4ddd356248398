"""Evaluates the face detector on group photos: each photo with the network that was trained without its fold; YuNet in the same table.

    python3 -m detector.evaluate --folds face-fold-{} --out results/face-folds            # work/face-fold-0 … face-fold-4
    python3 -m detector.evaluate --folds face-long-{}-3 --only 0 --out results/face-long-0   # the photos of one fold
    python3 -m detector.evaluate --model face-pre --out /tmp/pre                          # one network on all photos
"""
import argparse
import json
import os

import cv2
import numpy as np
import torch

from common.paths import DATA, WORK
from common.yunet import YuNet
from detector import clutter
from detector.boxes import FOLDS, Faces, lowered
from detector.detect import detect
from detector.metrics import SIZE_HEADS, average_precision, best_threshold, judge, measure, publish, size_cells
from detector.network import FaceNet
from detector.view_transforms import Mix
from detector.views import Maker

SIDE = 640
PRECISION = 0.88       # that the operating point must reach
YUNET_SCORE = 0.6      # the operating point of a single pass
EMPTY = 300


def load(name):
    """The averaged network of a training."""
    model = FaceNet().to(memory_format=torch.channels_last)
    model.load_state_dict(torch.load(os.path.join(WORK, name, "checkpoint.pt"))["average"])
    return model.eval()


def empty_pictures(faces, photos, count, rng):
    """Pictures without a face: half cut from group photos, half drawn; (photo or -1, picture)."""
    maker = Maker(faces, Mix())
    pieces = []
    while len(pieces) < count // 2:
        i = photos[rng.integers(len(photos))]
        piece = maker.background(rng, i)
        if piece is not None:
            pieces.append((i, piece))
    return pieces + [(-1, clutter.backdrop(rng, SIDE, int(rng.integers(300, SIDE)))) for _ in range(count - len(pieces))]


def yunet_rows(net, faces, photos):
    """YuNet's detections at the same long side, in a square, with boxes in the annotators' convention."""
    rows = {}
    for i in photos:
        found = net.faces(faces.picture(i), YUNET_SCORE, frame=0)
        rows[i] = (np.array([s for s, _ in found]), lowered(np.array([b for _, b in found], np.float32).reshape(-1, 4)))
    return rows


def table(rows):
    """Markdown of several measurements."""
    out = ["| | " + " | ".join(SIZE_HEADS) + " | recall ≥ 20 | precision | AP 0.4 | AP 0.5 | false on empty |", "|---" * 12 + "|"]
    for name, m in rows:
        out.append(f"| {name} | " + " | ".join(size_cells(m)) + f" | {m['recall']:.1%} | {m['precision']:.1%} | {m['ap40']:.3f} | {m['ap50']:.3f} | {m['falseOnEmpty']:.3f} |")
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", metavar="NAME", help="trainings, each without its fold, whose number stands for {}")
    parser.add_argument("--model", help="one training on all photos (seen ones too, if it has seen any)")
    parser.add_argument("--only", type=int, nargs="*", default=list(range(FOLDS)), help="these folds")
    parser.add_argument("--threshold", type=float, default=None)
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--long-side", type=int, default=SIDE)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    faces = Faces()
    photos = np.flatnonzero(np.isin(faces.fold, args.only))
    models = {f: load(args.folds.format(f) if args.folds else args.model) for f in args.only}
    found = {i: detect(models[faces.fold[i]], faces.picture(i), args.long_side) for i in photos}
    empties = empty_pictures(faces, photos, EMPTY, np.random.default_rng(3))
    noise = [detect(models[faces.fold[i] if i >= 0 else args.only[k % len(args.only)]], p, args.long_side)[0] for k, (i, p) in enumerate(empties)]

    def row(name, answers, threshold, false):
        by_overlap = {o: [judge(*answers[i], faces.known[i], faces.labels[i], o) for i in photos] for o in (0.4, 0.5)}
        threshold = threshold or best_threshold(by_overlap[0.4], PRECISION)
        m = measure(by_overlap[0.4], threshold)
        m.update(ap40=average_precision(by_overlap[0.4]), ap50=average_precision(by_overlap[0.5]), falseOnEmpty=false(threshold))
        return f"{name} at {threshold:.2f}", m

    results = [row("masknet-face", found, t, lambda t: float(np.mean([(s >= t).sum() for s in noise]))) for t in (args.threshold, 0.3, 0.4, 0.5)]
    path = os.path.join(args.data, "..", "models", "face_detection_yunet_2023mar.onnx")
    if os.path.exists(path):
        net = YuNet(path, SIDE)
        results.append(row("YuNet", yunet_rows(net, faces, photos), YUNET_SCORE,
                           lambda t: float(np.mean([len(net.faces(p, t, frame=0)) for _, p in empties]))))
    publish(args.out, table(results), results)
    with open(os.path.join(WORK, "face-detections.json"), "w") as file:
        names = dict(zip(faces.data.photo, faces.data.path))
        json.dump([{"photo": str(names[i]), "fold": int(faces.fold[i]), "scores": found[i][0].round(4).tolist(),
                    "boxes": found[i][1].round(2).tolist()} for i in photos], file)


if __name__ == "__main__":
    main()
