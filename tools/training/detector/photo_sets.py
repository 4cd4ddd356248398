"""Annotated boxes of further photo sets in the convention of the group photos, and faces in them that have no annotation.

    python3 -m detector.cached_passes --model yunet     # first: YuNet's detections, 7 min
    python3 -m detector.photo_sets                      # prints the convention of each set, as in DRAWN

Each set has its own convention for boxes: whole heads, brow to chin, forehead to chin. Where YuNet finds the same face, its box (lowered as
in detector/boxes.py) relates the set's convention to that of the group photos. The median of this relation is applied to all boxes of the
set, the same for every face and every detector.
"""
import argparse
import csv
import json
import os
import pickle

import numpy as np

from common.paths import WORK
from common.pictures import LABELS
from detector.boxes import GUESS, boxes_of
from detector.detect import suppress

UNANNOTATED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "unannotated_faces_of_sets.csv")
REFERENCE = "group-photos"        # its convention is that of all measurements
# Output of main() (chin-mask to within 0.011): left, top, width and height of YuNet's lowered box in fractions of the annotated one, for
# masked and for other faces.
DRAWN = {
    "group-photos": ((0.002, -0.043, 0.971, 1.046), (-0.008, -0.020, 0.995, 1.061)),
    "street-cn": ((0.092, 0.233, 0.773, 0.767), (0.093, 0.229, 0.782, 0.817)),
    "shop-crowd": ((0.082, -0.104, 0.838, 1.115), (-0.004, -0.018, 1.018, 1.128)),
    "celebrity-groups": ((-0.001, 0.152, 0.999, 0.943), (-0.001, 0.152, 0.999, 0.943)),
    "wider-val": ((0.000, 0.158, 1.003, 0.914), (0.000, 0.158, 1.003, 0.914)),
    "chin-mask": ((0.101, 0.222, 0.712, 0.705), (0.100, 0.222, 0.713, 0.705)),
}
MATCH_SCORE = 0.6                 # lowest score of YuNet's boxes that DRAWN comes from
LARGE = 32                        # px, smallest annotated faces that it comes from


def photos_of(data, name):
    """[(path, annotation entry)] of a photo set."""
    with open(os.path.join(data, name, "annotations.json")) as file:
        return [(os.path.join(data, name, "photos", e["photo"]), e) for e in sorted(json.load(file), key=lambda e: e["photo"])]


def share_inside(boxes, others):
    """Fraction of the area of each box that lies inside each of the others."""
    a, b = np.asarray(boxes, np.float32).reshape(-1, 1, 4), np.asarray(others, np.float32).reshape(1, -1, 4)
    low, high = np.maximum(a[..., :2], b[..., :2]), np.minimum(a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:])
    return np.clip(high - low, 0, None).prod(-1) / np.maximum(a[..., 2:].prod(-1), 1e-6)


def teacher(passes):
    """YuNet's (scores, boxes) of all passes over a photo together, by descending score, overlaps removed."""
    if not passes:
        return np.zeros(0, np.float32), np.zeros((0, 4), np.float32)
    scores, boxes = np.concatenate([s for s, _ in passes.values()]), np.concatenate([b for _, b in passes.values()])
    scores, boxes = scores[scores >= GUESS], boxes[scores >= GUESS]
    kept = suppress(np.column_stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]]), scores) if len(scores) else np.zeros(0, int)
    return scores[kept], boxes[kept].reshape(-1, 4).astype(np.float32)


def partners(known, scores, boxes):
    """For each annotated box, the index of YuNet's box of the same face with the highest score, or -1."""
    result = np.full(len(known), -1)
    if not len(boxes):
        return result
    middle = boxes[:, :2] + boxes[:, 2:] / 2
    for k, (x, y, w, h) in enumerate(known):
        ratio = boxes[:, 2:].prod(1) / max(w * h, 1)
        fits = ((middle > (x, y)) & (middle < (x + w, y + h))).all(1) & (ratio > 0.3) & (ratio < 1.8) & (scores >= MATCH_SCORE)
        if fits.any():
            result[k] = np.flatnonzero(fits)[0]
    return result


def usual(rows):
    """Median of YuNet's box relative to the annotated one, as in DRAWN; None for fewer than 20 pairs."""
    relative = [np.concatenate([(t[:2] - a[:2]) / a[2:], t[2:] / a[2:]]) for a, t in rows]
    return np.median(relative, 0) if len(relative) >= 20 else None


def changed(boxes, change):
    """Annotated boxes under a relation as in DRAWN."""
    return np.column_stack([boxes[:, :2] + change[:2] * boxes[:, 2:], boxes[:, 2:] * change[2:]])


def undone(boxes, change):
    """The inverse of changed()."""
    size = boxes[:, 2:] / change[2:]
    return np.column_stack([boxes[:, :2] - change[:2] * size, size])


def redrawn(name, entry):
    """The annotated boxes of a photo of a set in the convention of the group photos."""
    boxes = boxes_of(entry)
    if name in (REFERENCE, "negatives"):
        return boxes
    for k, face in enumerate(entry["faces"]):
        kind = 0 if face["label"] == LABELS[0] else 1
        boxes[k] = undone(changed(boxes[k:k + 1], np.array(DRAWN[name][kind])), np.array(DRAWN[REFERENCE][kind]))[0]
    low, high = np.clip(boxes[:, :2], 0, None), np.minimum(boxes[:, :2] + boxes[:, 2:], (entry["width"], entry["height"]))
    return np.column_stack([low, high - low]).astype(np.float32)


def read(name):
    """[(annotated boxes, labels, YuNet's scores, YuNet's boxes)] of the photos of a set."""
    with open(os.path.join(WORK, "passes", "yunet", name + ".pkl"), "rb") as file:
        stored = pickle.load(file)
    rows = []
    for entry, _, found in stored:
        labels = np.array([LABELS.index(f["label"]) if f["label"] in LABELS else -1 for f in entry["faces"]], int)
        rows.append((boxes_of(entry), labels, *teacher(found)))
    return rows


def changes(rows):
    """The relation of a set, {masked: as in DRAWN}; None where pairs are too few."""
    pairs = {True: [], False: []}
    for known, labels, scores, boxes in rows:
        for k, p in enumerate(partners(known, scores, boxes)):
            if p >= 0 and max(known[k][2:]) >= LARGE:
                pairs[labels[k] == 0].append((known[k], boxes[p]))
    both = usual(pairs[True] + pairs[False])
    return {masked: usual(pairs[masked]) if len(pairs[masked]) >= 20 else both for masked in (True, False)}


def unannotated():
    """{(set, file name): boxes} of faces without annotation, found by eye among detections."""
    found = {}
    with open(UNANNOTATED, newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["set"], row["photo"]), []).append([float(row[key]) for key in ("x", "y", "width", "height")])
    return {key: np.array(boxes, np.float32) for key, boxes in found.items()}


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    for name in DRAWN:
        for masked, change in changes(read(name)).items():
            print(name, "masked" if masked else "other", change if change is None else change.astype(float).round(3).tolist())


if __name__ == "__main__":
    main()
