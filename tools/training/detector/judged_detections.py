"""What the shipped detector takes for faces, from a low score on, and what it is. The backbone's output `face` learns from it.

    python3 -m detector.cached_passes --model shipped --onnx ../../data/models/masknet-face.onnx   # first, and --model yunet
    python3 -m detector.judged_detections                                                          # → work/detections.npz, 10 s

Writes the set, photo, box, score and kind of each detection. A detection that somebody may have taken for a face without annotating it
(the other detector, or our eyes) is left out.
"""
import os

import numpy as np

from common.paths import WORK
from common.pictures import DETECTIONS, FALSE, FOUND, FRAGMENT
from detector.boxes import boxes_of, iou
from detector.cached_passes import SETS
from detector.photo_sets import share_inside
from detector.search import load, settled, surest, unmarked

LEAST = 0.2             # score from which detections are kept
OTHER = 0.3             # score of the other detector, from which what it finds may be a face
MATCH = 0.4             # IoU with an annotated face, from which a detection has found it
PART = 0.16             # largest area of a fragment, as a share of the face that it lies in
UNKNOWN = -1


def judge(boxes, known, raw, doubtful):
    """The kind of each detection. `known` are annotated faces, `raw` the same as drawn by the annotators, `doubtful` possible other faces."""
    kind = np.full(len(boxes), FALSE)
    if len(doubtful):
        kind[(iou(boxes, doubtful).max(1) > 0.15) | (share_inside(boxes, doubtful).max(1) > 0.4)] = UNKNOWN
    if len(known):
        overlap, inside = iou(boxes, known).max(1), share_inside(boxes, raw)
        size = boxes[:, 2:].prod(1)[:, None] / np.maximum(1, raw[:, 2:].prod(1))[None]
        covers = share_inside(raw, boxes).max(0) > 0.5
        kind[(overlap >= 0.2) | (iou(boxes, raw).max(1) >= 0.2) | (inside.max(1) > 0.25) | covers] = UNKNOWN
        kind[((inside > 0.7) & (size < PART)).any(1) & (overlap < 0.3) & ~covers] = FRAGMENT
        kind[overlap >= MATCH] = FOUND
    return kind


def main():
    rows = []
    for name in SETS:
        for known, ignored, (entry, _, passes), (_, _, others) in zip(settled(name), unmarked(name), load("shipped", name), load("yunet", name)):
            scores, boxes = surest(passes, LEAST)
            doubtful = ignored if name == "negatives" else np.concatenate([ignored, surest(others, OTHER)[1]])
            rows += [(name, entry["photo"], b, s, k) for s, b, k in zip(scores, boxes, judge(boxes, known, boxes_of(entry), doubtful)) if k != UNKNOWN]
    names, photos, boxes, scores, kinds = (np.array(column) for column in zip(*rows))
    np.savez(os.path.join(WORK, DETECTIONS), set=names, photo=photos, box=boxes.astype(np.float32), score=scores, kind=kinds)
    for name in SETS:
        print(name, {label: int(((names == name) & (kinds == kind)).sum()) for label, kind in (("false", FALSE), ("found", FOUND), ("fragment", FRAGMENT))})


if __name__ == "__main__":
    main()
