"""All pictures that the detector learns from: those of detector/boxes.py and the photos of further sets, with boxes in one convention.

    python3 -m detector.cached_passes --model yunet     # first: YuNet's detections, 7 min
    python3 -m detector.all_faces                       # → work/all-faces.pkl, 2 s

Where YuNet surely finds an annotated face, the mean of its box and of the transformed annotation is taken (photo_sets.DRAWN), elsewhere the
transformed annotation. What only YuNet finds is ignored, unless it lies inside an annotated face: then it is a part of that face.
"""
import argparse
import os
import pickle

import cv2
import numpy as np

from common.paths import DATA, WORK
from common.pictures import LABELS
from detector.boxes import GROUP, SAME_FACE, Faces, boxes_of, group_photos, iou
from detector.photo_sets import DRAWN, REFERENCE, changed, partners, photos_of, share_inside, teacher, unannotated, undone

CACHE = os.path.join(WORK, "all-faces.pkl")
SETS = ("street-cn", "shop-crowd", "celebrity-groups", "wider-val", "chin-mask", "negatives")
FIRST_SOURCE = 10                 # number of the first of SETS as a source (boxes.Faces.source)
NEGATIVES = FIRST_SOURCE + SETS.index("negatives")
# Of the patches around a face in a photo: what share comes from a source. 0 and 1 are the folders of the backbone's sources.
SHARES = {0: 0.08, 1: 0.12, GROUP: 0.26, **{FIRST_SOURCE + SETS.index(name): share for name, share in
                                           (("street-cn", 0.2), ("shop-crowd", 0.15), ("celebrity-groups", 0.1), ("wider-val", 0.06), ("chin-mask", 0.05))}}
INSIDE = 0.6                      # share of a box's area inside an annotated face, from which it is a part of that face


def number_of(name):
    """The number of a set as a source."""
    return GROUP if name == REFERENCE else FIRST_SOURCE + SETS.index(name)


def converted(name, entry, found):
    """(faces, ignored) of a photo of a set: boxes in the convention of the group photos."""
    h, w = entry["height"], entry["width"]
    known, (scores, boxes) = boxes_of(entry), teacher(found)
    faces = known.copy()
    for k, (face, p) in enumerate(zip(entry["faces"], partners(known, scores, boxes))):
        kind = 0 if face["label"] == LABELS[0] else 1
        box = changed(known[k:k + 1], np.array(DRAWN[name][kind]))
        if p >= 0:
            box = (box + boxes[p:p + 1]) / 2
        faces[k] = undone(box, np.array(DRAWN[REFERENCE][kind]))[0]
    low, high = np.clip(faces[:, :2], 0, (w, h)), np.clip(faces[:, :2] + faces[:, 2:], 0, (w, h))
    faces = np.column_stack([low, high - low]).astype(np.float32)
    if not len(known):
        return faces, boxes[:0]
    alone = (iou(boxes, faces).max(1, initial=0) < SAME_FACE) & (iou(boxes, known).max(1, initial=0) < SAME_FACE) & (share_inside(boxes, known).max(1, initial=0) < INSIDE)
    return faces, boxes[alone]


class AllFaces(Faces):
    """boxes.Faces and the photos of the further sets; `numbers[set, file name]` is a photo's number."""

    def __init__(self, path=CACHE):
        super().__init__()
        with open(path, "rb") as file:
            sets = pickle.load(file)
        self.numbers = {(REFERENCE, name): number for name, number in group_photos(self.data).items()}
        self.more, self.first, sources = [], len(self.source), []
        for name in SETS:
            for photo, labels, faces, ignored in sets[name]:
                self.numbers[name, os.path.basename(photo)] = self.first + len(self.more)
                self.more.append(cv2.imread(photo))
                sources.append(number_of(name))
                self.known.append(faces.astype(np.float32))
                self.labels.append(labels)
                self.ignored.append(ignored.astype(np.float32).reshape(-1, 4))
        for key, boxes in unannotated().items():
            i = self.numbers[key]
            self.ignored[i] = np.concatenate([self.ignored[i], boxes])
        self.source = np.concatenate([self.source, np.array(sources, self.source.dtype)])
        self.fold = np.concatenate([self.fold, np.full(len(sources), -1, self.fold.dtype)])

    def picture(self, i):
        """Picture i, BGR."""
        return self.more[i - self.first] if i >= self.first else super().picture(i)

    def halves(self):
        """0 or 1 for each photo of `negatives`, -1 for the rest: a network that was trained with one half is measured on the other."""
        half = np.full(len(self.source), -1)
        mine = np.flatnonzero(self.source == NEGATIVES)
        half[mine] = np.arange(len(mine)) % 2
        return half


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=DATA)
    args = parser.parse_args()
    sets = {}
    for name in SETS:
        stored = {}
        if name != "negatives":   # whatever YuNet finds there is false
            with open(os.path.join(WORK, "passes", "yunet", name + ".pkl"), "rb") as file:
                stored = {entry["photo"]: found for entry, _, found in pickle.load(file)}
        rows = []
        for path, entry in photos_of(args.data, name):
            labels = np.array([LABELS.index(f["label"]) if f["label"] in LABELS else -1 for f in entry["faces"]], int)
            rows.append((path, labels, *converted(name, entry, stored.get(entry["photo"], {}))))
        sets[name] = rows
        print(name, len(rows), "photos,", sum(len(r[2]) for r in rows), "faces,", sum(len(r[3]) for r in rows), "ignored", flush=True)
    with open(CACHE, "wb") as file:
        pickle.dump(sets, file)


if __name__ == "__main__":
    main()
