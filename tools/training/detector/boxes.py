"""The detector's training data in addition to the cache of common/pictures.py: boxes in every picture, and folds of the group photos.

    python3 -m common.pictures --data ../../../shared/data         # first: the pictures
    python3 -m detector.boxes --data ../../../shared/data    # 4 min → work/faces.npz

*Faces* are boxes that the detector must find: annotated ones in group photos and drawn scenes, and YuNet's confident detections in the
pictures of the folders, which have no annotations. *Ignored* boxes are uncertain: YuNet's less confident detections, and detections in group
photos without an annotation (annotators left some faces out). They count neither as faces nor as background.
"""
import argparse
import csv
import json
import os

import cv2
import numpy as np

from common import crops
from common.paths import DATA, WORK
from common.pictures import Data, near, pack, signature
from common.yunet import YuNet

CACHE = os.path.join(WORK, "faces.npz")
LEFT_OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "unannotated_faces.csv")   # likely faces without annotation or YuNet detection, found by looking at the sheets of mine_negatives.py
SURE, GUESS = 0.75, 0.3        # YuNet's score from which a detection in a folder picture is a face, and from which it is ignored
FIRST = 0.55                   # ... from which the best detection of a folder picture is a face: each of these pictures shows one
TEACHER_SIDES = (640, 1280)    # group photos are searched at two sizes, for large and for small faces
FOLDER_SIDE = 192
FOLDS = 5
FOREHEAD, CHIN = 0.15, 0.1     # fractions of the height by which YuNet's boxes begin and end higher than annotated ones
GROUP = 2                      # index of the group photos in pictures.SOURCES
SCENE = 9                      # index of the drawn scenes, outside pictures.SOURCES
SAME_FACE = 0.3                # IoU above which a YuNet box matches an annotated one


def iou(a, b):
    """IoU of every box of a with every box of b, (x, y, w, h)."""
    a, b = np.asarray(a, np.float32).reshape(-1, 1, 4), np.asarray(b, np.float32).reshape(1, -1, 4)
    low, high = np.maximum(a[..., :2], b[..., :2]), np.minimum(a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:])
    shared = np.clip(high - low, 0, None).prod(-1)
    return shared / np.maximum(a[..., 2:].prod(-1) + b[..., 2:].prod(-1) - shared, 1e-6)


def lowered(boxes):
    """YuNet's boxes (hairline to above the chin) moved to the annotators' convention."""
    return boxes * (1, 1, 1, 1 + CHIN - FOREHEAD) + boxes[:, 3:] * (0, FOREHEAD, 0, 0)


def joined(groups):
    """Connected component of each item, from a boolean (n, n) adjacency matrix."""
    number = np.arange(len(groups))
    while True:
        least = np.where(groups, number[None], len(groups)).min(1)
        least = np.minimum(least, number)
        if (least == number).all():
            return number
        number = least


def folds(photos, annotations):
    """Fold of each group photo; photos that resemble each other, or contain faces that do, share one."""
    whole = pack([signature(p) for p in photos])
    same = near(whole, whole)
    owners, faces = [], []
    for i, (photo, boxes) in enumerate(zip(photos, annotations)):
        for box in boxes:
            if max(box[2:]) >= 32:
                owners.append(i)
                faces.append(signature(crops.cut_square(photo, box)))
    faces, owners = pack(faces), np.array(owners)
    left, right = near(faces, faces).nonzero()
    same[owners[left], owners[right]] = True
    number = joined(same | same.T | np.eye(len(photos), dtype=bool))
    names = np.unique(number)
    place = np.random.default_rng(5).permutation(len(names)) % FOLDS
    return place[np.searchsorted(names, number)]


def scenes(folder):
    """Pictures and boxes of drawn scenes (`./maskml synth --scenes`), if there are any."""
    path = os.path.join(folder, "annotations.json")
    if not os.path.exists(path):
        return [], []
    with open(path) as file:
        entries = sorted(json.load(file), key=lambda e: e["photo"])
    return [cv2.imread(os.path.join(folder, "photos", e["photo"])) for e in entries], [boxes_of(e) for e in entries]


def group_photos(data):
    """Number of each group photo by its file's name."""
    mine = data.source == GROUP
    return {os.path.basename(path): photo for path, photo in zip(data.path[mine], data.photo[mine])}


def boxes_of(entry):
    return np.array([(f["x"], f["y"], f["width"], f["height"]) for f in entry["faces"]], np.float32).reshape(-1, 4)


