"""Reads the three data sources and the drawn faces once into one cache, and decides which pictures training must not use.

Pictures keep their own resolution (folder images whole, group photos whole with their boxes), so that margin, shift
and rotation can be sampled at training time from real surroundings.

    python3 -m common.pictures --data ../../../shared/data

writes work/cache.npz and training-hashes.txt (sha256 of every file that any training may read).
"""
import argparse
import glob
import hashlib
import json
import os

import cv2
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from common import crops
from common.paths import DATA, ROOT, WORK
from common.yunet import YuNet

DRAWN = os.path.join(WORK, "drawn")     # ./maskml synth tools/training/work/drawn --count 6000 --seed 7001
CACHE = os.path.join(WORK, "cache.npz")
SOURCES = ["face-mask-12k", "face-mask-4k", "group-photos", "drawn"]
REAL = SOURCES[:3]     # sources that figures are reported for; drawn faces are only trained on
HALVES = ["group-photos/0", "group-photos/1"]
LABELS = ["with_mask", "without_mask", "mask_weared_incorrect"]
PHASH_BITS = 10        # of 64: JPEG, scaling and slight cropping change fewer bits; unrelated pictures differ in about 32
HASH_DIGITS = 16       # 64 bits: a collision among 15,000 files has a probability of about 10^-11
THUMB_CORRELATION = 0.93   # a second criterion, because perceptual hashes of aligned faces collide


def folder_files(data):
    """(source, split, label, path) of all folder images, sorted by name. Test is listed only to exclude what resembles it."""
    for split in ("Train", "Validation", "Test"):
        for label, folder in ((0, "WithMask"), (1, "WithoutMask")):
            root = os.path.join(data, "face-mask-12k", split, folder)
            for name in sorted(os.listdir(root)):
                yield 0, split, label, os.path.join(root, name)
    for label, folder in ((0, "with_mask"), (1, "without_mask")):
        root = os.path.join(data, "face-mask-4k", folder)
        for name in sorted(os.listdir(root)):
            yield 1, "Train", label, os.path.join(root, name)


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
    for view in ("", "_mirror"):
        distance = (64 - left["bits" + view] @ right["bits"].T) / 2
        hit |= (distance <= PHASH_BITS) & (left["thumb" + view] @ right["thumb"].T >= THUMB_CORRELATION)
    return hit


def halves(signs, photos):
    """0 or 1 for each face of the annotated photos: photos split at random, those with near-duplicate faces on one side."""
    names, photo = np.unique(photos, return_inverse=True)
    alike = np.zeros((len(names), len(names)), bool)
    left, right = np.nonzero(near(signs, signs))
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


