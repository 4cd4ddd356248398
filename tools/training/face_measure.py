"""What a detector's answers are worth: recall by label and size, precision, average precision."""
import numpy as np

from face_sources import iou

SIZES = (("<20", 0, 20), ("20-40", 20, 40), (">=40", 40, 1e9))   # longer side of the annotated box, pixels of the photo
SMALL = 20   # faces below count neither for nor against precision
MATCH = 0.4


def match(scores, boxes, faces, overlap=MATCH):
    """
    Number of the face that each detection takes (-1: none), the surest detection first, each face once.
    """
    taken, out = set(), np.full(len(scores), -1)
    shared = iou(boxes, faces)
    for d in np.argsort(-np.asarray(scores), kind="stable"):
        for f in np.argsort(-shared[d]):
            if shared[d, f] < overlap:
                break
            if f not in taken:
                taken.add(f)
                out[d] = f
                break
    return out


def longer(faces):
    return np.asarray(faces).reshape(-1, 4)[:, 2:].max(1) if len(faces) else np.zeros(0)


def average_precision(photos, overlap):
    """Area under the precision-recall curve over faces of at least SMALL px; photos are (scores, boxes, faces, labels)."""
    scores, hits, total = [], [], 0
    for s, boxes, faces, _ in photos:
        owner = match(s, boxes, faces, overlap)
        size = longer(faces)
        total += (size >= SMALL).sum()
        for score, f in zip(s, owner):
            if f < 0 or size[f] >= SMALL:
                scores.append(score)
                hits.append(f >= 0)
    hits = np.array(hits)[np.argsort(-np.array(scores), kind="stable")]
    right = np.cumsum(hits)
    precision = right / np.arange(1, len(hits) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float((precision * hits).sum() / total)


def measure(photos, threshold, labels):
    """Recall by label and size, and precision, at a threshold; a dictionary as MaskML's `predict evaluate` writes it, with counts."""
    found = {label: {name: [0, 0] for name, _, _ in SIZES} for label in labels}
    right = wrong = 0
    for scores, boxes, faces, label in photos:
        sure = scores >= threshold
        owner = match(scores[sure], boxes[sure], faces)
        size, hit = longer(faces), set(owner[owner >= 0])
        for f in range(len(faces)):
            cell = found[labels[label[f]]][next(n for n, low, high in SIZES if low <= size[f] < high)]
            cell[0] += f in hit
            cell[1] += 1
        wrong += (owner < 0).sum()
        right += sum(size[f] >= SMALL for f in hit)
    big = [found[label][name] for label in labels for name, low, _ in SIZES if low >= SMALL]
    return {"threshold": round(float(threshold), 4),
            "recall": sum(c[0] for c in big) / sum(c[1] for c in big),
            "precision": float(right / max(1, right + wrong)), "false": int(wrong),
            "recallBySize": {label: {name: c[0] / c[1] if c[1] else None for name, c in cells.items()} for label, cells in found.items()},
            "counts": {label: {name: c[1] for name, c in cells.items()} for label, cells in found.items()}}


def best_threshold(photos, labels, precision):
    """The lowest threshold at which precision reaches a goal."""
    tries = np.arange(0.1, 0.9, 0.01)
    for t in tries:
        if measure(photos, t, labels)["precision"] >= precision:
            return float(t)
    return float(tries[-1])
