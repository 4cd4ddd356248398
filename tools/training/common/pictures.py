"""Reads all data sources once into one cache, and decides which pictures must stay out of training.

Pictures keep their own resolution (folder images whole, photos whole with their boxes), so that margin, shift and
rotation can be drawn at training time from real surroundings. All boxes are brought to the convention of group-photos
(brow to chin): other sources draw whole heads or tight boxes.

    python3 -m common.pictures --data ../../../shared/data

writes work/cache.npz, work/pictures.bin and training-hashes.txt (sha256 of every file that any training may read).
With an existing cache, faces that YuNet has already found are not searched again.
"""
import argparse
import glob
import hashlib
import json
import os

import cv2
import numpy as np
import torch
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from common import crops
from common.paths import DATA, ROOT, WORK
from common.yunet import YuNet

DRAWN = os.path.join(WORK, "drawn")     # ./maskml synth tools/training/work/drawn --count 6000 --seed 7001
CACHE = os.path.join(WORK, "cache.npz")
PICTURES = os.path.join(WORK, "pictures.bin")   # the pixels of all pictures, mapped into memory
SOURCES = ["face-mask-12k", "face-mask-4k", "group-photos", "street-cn", "shop-crowd", "chin-mask", "mask-type-crops",
           "celebrity-groups", "wider-val", "negatives", "drawn"]
REAL = SOURCES[:7]     # labelled sources that figures are reported for; the others only train
PHOTO_SETS = ["group-photos", "street-cn", "shop-crowd", "chin-mask", "celebrity-groups", "wider-val"]
GROUP, NEGATIVES, DRAWN_SOURCE = SOURCES.index("group-photos"), SOURCES.index("negatives"), SOURCES.index("drawn")
BOXED = np.array([name in PHOTO_SETS for name in SOURCES])
DETECTIONS = os.path.join(WORK, "detections.npz")   # what the face detector finds (detector/judged_detections.py), if there is such a file
FALSE, FOUND, FRAGMENT = 0, 1, 2   # ... and what it is
LEAST_FALSE = 0.25     # score from which false detections train the output `face`
LEAST_SIDE = 14        # ... and their longer side in px
HALVES = ["group-photos/0", "group-photos/1"]
LABELS = ["with_mask", "without_mask", "mask_weared_incorrect"]
FACE, NOTHING = 3, 4   # a face without a label; no face at all: both only train the output `face`
SMALLEST_FACE = 8      # px, longer side: labelled faces below it are left out of the cache
SMALLEST_UNLABELLED = 20   # ... and faces without a label
# A box of the group photos' convention, measured from YuNet's box: x and y in its width and height, then width and height.
CONVENTION = np.array([-0.015, 0.155, 1.03, 0.92], np.float32)
# The boxes that a source draws, measured the same way (medians). Sources that are not listed need no correction.
DRAWN_BOXES = {"street-cn": (-0.14, -0.16, 1.31, 1.25), "shop-crowd": (-0.06, 0.20, 1.11, 0.84), "chin-mask": (-0.17, -0.19, 1.45, 1.43),
               "celebrity-groups": (0.0, 0.0, 1.0, 1.0)}
YUNET_SCORE = 0.7      # above which YuNet's box replaces the annotated one in those sources
FALSE_SCORE = 0.1      # YuNet's detections in photos without faces are kept from this score
PHASH_BITS = 10        # of 64: copies after JPEG, scaling and slight cropping stay below, strangers are near 32
HASH_DIGITS = 16       # 64 bits: two of 15,000 files share them once in 10^11 lists
THUMB_CORRELATION = 0.93   # second opinion, since perceptual hashes of aligned faces collide


def folder_files(data):
    """(source, split, label, path) of all folder images, sorted by name. Test is listed only to exclude what resembles it."""
    for split in ("Train", "Validation", "Test"):
        for label, folder in ((0, "WithMask"), (1, "WithoutMask")):
            root = os.path.join(data, "face-mask-12k", split, folder)
            for name in sorted(os.listdir(root)):
                yield 0, split, label, os.path.join(root, name)
    for source in ("face-mask-4k", "mask-type-crops"):
        for label, folder in enumerate(LABELS):
            root = os.path.join(data, source, folder)
            for name in sorted(os.listdir(root)) if os.path.isdir(root) else []:
                yield SOURCES.index(source), "Train", label, os.path.join(root, name)


