"""Hard negatives: where a network sees a face in the group photos and nobody else does. Views are made around them (face_views.py).

    python3 face_mine.py --model face-fold-0 --sheet /tmp/hard    # → work/face-fold-0/hard.npz, and sheets to be looked at

All photos are searched; face_views.Maker leaves the fold out that a training leaves out. What turned out on the sheets to be a face that annotators and YuNet left out
is listed in face_left_out.csv: there nobody knows, as in the other ignored regions.
"""
import argparse
import os

import cv2
import numpy as np

import face_sheet
from evaluate_face import load
from face_detect import detect, suppress
from face_sources import GROUP, WORK, Faces, iou

SIDES = (480, 640, 960)   # long sides of a look: views show photos at many scales
SCORE = 0.35              # far below any operating point: what is nearly taken for a face is worth a view
SMALLEST = 9              # px of the photo (square root of the area): below, faces in crowds that nobody annotated prevail
APART = 0.1               # IoU with a face, or with what is ignored, above which a detection is no false one


def mined(model, faces, photos):
    """Rows (picture, x, y, width, height, score) of detections that nothing confirms."""
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
    parser.add_argument("--model", required=True, metavar="NAME", help="a training of train_face.py")
    parser.add_argument("--sheet", help="sheets of what was found, by score, are written beside this name")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    faces = Faces()
    rows = mined(load(args.model), faces, np.flatnonzero(faces.source == GROUP))
    rows = rows[np.argsort(-rows[:, 5], kind="stable")]
    np.savez(os.path.join(WORK, args.model, "hard.npz"), rows=rows)
    print(len(rows), "hard negatives,", (rows[:, 5] >= 0.5).sum(), "of them from a score of 0.5")
    for k in range(0, len(rows) if args.sheet else 0, 100):
        face_sheet.write(f"{args.sheet}-{k // 100}.png", faces, rows[k:k + 100])


if __name__ == "__main__":
    main()