def build(data, detector):
    """Reads everything; returns the cache as a dictionary of arrays."""
    images, rows, signs, test_signs, test_shas, skipped = [], [], [], [], set(), []
    yunet = YuNet(detector) if detector else None
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
        face = yunet.best(image) if yunet else None
        rows.append((source, label, len(images), (0, 0, w, h), face, sha, os.path.relpath(path, data), split))
        signs.append(signature(image))
        images.append(image)
    root = os.path.join(data, "group-photos")
    with open(os.path.join(root, "annotations.json")) as file:
        annotations = json.load(file)
    for entry in sorted(annotations, key=lambda e: e["photo"]):
        path = os.path.join(root, "photos", entry["photo"])
        photo = cv2.imread(path)
        sha = sha256(path)
        for face in entry["faces"]:
            box = (face["x"], face["y"], face["width"], face["height"])
            square = crops.cut_square(photo, box)
            found = yunet.best(square) if yunet and max(box[2:]) >= 24 else None
            if found:   # box and landmarks in the photo's pixels
                side = square.shape[0]
                shift = np.round([box[0] + box[2] / 2 - side / 2, box[1] + box[3] / 2 - side / 2])
                found = (found[0], found[1] + np.array([*shift, 0, 0]), found[2] + shift)
            rows.append((2, LABELS.index(face["label"]), len(images), box, found, sha,
                         os.path.relpath(path, data), "Train"))
            signs.append(signature(square))
        images.append(photo)

    for label in (0, 1):   # drawn faces: no landmarks to find, no duplicates to look for
        for path in sorted(glob.glob(os.path.join(DRAWN, LABELS[label], "*.jpg"))):
            image = cv2.imread(path)
            rows.append((3, label, len(images), (0, 0, image.shape[1], image.shape[0]), None, sha256(path), os.path.relpath(path, ROOT), "Train"))
            images.append(image)

    signs, test_signs = pack(signs), pack(test_signs)
    source = np.array([r[0] for r in rows], np.int8)
    real = source < len(REAL)
    near_test = np.array([r[5] in test_shas for r in rows])
    near_test[real] |= near(signs, test_signs).any(1)
    # A photo with one face that resembles a Test image is left out as a whole: its faces share people, light and camera.
    image_index = np.array([r[2] for r in rows])
    near_source = np.zeros((len(rows), len(REAL)), bool)
    for s in range(len(REAL)):
        other = {k: v[source[real] == s] for k, v in signs.items()}
        near_source[real, s] = near(signs, other).any(1)
        near_source[source == s, s] = False
    for flag in (near_test, *near_source.T):
        tainted = np.unique(image_index[flag])
        flag |= np.isin(image_index, tainted)
    half = np.full(len(rows), -1, np.int8)
    half[source == 2] = halves({k: v[source[real] == 2] for k, v in signs.items()}, image_index[source == 2])
    print("skipped:", skipped)
    return {
        "blob": np.concatenate([i.ravel() for i in images]),
        "shape": np.array([i.shape[:2] for i in images], np.int32),
        "source": source, "label": np.array([r[1] for r in rows], np.int8), "photo": image_index,
        "box": np.array([r[3] for r in rows], np.float32),
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
        self.offset = np.concatenate([[0], np.cumsum(self.shape.prod(1).astype(np.int64) * 3)])

    def __len__(self):
        return len(self.label)

    def image(self, sample):
        """The whole image or photo that a sample lies in, BGR."""
        return self.picture(self.photo[sample])

    def picture(self, i):
        """Image or photo i, BGR."""
        return self.blob[self.offset[i]:self.offset[i + 1]].reshape(*self.shape[i], 3)

    def crop(self, sample, size=crops.SIZE):
        """The crop without augmentation, as prediction cuts it, BGR."""
        if self.source[sample] == 2:
            return crops.crop_face(self.image(sample), self.box[sample], size=size)
        return crops.resize(self.image(sample), size)

    def usable(self, leave_out=None):
        """Mask of the samples that training may use; leave_out is the name of a source, or one of HALVES."""
        keep = ~self.near_test
        if leave_out:
            s = SOURCES.index(leave_out.split("/")[0])
            keep &= ~self.left_out(leave_out) & ~self.near_source[:, s]
        return keep

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
        for s, name in enumerate(REAL):
            hashes = sorted({sha[:HASH_DIGITS] for sha in data.sha[keep & (data.source == s)]})
            file.write(f"# {name}: {len(hashes)}\n" + "\n".join(hashes) + "\n")
            count += len(hashes)
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--yunet", default=None, help="YuNet 2023mar ONNX; default: next to the data")
    args = parser.parse_args()
    yunet = args.yunet or os.path.join(args.data, "..", "models", "face_detection_yunet_2023mar.onnx")
    os.makedirs(WORK, exist_ok=True)
    cv2.setNumThreads(1)
    cache = build(args.data, yunet if os.path.exists(yunet) else None)
    np.savez(CACHE + ".tmp.npz", **cache)
    os.replace(CACHE + ".tmp.npz", CACHE)
    data = Data()
    for s, name in enumerate(SOURCES):
        mine = data.source == s
        print(name, "samples", mine.sum(), "by label", np.bincount(data.label[mine], minlength=3),
              "near Test", data.near_test[mine].sum(), "near sources", data.near_source[mine].sum(0),
              "faces found", (data.face_score[mine] > 0).sum())
    print("training files:", write_hashes(data, os.path.join(ROOT, "training-hashes.txt")))


if __name__ == "__main__":
    main()
