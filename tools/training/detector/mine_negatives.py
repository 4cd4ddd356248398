"""Hard negatives: detections in the group photos without an annotated or YuNet face. Views are made around them (detector/views.py).

    python3 -m detector.mine_negatives --model face-fold-0 --sheet /tmp/hard    # → work/face-fold-0/hard.npz, and sheets to be looked at

All photos are searched; views.Maker skips the fold that a training leaves out. Detections that turned out on the sheets to be faces without annotation are listed in
unannotated_faces.csv and treated as ignored regions.
"""
import argparse
import os

import cv2
import numpy as np

from common.paths import WORK
from detector import detection_sheet
from detector.boxes import GROUP, Faces, iou
from detector.detect import detect, suppress
from detector.evaluate import load

SIDES = (480, 640, 960)   # long sides at which photos are searched: views show photos at many scales
SCORE = 0.35              # well below any operating point: near misses are useful negatives too
SMALLEST = 9              # px of the photo (square root of the area): smaller detections are mostly unannotated faces in crowds
APART = 0.1               # IoU with a face or ignored box above which a detection is not false


def mined(model, faces, photos):
    """Rows (picture, x, y, width, height, score) of detections that match no face and no ignored box."""
    rows = []
    for i in photos:
        looks = [detect(model, faces.picture(i), side, SCORE) for side in SIDES]
        scores, boxes = np.concatenate([s for s, _ in looks]), np.concatenate([b for _, b in looks])
        if not len(scores):
            continue
        kept = suppress(np.column_stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]]), scores)
        scores, boxes = scores[kept], boxes[kept]
        others = np.concatenate([faces.known[i], faces.ignored[i]])
        false = (iou(boxes, others).max(1, initial=0) < APART) & (boxes[:, 2:].prod(1) >= SMALLEST ** 2)
        rows += [(i, *box, score) for box, score in zip(boxes[false], scores[false])]
    return np.array(rows, np.float32).reshape(-1, 6)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, metavar="NAME", help="a training of detector/train.py")
    parser.add_argument("--sheet", help="prefix of the contact sheets to write, by descending score")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    faces = Faces()
    rows = mined(load(args.model), faces, np.flatnonzero(faces.source == GROUP))
    rows = rows[np.argsort(-rows[:, 5], kind="stable")]
    np.savez(os.path.join(WORK, args.model, "hard.npz"), rows=rows)
    print(len(rows), "hard negatives,", (rows[:, 5] >= 0.5).sum(), "of them from a score of 0.5")
    for k in range(0, len(rows) if args.sheet else 0, 100):
        detection_sheet.write(f"{args.sheet}-{k // 100}.png", faces, rows[k:k + 100])


if __name__ == "__main__":
    main()
