"""Writes photo sets for `./maskml predict evaluate`: boxes in the convention of the group photos, `ignore` boxes for unannotated faces.

    python3 -m detector.export_annotations --out work/sets     # → work/sets/<set>/annotations.json and photos

It needs the stored passes of both detectors (detector/cached_passes.py), from which search.settled and search.unmarked make the boxes.
"""
import argparse
import json
import os

import numpy as np

from common.paths import DATA
from detector.cached_passes import SETS
from detector.search import load, settled, unmarked


def rows(boxes, size):
    """Boxes as entries of annotations.json, in whole pixels inside a photo of this size (width, height)."""
    low = np.round(np.clip(boxes[:, :2], 0, size)).astype(int)
    high = np.maximum(low + 1, np.round(np.minimum(boxes[:, :2] + boxes[:, 2:], size)).astype(int))
    return [dict(x=int(x), y=int(y), width=int(r - x), height=int(b - y)) for (x, y), (r, b) in zip(low, high)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--sets", nargs="*", default=SETS)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    for name in args.sets:
        entries = []
        for (entry, _, _), known, unsure in zip(load("yunet", name), settled(name), unmarked(name)):
            size = entry["width"], entry["height"]
            faces = [{**box, "label": face["label"]} for box, face in zip(rows(known, size), entry["faces"])]
            entries.append({**{key: entry[key] for key in ("photo", "width", "height")}, "faces": faces, "ignore": rows(unsure, size)})
        folder = os.path.join(args.out, name)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "annotations.json"), "w") as file:
            json.dump(entries, file, indent=1)
        link = os.path.join(folder, "photos")
        if not os.path.lexists(link):
            os.symlink(os.path.abspath(os.path.join(args.data, name, "photos")), link)
        print(name, sum(len(e["faces"]) for e in entries), "faces,", sum(len(e["ignore"]) for e in entries), "ignored")


if __name__ == "__main__":
    main()
