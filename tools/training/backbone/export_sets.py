"""Writes the labelled sources in the form that `./maskml train` reads, with all boxes in the convention of group-photos.

    python3 -m backbone.export_sets --data ../../../shared/data --out ../../../training-sets
    python3 -m backbone.export_sets --most 500 --out ../../../training-sets-500      # at most 500 faces of a label and source: for large backbones
    ../../maskml train --data ../../../training-sets/street-cn --data ../../../training-sets/chin-mask ...

A photo set becomes OUT/<set>/photos (a link) and annotations.json, without faces that have no label; a folder set becomes a link. Photos
that resemble face-mask-12k/Test are left out. Heads with two labels map mask_weared_incorrect to null; heads with three labels keep it.
"""
import argparse
import json
import os

import numpy as np

from common.paths import DATA
from common.pictures import BOXED, LABELS, REAL, SOURCES, Data


def link(target, path):
    if os.path.lexists(path):
        os.remove(path)
    os.symlink(os.path.realpath(target), path)


def chosen(data, source, most):
    """Labelled samples of a source that may be trained on; at most so many of a label, always the same ones."""
    rng, mine = np.random.default_rng(0), (data.source == source) & (data.label < len(LABELS)) & ~data.near_test
    return np.sort(np.concatenate([rng.permutation(np.flatnonzero(mine & (data.label == label)))[:most] for label in range(len(LABELS))]))


def entries(data, source, most):
    """annotations.json of a photo set: labelled faces with their converted boxes, clipped to the photo."""
    photos = {}
    for i in chosen(data, source, most):
        height, width = (int(v) for v in data.shape[data.photo[i]])
        low = np.clip(np.round(data.box[i, :2]), 0, (width - 1, height - 1)).astype(int)
        high = np.clip(np.round(data.box[i, :2] + data.box[i, 2:]), low + 1, (width, height)).astype(int)
        name = os.path.basename(str(data.path[i]))
        entry = photos.setdefault(name, {"photo": name, "width": width, "height": height, "faces": []})
        entry["faces"].append({"x": int(low[0]), "y": int(low[1]), "width": int(high[0] - low[0]), "height": int(high[1] - low[1]), "label": LABELS[data.label[i]]})
    return [photos[name] for name in sorted(photos)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--out", required=True)
    parser.add_argument("--most", type=int, help="faces of a label and source, at most")
    args = parser.parse_args()
    data = Data()
    os.makedirs(args.out, exist_ok=True)
    for source, name in enumerate(REAL):
        assert SOURCES[source] == name
        folder = os.path.join(args.out, name)
        if not BOXED[source] and not args.most:
            link(os.path.join(args.data, name), folder)
            continue
        if not BOXED[source]:
            for i in chosen(data, source, args.most):
                path = os.path.join(folder, LABELS[data.label[i]], os.path.basename(str(data.path[i])))
                os.makedirs(os.path.dirname(path), exist_ok=True)
                link(os.path.join(args.data, str(data.path[i])), path)
            continue
        os.makedirs(folder, exist_ok=True)
        link(os.path.join(args.data, name, "photos"), os.path.join(folder, "photos"))
        found = entries(data, source, args.most)
        with open(os.path.join(folder, "annotations.json"), "w") as file:
            json.dump(found, file, indent=1)
        print(name, len(found), "photos", sum(len(e["faces"]) for e in found), "faces")


if __name__ == "__main__":
    main()
