"""Metrics of a detector: recall by label and size, precision, average precision."""
import json
from dataclasses import dataclass

import numpy as np

from common.pictures import LABELS
from detector.boxes import iou

SIZES = (("<20", 0, 20), ("20-40", 20, 40), (">=40", 40, 1e9))   # longer side of the annotated box, pixels of the photo
SMALL = 20   # smaller faces are not counted in precision
MATCH = 0.4
SIZE_HEADS = [f"{label.split('_')[0]} {size}" for label in LABELS[:2] for size, *_ in SIZES]


@dataclass
class Judged:
    """One photo's detections matched with its annotated faces."""
    scores: np.ndarray
    owner: np.ndarray     # index of the face that a detection matches, or -1
    size: np.ndarray      # longer side of each face
    label: np.ndarray     # index of each face's label


def judge(scores, boxes, faces, labels, overlap=MATCH):
    """
    Greedy matching by descending score: each detection matches the unmatched face that it overlaps most. Matches do not depend on detections
    with lower scores, so one matching serves every threshold.
    """
    taken, owner = set(), np.full(len(scores), -1)
    shared = iou(boxes, faces)
    for d in np.argsort(-np.asarray(scores), kind="stable"):
        for f in np.argsort(-shared[d], kind="stable"):
            if shared[d, f] < overlap:
                break
            if f not in taken:
                taken.add(f)
                owner[d] = f
                break
    return Judged(np.asarray(scores), owner, np.asarray(faces).reshape(-1, 4)[:, 2:].max(1, initial=0), np.asarray(labels))


def counted(photos):
    """(scores, whether right) of all detections that count."""
    pairs = [(p.scores[keep], p.owner[keep] >= 0) for p in photos
             for keep in [(p.owner < 0) | (p.size[p.owner] >= SMALL if len(p.size) else p.owner < 0)]]
    return np.concatenate([s for s, _ in pairs]), np.concatenate([r for _, r in pairs])


def average_precision(photos):
    """Area under the precision-recall curve over faces of at least SMALL px, precision made monotonic."""
    scores, right = counted(photos)
    right = right[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float(precision[right].sum() / sum((p.size >= SMALL).sum() for p in photos))


def precision_at(photos, threshold):
    scores, right = counted(photos)
    return float(right[scores >= threshold].mean()) if (scores >= threshold).any() else 1.0


def measure(photos, threshold):
    """Recall by label and size, and precision, at a threshold: the dictionary that `./maskml predict evaluate` writes, with counts."""
    size, label = np.concatenate([p.size for p in photos]), np.concatenate([p.label for p in photos])
    found = np.concatenate([np.isin(np.arange(len(p.size)), p.owner[p.scores >= threshold]) for p in photos])
    scores, right = counted(photos)
    recall, counts = {}, {}
    for number, name in enumerate(LABELS):
        masks = {kind: (label == number) & (size >= low) & (size < high) for kind, low, high in SIZES}
        recall[name] = {kind: float(found[m].mean()) if m.any() else None for kind, m in masks.items()}
        counts[name] = {kind: int(m.sum()) for kind, m in masks.items()}
    return {"threshold": round(float(threshold), 4), "recall": float(found[size >= SMALL].mean()), "precision": precision_at(photos, threshold),
            "false": int((~right[scores >= threshold]).sum()), "recallBySize": recall, "counts": counts}


def best_threshold(photos, precision):
    """The lowest threshold, in hundredths, at which precision reaches a goal."""
    return next((t for t in np.arange(0.1, 0.9, 0.01) if precision_at(photos, t) >= precision), 0.9)


def size_cells(measured):
    """Recall by label and size, in the order of SIZE_HEADS."""
    return [f"{measured['recallBySize'][label][size]:.1%}" for label in LABELS[:2] for size, *_ in SIZES]


def publish(out, text, results):
    """Prints a table, and writes it and its numbers beside each other."""
    print(text)
    with open(out + ".md", "w") as file:
        file.write(text + "\n")
    with open(out + ".json", "w") as file:
        json.dump(dict(results), file, indent=2)
