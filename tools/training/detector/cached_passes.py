"""Detections at many sizes of many photos, stored so that variants of the search (detector/search.py) can be compared in seconds.

    python3 -m detector.cached_passes --model shipped --onnx ../../data/models/masknet-face.onnx    # → work/passes/shipped/<set>.pkl
    python3 -m detector.cached_passes --model yunet --sets street-cn
"""
import argparse
import os
import pickle

import cv2
import numpy as np
import torch

from common.paths import DATA, WORK
from detector import read_back
from detector.boxes import lowered
from detector.detect import detect, fit, suppress
from detector.evaluate import load
from detector.photo_sets import photos_of

SETS = ("street-cn", "shop-crowd", "group-photos", "negatives", "wider-val", "celebrity-groups", "chin-mask")
SIDES = (96, 128, 160, 192, 256, 320, 480, 640, 800, 960)   # long sides of the passes
MIRRORED = (128, 256, 640)   # sides with a second, mirrored pass
MAGNIFY = 2.05            # largest enlargement of a photo, from COPY on
YUNET_SIDES = (160, 256, 320, 480, 640, 960)   # fewer, since it takes four times as long
COPY = 256                # up to this side a photo of any size has a pass
FLOOR = 0.1               # lowest score that is stored
YUNET_OVERLAP = 0.3


class Wide:
    """YuNet on pictures of any shape; common.yunet needs squares."""

    def __init__(self, path):
        self.net = cv2.dnn.readNet(path)
        self.names = self.net.getUnconnectedOutLayersNames()

    def detect(self, photo, side, floor):
        """(scores, boxes x y w h in the photo's pixels) in the annotators' convention."""
        picture, sx, sy = fit(photo, side)
        self.net.setInput(cv2.dnn.blobFromImage(picture, 1.0))
        out = dict(zip(self.names, self.net.forward(self.names)))
        scores, boxes = [], []
        height, width = picture.shape[:2]
        for stride in (8, 16, 32):
            score = np.sqrt(np.clip(out[f"cls_{stride}"][0, :, 0], 0, 1) * np.clip(out[f"obj_{stride}"][0, :, 0], 0, 1))
            at = np.flatnonzero(score >= floor)
            dx, dy, dw, dh = out[f"bbox_{stride}"][0][at].T
            cells = width // stride
            w, h = np.exp(dw) * stride, np.exp(dh) * stride
            x, y = (at % cells + dx) * stride - w / 2, (at // cells + dy) * stride - h / 2
            scores.append(score[at])
            boxes.append(np.column_stack([x, y, w, h]))
        scores, boxes = np.concatenate(scores), np.concatenate(boxes)
        kept = suppress(np.column_stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]]), scores, YUNET_OVERLAP)
        boxes = lowered(boxes[kept] / (sx, sy, sx, sy))
        h, w = photo.shape[:2]
        low, high = np.clip(boxes[:, :2], 0, (w, h)), np.clip(boxes[:, :2] + boxes[:, 2:], 0, (w, h))
        return scores[kept], np.column_stack([low, high - low])


def passes(find, photo, sides=SIDES, twice=MIRRORED):
    """{(long side, mirrored): (scores, boxes)} of one photo; find(picture, side) returns scores and boxes."""
    found, longest = {}, max(photo.shape[:2])
    for side in sides:
        if side > COPY and side > MAGNIFY * longest:
            continue
        for mirrored in (False, True) if side in twice else (False,):
            scores, boxes = find(photo[:, ::-1].copy() if mirrored else photo, side)
            if mirrored:
                boxes = np.column_stack([photo.shape[1] - boxes[:, 0] - boxes[:, 2], boxes[:, 1:]])
            found[side, mirrored] = (scores.astype(np.float32), boxes.astype(np.float32))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="a training under work, or yunet; names the folder under work/passes")
    parser.add_argument("--onnx", help="read the network from this eight-bit file instead of a training's checkpoint")
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--sets", nargs="*", default=SETS)
    parser.add_argument("--sides", nargs="*", type=int, default=SIDES, help="the search needs 128 160 192 256 480 640 960")
    parser.add_argument("--mirrored", nargs="*", type=int, default=MIRRORED)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    if args.model == "yunet":
        net = Wide(os.path.join(args.data, "..", "models", "face_detection_yunet_2023mar.onnx"))
        run = lambda photo: passes(lambda p, side: net.detect(p, side, FLOOR), photo, YUNET_SIDES, ())
    else:
        model = read_back.read(args.onnx).to(memory_format=torch.channels_last) if args.onnx else load(args.model)
        run = lambda photo: passes(lambda p, side: detect(model, p, side, FLOOR), photo, args.sides, args.mirrored)
    folder = os.path.join(WORK, "passes", args.model)
    os.makedirs(folder, exist_ok=True)
    for name in args.sets:
        rows = []
        for path, entry in photos_of(args.data, name):
            photo = cv2.imread(path)
            rows.append((entry, photo.shape[:2], run(photo)))
        with open(os.path.join(folder, name + ".pkl"), "wb") as file:
            pickle.dump(rows, file)
        print(name, len(rows), flush=True)


if __name__ == "__main__":
    main()
