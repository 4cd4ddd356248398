"""A contact sheet of detections without an annotated face, to find faces that annotators left out.

    python3 -m detector.detection_sheet work/face-detections.json sheet.png --threshold 0.4
"""
import argparse
import json

import cv2
import numpy as np

from detector.boxes import Faces
from detector.metrics import judge

TILE, COLUMNS = 112, 10


def write(path, faces, rows):
    """A sheet of pieces of photos; rows are (picture, x, y, width, height, score)."""
    tiles = []
    for n, (i, x, y, w, h, score) in enumerate(rows):
        i, side = int(i), int(2.2 * max(w, h)) + 2
        left, top = int(x + w / 2 - side / 2), int(y + h / 2 - side / 2)
        photo = cv2.copyMakeBorder(faces.picture(i), side, side, side, side, cv2.BORDER_CONSTANT)
        tile = cv2.resize(photo[top + side:top + 2 * side, left + side:left + 2 * side], (TILE, TILE), interpolation=cv2.INTER_AREA)
        scale = TILE / side
        a, b = (int((x - left) * scale), int((y - top) * scale)), (int((x + w - left) * scale), int((y + h - top) * scale))
        cv2.rectangle(tile, a, b, (0, 255, 0), 1)
        cv2.putText(tile, f"{n} {score:.2f} {max(w, h):.0f}px", (2, 10), cv2.FONT_HERSHEY_SIMPLEX, 0.35, (0, 255, 255))
        tiles.append(tile)
    tiles += [np.zeros((TILE, TILE, 3), np.uint8)] * (-len(tiles) % COLUMNS)
    cv2.imwrite(path, np.vstack([np.hstack(tiles[k:k + COLUMNS]) for k in range(0, len(tiles), COLUMNS)]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("detections", help="the file written by detector.evaluate")
    parser.add_argument("sheet")
    parser.add_argument("--threshold", type=float, required=True)
    parser.add_argument("--count", type=int, default=100)
    args = parser.parse_args()
    faces = Faces()
    numbers = dict(zip(faces.data.path, faces.data.photo))
    rows = []
    with open(args.detections) as file:
        entries = json.load(file)
    for entry in entries:
        i = numbers[entry["photo"]]
        scores, boxes = np.array(entry["scores"]), np.array(entry["boxes"]).reshape(-1, 4)
        sure = scores >= args.threshold
        judged = judge(scores[sure], boxes[sure], faces.known[i], faces.labels[i])
        rows += [(i, s, box) for s, box, owner in zip(scores[sure], boxes[sure], judged.owner) if owner < 0]
    chosen = np.random.default_rng(0).permutation(len(rows))[:args.count]
    print(len(rows), "detections without an annotated face,", len(chosen), "shown")
    write(args.sheet, faces, [(rows[k][0], *rows[k][2], rows[k][1]) for k in chosen])


if __name__ == "__main__":
    main()