def at(box, place):
    """The box that lies at `place` (x, y, width, height in units of `box`)."""
    x, y, w, h = (float(v) for v in box)
    return np.array([x + place[0] * w, y + place[1] * h, place[2] * w, place[3] * h], np.float32)


def to_convention(source, box, found):
    """An annotated box in the convention of group-photos, from YuNet's box where it found the face."""
    if source not in DRAWN_BOXES:
        return np.array(box, np.float32)
    if found and found[0] >= YUNET_SCORE:
        return at(found[1], CONVENTION)
    mx, my, mw, mh = DRAWN_BOXES[source]
    return at(at(box, (-mx / mw, -my / mh, 1 / mw, 1 / mh)), CONVENTION)


def overlap(a, b):
    """Intersection over union of two boxes (x, y, width, height)."""
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[:2] + a[2:], b[:2] + b[2:])
    shared = np.clip(high - low, 0, None).prod()
    return shared / max(1e-6, a[2:].prod() + b[2:].prod() - shared)


def signature(image):
    """(perceptual hash as 64 values of -1/+1, of the mirrored image too, normalised colour thumbnail 12x12)."""
    hasher = cv2.img_hash.PHash_create()
    rows = []
    for view in (image, cv2.flip(image, 1)):
        bits = np.unpackbits(hasher.compute(view).ravel()).astype(np.float32) * 2 - 1
        thumb = cv2.resize(view, (12, 12), interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
        thumb -= thumb.mean()
        rows.append((bits, thumb / (np.linalg.norm(thumb) + 1e-6)))
    return rows


def near(left, right):
    """Boolean (n, m): which images of left are near-duplicates (mirrored too) of which of right."""
    hit = np.zeros((len(left["bits"]), len(right["bits"])), bool)
    for first, second in pairs(left, right):
        hit[first, second] = True
    return hit


def near_any(left, right):
    """Boolean (n,): which images of left have a near-duplicate in right. Needs less memory than near()."""
    hit = np.zeros(len(left["bits"]), bool)
    for first, _ in pairs(left, right):
        hit[first] = True
    return hit


def pairs(left, right, rows=2048):
    """Yields (numbers in left, numbers in right) of near-duplicates. A convolution multiplies the hashes: Debian's torch has no fast matrix product."""
    others = torch.from_numpy(right["bits"])[:, :, None, None]
    for view in ("", "_mirror"):
        for start in range(0, len(left["bits"]), rows):
            bits = torch.from_numpy(left["bits" + view][start:start + rows].T.copy())[None, :, :, None]
            same = torch.nn.functional.conv2d(bits, others)[0, :, :, 0]      # 64 minus twice the number of different bits
            second, first = (v.numpy() for v in (same >= 64 - 2 * PHASH_BITS).nonzero(as_tuple=True))
            first = first + start
            alike = np.einsum("ij,ij->i", left["thumb" + view][first], right["thumb"][second]) >= THUMB_CORRELATION
            yield first[alike], second[alike]


def halves(signs, photos):
    """0 or 1 for each face of the annotated photos: photos split at random, those with near-duplicate faces on one side."""
    names, photo = np.unique(photos, return_inverse=True)
    alike = np.zeros((len(names), len(names)), bool)
    for left, right in pairs(signs, signs):
        alike[photo[left], photo[right]] = True
    _, cluster = connected_components(csr_matrix(alike), directed=False)
    size, half, filled = np.bincount(cluster), np.zeros(cluster.max() + 1, np.int8), [0, 0]
    for c in np.random.default_rng(0).permutation(len(size)):
        half[c] = int(filled[1] < filled[0])
        filled[half[c]] += size[c]
    return half[cluster][photo]


def pack(signatures):
    """A list of signature() results as arrays."""
    return {
        "bits": np.array([s[0][0] for s in signatures]), "thumb": np.array([s[0][1] for s in signatures]),
        "bits_mirror": np.array([s[1][0] for s in signatures]), "thumb_mirror": np.array([s[1][1] for s in signatures]),
    }


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class Finder:
    """YuNet's best face in a picture; what an earlier cache holds is not searched again."""

    def __init__(self, detector, earlier):
        self.yunet, self.known = YuNet(detector) if detector else None, {}
        if earlier and os.path.exists(earlier):
            cache = np.load(earlier)
            drawn = cache["drawn_box"] if "drawn_box" in cache.files else cache["box"]
            score, face, points = cache["face_score"], cache["face_box"], cache["points"]
            for i, (path, box) in enumerate(zip(cache["path"], drawn)):
                self.known[key(path, box)] = (float(score[i]), face[i], points[i]) if score[i] > 0 else None

    def find(self, path, box, picture):
        if key(path, box) in self.known:
            return self.known[key(path, box)]
        return self.yunet.best(picture()) if self.yunet else None


def key(path, box):
    return str(path), tuple(int(round(float(v))) for v in box)


def in_photo(finder, path, photo, box):
    """YuNet's (score, box, points) of an annotated face, in pixels of the photo; None where it finds another face or none."""
    square = crops.cut_square(photo, box)
    side = square.shape[0]
    shift = np.round([box[0] + box[2] / 2 - side / 2, box[1] + box[3] / 2 - side / 2]).astype(np.float32)
    found = None
    if max(box[2:]) >= 24:
        if key(path, box) in finder.known:
            found = finder.known[key(path, box)]
        elif finder.yunet:
            found = finder.yunet.best(square)
            if found:
                found = (found[0], found[1] + np.array([*shift, 0, 0], np.float32), found[2] + shift)
    if found:
        middle = found[1][:2] + found[1][2:] / 2 - np.array(box[:2]) - np.array(box[2:]) / 2
        if (np.abs(middle) > 0.4 * max(box[2:])).any():   # a neighbour
            found = None
    return found, square


def build(data, detector, earlier, out):
    """Reads everything; returns the cache as a dictionary of arrays, and writes the pixels to the open file `out`."""
    shapes, rows, signs, test_signs, test_shas, skipped = [], [], [], [], set(), []
    finder = Finder(detector, earlier)

    def keep(image):
        out.write(image.tobytes())
        shapes.append(image.shape[:2])

    for source, split, label, path in folder_files(data):
        image = cv2.imread(path)
        if image is None:
            skipped.append(os.path.relpath(path, data))
            continue
        sha = sha256(path)
        if split == "Test":
            test_signs.append(signature(image))
            test_shas.add(sha)
            continue
        h, w = image.shape[:2]
        name = os.path.relpath(path, data)
        face = finder.find(name, (0, 0, w, h), lambda: image)
        rows.append((source, label, len(shapes), (0, 0, w, h), face, sha, name, (0, 0, w, h)))
        signs.append(signature(image))
        keep(image)
    for set_name in PHOTO_SETS:
        root = os.path.join(data, set_name)
        with open(os.path.join(root, "annotations.json")) as file:
            annotations = json.load(file)
        for entry in sorted(annotations, key=lambda e: e["photo"]):
            path = os.path.join(root, "photos", entry["photo"])
            name = os.path.relpath(path, data)
            photo = cv2.imread(path)
            sha = sha256(path)
            for face in entry["faces"]:
                box = (face["x"], face["y"], face["width"], face["height"])
                if set_name != "group-photos" and max(box[2:]) < (SMALLEST_FACE if face["label"] in LABELS else SMALLEST_UNLABELLED):
                    continue
                label = LABELS.index(face["label"]) if face["label"] in LABELS else FACE
                found, square = in_photo(finder, name, photo, box)
                rows.append((SOURCES.index(set_name), label, len(shapes), to_convention(set_name, box, found), found, sha, name, box))
                signs.append(signature(square))
            keep(photo)
    yunet = YuNet(detector, 320) if detector else None
    for path in sorted(glob.glob(os.path.join(data, "negatives", "photos", "*"))):
        photo = cv2.imread(path)
        h, w = photo.shape[:2]
        sha, name = sha256(path), os.path.relpath(path, data)
        for box in [(0, 0, w, h), *(box for _, box in (yunet.faces(photo, FALSE_SCORE, 0) if yunet else []))]:
            rows.append((NEGATIVES, NOTHING, len(shapes), box, None, sha, name, box))
        keep(photo)
    for label in (0, 1):   # drawn faces: nothing to look for in them, nor to compare with
        for path in sorted(glob.glob(os.path.join(DRAWN, LABELS[label], "*.jpg"))):
            image = cv2.imread(path)
            box = (0, 0, image.shape[1], image.shape[0])
            rows.append((DRAWN_SOURCE, label, len(shapes), box, None, sha256(path), os.path.relpath(path, ROOT), box))
            keep(image)

    print(len(rows), "samples read", flush=True)
    signs, test_signs = pack(signs), pack(test_signs)
    source = np.array([r[0] for r in rows], np.int8)
    real = source < NEGATIVES
    near_test = np.array([r[5] in test_shas for r in rows])
    near_test[real] |= near_any(signs, test_signs)
    # A photo with one face like a Test image leaves as a whole: its faces share people, light and camera.
    image_index = np.array([r[2] for r in rows])
    near_source = np.zeros((len(rows), len(REAL)), bool)
    for s in range(len(REAL)):
        other = {k: v[source[real] == s] for k, v in signs.items()}
        near_source[real, s] = near_any(signs, other)
        near_source[source == s, s] = False
    for flag in (near_test, *near_source.T):
        tainted = np.unique(image_index[flag])
        flag |= np.isin(image_index, tainted)
    half = np.full(len(rows), -1, np.int8)
    half[source == GROUP] = halves({k: v[source[real] == GROUP] for k, v in signs.items()}, image_index[source == GROUP])
    print("skipped:", skipped)
    return {
        "shape": np.array(shapes, np.int32),
        "source": source, "label": np.array([r[1] for r in rows], np.int8), "photo": image_index,
        "box": np.array([r[3] for r in rows], np.float32), "drawn_box": np.array([r[7] for r in rows], np.float32),
        "face_score": np.array([r[4][0] if r[4] else 0 for r in rows], np.float32),
        "face_box": np.array([r[4][1] if r[4] else np.zeros(4) for r in rows], np.float32),
        "points": np.array([r[4][2] if r[4] else np.zeros((5, 2)) for r in rows], np.float32),
        "sha": np.array([r[5] for r in rows]), "path": np.array([r[6] for r in rows]),
        "near_test": near_test, "near_source": near_source, "half": half,
    }


class Data:
    """The cache in memory: samples as parallel arrays, pixels by `image(sample)` and `picture(i)`."""

    def __init__(self, path=CACHE):
        cache = np.load(path)
        self.__dict__.update({k: cache[k] for k in cache.files})
        self.det_score, self.det_box = {}, np.zeros((len(self), 4), np.float32)   # the face detector's box of an annotated face
        if os.path.exists(DETECTIONS):
            self.add_detections(np.load(DETECTIONS))
        self.blob = np.memmap(os.path.join(os.path.dirname(path), os.path.basename(PICTURES)), np.uint8, "r")
        self.offset = np.concatenate([[0], np.cumsum(self.shape.prod(1).astype(np.int64) * 3)])
        self.boxed = BOXED[self.source]   # faces in photos; the others are pictures of one face each
        self.mates = {}                   # samples of each photo
        for i in np.flatnonzero(self.boxed & (self.label != NOTHING)):
            self.mates.setdefault(int(self.photo[i]), []).append(int(i))

    def add_detections(self, found):
        """False detections become samples that show no face; a found face gets the detector's surest box beside the annotated one."""
        samples = {}
        for i, path in enumerate(self.path):
            samples.setdefault(str(path), []).append(i)
        rows, boxes = [], []
        for name, photo, box, score, kind in zip(*(found[key] for key in ("set", "photo", "box", "score", "kind"))):
            mine = samples.get(f"{name}/photos/{photo}", [])
            if kind == FOUND:
                for i in mine:
                    if score > self.det_score.get(i, 0.3) and overlap(box, self.box[i]) > 0.45:
                        self.det_box[i], self.det_score[i] = box, score
            elif mine and (kind == FRAGMENT or score >= LEAST_FALSE) and max(box[2:]) >= LEAST_SIDE:
                rows.append(mine[0])
                boxes.append(box)
        for key, values in list(vars(self).items()):
            if isinstance(values, np.ndarray) and len(values) == len(self.path) and key not in ("shape", "path"):
                more = values[rows]
                if key in ("box", "drawn_box"):
                    more = np.array(boxes, np.float32)
                elif key == "label":
                    more = np.full(len(rows), NOTHING, values.dtype)
                elif key in ("face_score", "face_box", "points", "det_box"):
                    more = np.zeros_like(more)
                setattr(self, key, np.concatenate([values, more]))
        self.path = np.concatenate([self.path, self.path[rows]])

    def __len__(self):
        return len(self.label)

    def image(self, sample):
        """The whole image or photo that a sample lies in, BGR."""
        return self.picture(self.photo[sample])

    def picture(self, i):
        """Image or photo i, BGR."""
        return self.blob[self.offset[i]:self.offset[i + 1]].reshape(*self.shape[i], 3)

    def crop(self, sample, size=crops.SIZE):
        """The plain crop, as prediction cuts it, BGR."""
        if self.boxed[sample]:
            return crops.crop_face(self.image(sample), self.box[sample], size=size)
        return crops.resize(self.image(sample), size)

    def usable(self, leave_out=None):
        """Mask of the samples that training may see; leave_out names sources by commas, or one of HALVES."""
        keep = ~self.near_test
        for name in filter(None, (leave_out or "").split(",")):
            s = SOURCES.index(name.split("/")[0])
            keep &= ~self.left_out(name) & ~self.near_source[:, s] & ~self.held_negatives()
        return keep

    def held_negatives(self):
        """Mask of half of the photos without faces: trainings that leave a source out are judged on them."""
        mine = self.source == NEGATIVES
        return mine & ((self.photo - self.photo[mine].min()) % 2 == 1)

    def left_out(self, name):
        """Mask of the samples of a source, or of one half of it."""
        source, _, half = name.partition("/")
        return (self.source == SOURCES.index(source)) & ((self.half == int(half)) if half else True)


def write_hashes(data, path):
    """Writes the committed list: the first digits of the sha256 of every file that the shipped weights may have been trained on."""
    keep = data.usable()
    count = 0
    with open(path, "w") as file:
        file.write(f"# First {HASH_DIGITS} hexadecimal digits of the sha256 of every file that training may read, sorted, by source.\n")
        for s, name in enumerate(SOURCES[:DRAWN_SOURCE]):
            hashes = sorted({sha[:HASH_DIGITS] for sha in data.sha[keep & (data.source == s)]})
            file.write(f"# {name}: {len(hashes)}\n" + "\n".join(hashes) + "\n")
            count += len(hashes)
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--yunet", default=None, help="YuNet 2023mar ONNX; default: next to the data")
    parser.add_argument("--earlier", default=CACHE, help="a cache whose found faces are taken over")
    args = parser.parse_args()
    yunet = args.yunet or os.path.join(args.data, "..", "models", "face_detection_yunet_2023mar.onnx")
    os.makedirs(WORK, exist_ok=True)
    cv2.setNumThreads(1)
    with open(PICTURES + ".tmp", "wb") as out:
        cache = build(args.data, yunet if os.path.exists(yunet) else None, args.earlier, out)
    os.replace(PICTURES + ".tmp", PICTURES)
    np.savez(CACHE + ".tmp.npz", **cache)
    os.replace(CACHE + ".tmp.npz", CACHE)
    data = Data()
    for s, name in enumerate(SOURCES):
        mine = data.source == s
        print(name, "samples", mine.sum(), "by label", np.bincount(data.label[mine], minlength=5),
              "near Test", data.near_test[mine].sum(), "near sources", data.near_source[mine].sum(0),
              "faces found", (data.face_score[mine] > 0).sum())
    print("training files:", write_hashes(data, os.path.join(ROOT, "training-hashes.txt")))


if __name__ == "__main__":
    main()
