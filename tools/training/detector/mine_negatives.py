"""Hard negatives: where a network sees a face in the photos and nobody else does. Views are made around them (detector/views.py).

    python3 -m detector.cached_passes --model shipped …                       # first: what it sees
    python3 -m detector.mine_negatives --model shipped --sheet /tmp/hard        # → work/shipped/hard.npz, and sheets to be looked at

Half of the surest small ones in photos from streets and shops are people whom nobody marked: these are *doubts*, which count neither way.

All photos are searched; views.Maker leaves out what a training leaves out. What turned out on the sheets to be a face that annotators and YuNet left out
is listed in unannotated_faces.csv: there nobody knows, as in the other ignored regions. Parts of a marked face (an eye, a mouth, the mask) are false as well.
"""
import argparse
import os
import pickle

import cv2
import numpy as np

from common.paths import WORK
from detector import detection_sheet
from detector.all_faces import INSIDE, AllFaces
from detector.boxes import iou
from detector.cached_passes import SETS
from detector.detect import suppress
from detector.photo_sets import share_inside

SCORE = 0.35              # far below any operating point: what is nearly taken for a face is worth a view
SMALLEST = {"wider-val": 20, "group-photos": 9}   # px of the photo (square root of the area): below, faces in crowds that nobody annotated prevail
USUALLY = 11
APART = 0.1               # IoU with a face, or with what is ignored, above which a detection is no false one
PART = 0.3                # ... where it lies inside of the face
DOUBTFUL = 48             # px: what is smaller and no part of a face, in photos whose annotators leave many faces out, may be one; the sheets show it
THOROUGH = ("group-photos", "negatives")   # sets whose annotators left few out


def mined(faces, looks, name):
    """Rows (picture, x, y, width, height, score, size in the look) of detections in a set that nothing confirms."""
    rows = []
    for entry, shape, found in looks:
        i = faces.numbers[name, entry["photo"]]
        parts = [np.column_stack([boxes, scores, np.sqrt(boxes[:, 2:].prod(1)) * side / max(shape)]) for (side, _), (scores, boxes) in found.items()]
        every = np.concatenate(parts)
        every = every[(every[:, 4] >= SCORE) & (every[:, 2:4].prod(1) >= SMALLEST.get(name, USUALLY) ** 2)]
        if not len(every):
            continue
        boxes = every[:, :4]
        known, ignored = faces.known[i], faces.ignored[i]
        near, part = iou(boxes, known).max(1, initial=0), share_inside(boxes, known).max(1, initial=0) >= INSIDE
        unsure = np.maximum(iou(boxes, ignored).max(1, initial=0), share_inside(boxes, ignored).max(1, initial=0) - 0.4) >= APART
        every = every[((near < APART) | part & (near < PART)) & ~unsure]
        boxes = every[:, :4]
        kept = suppress(np.column_stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]]), every[:, 4])
        rows += [(i, *row) for row in every[kept]]
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, metavar="NAME", help="a folder of work/passes/ that cached_passes.py wrote")
    parser.add_argument("--sheet", help="sheets of what was found, by score, are written beside this name")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    faces, rows, doubts = AllFaces(), [], []
    for name in SETS:
        path = os.path.join(WORK, "passes", args.model, name + ".pkl")
        if not os.path.exists(path):
            print("without", name)
            continue
        with open(path, "rb") as file:
            found = mined(faces, pickle.load(file), name)
        if name not in THOROUGH:
            sure = [max(row[3:5]) >= DOUBTFUL or share_inside([row[1:5]], faces.known[int(row[0])]).max(initial=0) >= INSIDE for row in found]
            doubts += [row for row, s in zip(found, sure) if not s]
            found = [row for row, s in zip(found, sure) if s]
        print(name, len(found), "hard negatives,", sum(row[5] >= 0.5 for row in found), "of them from a score of 0.5")
        rows += found
    rows = np.array(rows, np.float32).reshape(-1, 7)
    rows = rows[np.argsort(-rows[:, 5], kind="stable")]
    os.makedirs(os.path.join(WORK, args.model), exist_ok=True)
    np.savez(os.path.join(WORK, args.model, "hard.npz"), rows=rows, doubts=np.array(doubts, np.float32).reshape(-1, 7))
    for k in range(0, len(rows) if args.sheet else 0, 100):
        detection_sheet.write(f"{args.sheet}-{k // 100}.png", faces, rows[k:k + 100, :6])


if __name__ == "__main__":
    main()