def build(data, root, yunet, scene_folder):
    """The cache as a dictionary of arrays; face rows are (picture, x, y, w, h, label, known)."""
    rows, source = [], np.full(len(data.shape), -1, np.int8)
    folders = data.usable() & (data.source < 2)
    source[data.photo[folders]] = data.source[folders]
    sample = dict(zip(data.photo, range(len(data))))
    detector = YuNet(yunet, FOLDER_SIDE)
    missed, usual = [], []
    for i in np.flatnonzero((source == 0) | (source == 1)):
        label, found = data.label[sample[i]], detector.faces(data.picture(i), GUESS)
        rows += [(i, *box, label, score >= (SURE if k else FIRST)) for k, (score, box) in enumerate(found)]
        size = np.tile(data.shape[i][::-1], 2)
        if source[i] == 0 and found and found[0][0] >= SURE:
            usual.append(found[0][1] / size)
        elif source[i] == 0 and label == 0 and (not found or found[0][0] < FIRST):
            missed.append((i, size))
    # face-mask-12k is cropped tightly around faces: a masked face that YuNet misses is placed where the others are. These faces matter most.
    usual, lost = np.median(usual, 0), {i for i, _ in missed}
    rows = [r for r in rows if r[0] not in lost] + [(i, *(usual * size), 0, True) for i, size in missed]
    print("usual place of a face in face-mask-12k", usual.round(3), "taken for", len(missed))
    with open(os.path.join(root, "group-photos", "annotations.json")) as file:
        entries = sorted(json.load(file), key=lambda e: e["photo"])
    numbers = group_photos(data)
    places = np.array([numbers[e["photo"]] for e in entries])
    names = {"with_mask": 0, "without_mask": 1, "mask_weared_incorrect": 2}
    photos = [data.picture(i) for i in places]
    source[places] = GROUP
    teachers = [YuNet(yunet, side) for side in TEACHER_SIDES]
    for i, entry, photo in zip(places, entries, photos):
        known = boxes_of(entry)
        for box, face in zip(known, entry["faces"]):
            rows.append((i, *box, names[face["label"]], True))
        others = [box for teacher in teachers for _, box in teacher.faces(photo, GUESS, frame=0)]
        rows += [(i, *box, -1, False) for box in others if iou([box], known).max() < SAME_FACE]
    fold = np.full(len(data.shape), -1, np.int8)
    fold[places] = folds(photos, [boxes_of(e) for e in entries])
    pictures, boxes = scenes(scene_folder)
    for k, found in enumerate(boxes):
        rows += [(len(data.shape) + k, *box, -1, True) for box in found]
    return {"source": np.concatenate([source, np.full(len(pictures), SCENE, np.int8)]),
            "fold": np.concatenate([fold, np.full(len(pictures), -1, np.int8)]),
            "faces": np.array(rows, np.float32),
            "scene_shape": np.array([p.shape[:2] for p in pictures], np.int32).reshape(-1, 2),
            "scene_blob": np.concatenate([p.ravel() for p in pictures]) if pictures else np.zeros(0, np.uint8)}


class Faces:
    """Pictures with their boxes: `picture(i)`, `known[i]` and `ignored[i]` (x, y, w, h), `labels[i]`, `source[i]`, `fold[i]`."""

    def __init__(self, path=CACHE):
        self.data = Data()
        cache = np.load(path)
        self.source, self.fold = cache["source"], cache["fold"]
        rows = cache["faces"]
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        parts = np.split(rows, np.searchsorted(rows[:, 0], np.arange(1, len(self.source))))
        self.known = [p[p[:, 6] > 0, 1:5] for p in parts]
        self.labels = [p[p[:, 6] > 0, 5].astype(int) for p in parts]
        self.ignored = [p[p[:, 6] == 0, 1:5] for p in parts]
        numbers = group_photos(self.data)
        with open(LEFT_OUT, newline="") as file:
            for row in csv.DictReader(file):
                box = np.array([[row[key] for key in ("x", "y", "width", "height")]], np.float32)
                self.ignored[numbers[row["photo"]]] = np.concatenate([self.ignored[numbers[row["photo"]]], box])
        for i in np.flatnonzero((self.source == 0) | (self.source == 1)):
            self.known[i] = lowered(self.known[i]).astype(np.float32)
        self.scene_shape, self.scene_blob = cache["scene_shape"], cache["scene_blob"]
        self.scene_offset = np.concatenate([[0], np.cumsum(self.scene_shape.prod(1, dtype=np.int64) * 3)])

    def picture(self, i):
        """Picture i, BGR."""
        k = i - len(self.data.shape)
        if k < 0:
            return self.data.picture(i)
        return self.scene_blob[self.scene_offset[k]:self.scene_offset[k + 1]].reshape(*self.scene_shape[k], 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--scenes", default=os.path.join(WORK, "scenes", "scenes"), help="made by `./maskml synth DIR --scenes N`")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    yunet = os.path.join(args.data, "..", "models", "face_detection_yunet_2023mar.onnx")
    if not os.path.exists(yunet):
        raise SystemExit(f"{yunet}: not there; YuNet's boxes in the folders' pictures are what most views are made of")
    cache = build(Data(), args.data, yunet, args.scenes)
    np.savez(CACHE + ".tmp.npz", **cache)
    os.replace(CACHE + ".tmp.npz", CACHE)
    faces = Faces()
    for s in (0, 1, 2, SCENE):
        mine = np.flatnonzero(faces.source == s)
        print("source", s, "pictures", len(mine), "faces", sum(len(faces.known[i]) for i in mine),
              "ignored", sum(len(faces.ignored[i]) for i in mine), "without", sum(not len(faces.known[i]) for i in mine))
    print("folds", np.bincount(faces.fold[faces.fold >= 0]))


if __name__ == "__main__":
    main()
