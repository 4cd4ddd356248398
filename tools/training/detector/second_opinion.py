"""The output `face` of a backbone as a second opinion on what the detector finds, measured on stored passes (detector/cached_passes.py).

    python3 -m detector.second_opinion --backbone no-street --sets street-cn negatives --half 1

A detection's score is multiplied by the probability that the backbone gives its crop, raised to a power. The search runs at lower scores, so
that a face that both find half sure may stay; the product is compared with the thresholds. The backbone must not have seen the sets.
"""
import argparse
import os

import cv2
import numpy as np
import onnx
import torch

from backbone import evaluate, quantise
from common.crops import crop_face
from common.paths import DATA
from common.quantisation import tensor
from detector.boxes import iou
from detector.metrics import MATCH
from detector.search import SMALL, Search, answers, measure, unmarked

LOWER = Search(score=0.34, small_score=0.40)
POWERS = (0.0, 0.25, 0.5, 0.75, 1.0)
SCORES = (0.38, 0.40, 0.42, 0.44, 0.46, 0.48)
MORE = 0.12             # by which the threshold is higher for faces below SMALL
LOST = (0.05, 0.1, 0.2, 0.3, 0.5)


def opinions(data, model, name, backbone, half):
    """[(entry, annotated boxes, scores, boxes, probabilities)] of the photos of a set; of `negatives` one half."""
    out = []
    for k, (entry, known, scores, boxes) in enumerate(answers(LOWER, model, name)):
        if name == "negatives" and half is not None and k % 2 != half:
            continue
        photo = cv2.imread(os.path.join(data, name, "photos", entry["photo"]))
        with torch.no_grad():
            probabilities = backbone.face(tensor(np.stack([crop_face(photo, box) for box in boxes]))).numpy() if len(boxes) else scores
        out.append((k, (entry, known, scores, boxes, probabilities)))
    return [k for k, _ in out], [row for _, row in out]


def kept(rows, power, score, more=MORE):
    """The answers whose product reaches the threshold."""
    result = []
    for entry, known, scores, boxes, probabilities in rows:
        least = np.where(boxes[:, 2:].max(1, initial=0) < SMALL, score + more, score)
        keep = scores * np.maximum(probabilities, 1e-6) ** power >= least
        result.append((entry, known, scores[keep], boxes[keep]))
    return result


def cell(name, m):
    if name == "negatives":
        return f"{m['inside'] + m['false']} in {m['photos']}"
    bare, masked = (100 * a / max(1, b) for a, b in (m["bare"], m["masked"]))
    return f"{100 * m['recall']:.1f} ({masked:.1f} masked, {bare:.1f} bare) / {100 * m['precision']:.1f} / **{m['f1']:.3f}** / {m['inside']} + {m['false']}"


def lost(rows):
    """Shares of the found faces below some probabilities."""
    found = np.concatenate([p[(iou(boxes, known).max(1) >= MATCH) & (scores >= 0.46)] for _, known, scores, boxes, p in rows if len(known) and len(boxes)])
    return ", ".join(f"{(found < least).mean():.2%} below {least}" for least in LOST) + f" of {len(found)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backbone", required=True, help="an ONNX file, or a training under work/")
    parser.add_argument("--model", default="shipped", help="a folder of work/passes/")
    parser.add_argument("--sets", nargs="+", required=True)
    parser.add_argument("--half", type=int, choices=(0, 1), help="of `negatives`")
    parser.add_argument("--data", default=DATA)
    args = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    backbone = quantise.Shipped(onnx.load(args.backbone)) if args.backbone.endswith(".onnx") else evaluate.backbone_without(None, args.backbone, True)
    rows = {name: opinions(args.data, args.model, name, backbone, args.half) for name in args.sets}
    ignored = {name: [unmarked(name)[k] for k in rows[name][0]] for name in args.sets}
    print("| power | score, below 20 px | " + " | ".join(f"{name}: recall / precision / F1 / false inside + elsewhere" if name != "negatives" else name for name in args.sets) + " |")
    print("|---" * (len(args.sets) + 2) + "|")
    for power in POWERS:
        for score in SCORES:
            cells = [cell(name, measure(kept(rows[name][1], power, score), ignored[name])) for name in args.sets]
            print(f"| {power} | {score:.2f}, {score + MORE:.2f} | " + " | ".join(cells) + " |", flush=True)
    for name in args.sets:
        if name != "negatives":
            print(f"{name}: probability of found faces: {lost(rows[name][1])}")


if __name__ == "__main__":
    main()
