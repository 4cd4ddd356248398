"""Faces of the labelled sources by what is on them: picks 600 faces, draws them to be looked at, and prints a model's errors by attribute.

    ../../maskml evaluate NO-STREET.zip ../../../training-sets/street-cn --set data.minFace=20 --set data.labels.mask_weared_incorrect=with_mask --predictions street-cn.csv
    python3 -m backbone.attributes pick --predictions street-cn=street-cn.csv shop-crowd=... --seed 1        # → backbone/attributes.csv, without attributes
    python3 -m backbone.attributes sheets --out work/sheets                                                    # pictures to look at, 30 faces each
    python3 -m backbone.attributes table --predictions street-cn=street-cn.csv shop-crowd=... [--seen group-photos=group-photos.csv ...]

The list has the file inside DATA, the box as backbone.export_sets draws it (none: the picture is the face), the source's label, how many faces of that source and label the face stands
for, and what a person saw on it. Faces that the model left to pick with is unsure of are all in it and stand for themselves, the others are drawn at random: so errors are counted, and
shares are weighted. 95 % intervals are Wilson's, of as many faces as the weights are worth (Kish).
"""
import argparse
import collections
import csv
import json
import math
import os

import cv2
import numpy as np

from common.paths import DATA, ROOT

LIST = os.path.join(ROOT, "backbone", "attributes.csv")
SETS = os.path.normpath(os.path.join(DATA, "..", "..", "training-sets"))
MASKED, BARE, WRONGLY = "with_mask", "without_mask", "mask_weared_incorrect"
# Faces of each source and label: half masked, half bare, most of them from sources that networks have been trained without.
WANTED = {
    "street-cn": {MASKED: 110, BARE: 110}, "shop-crowd": {MASKED: 85, BARE: 85}, "mask-type-crops": {MASKED: 40, BARE: 25, WRONGLY: 25},
    "chin-mask": {MASKED: 5, BARE: 40, WRONGLY: 20}, "group-photos": {MASKED: 20, BARE: 20}, "face-mask-4k": {MASKED: 7, BARE: 8},
}
UNSURE = 0.9        # probability of the own label below which a face is taken for certain
HARD_SHARE = 0.5    # ... up to this share of the faces of a source and label
ATTRIBUTES = {
    "beard": "beard", "scarf": "scarf or veil at the face", "hand": "hand, cup, telephone or another thing before the face", "sunglasses": "sunglasses",
    "hat": "hat or headscarf", "profile": "profile", "under-nose": "mask under the nose", "under-chin": "mask under the chin",
    "skin-light": "light skin", "skin-medium": "medium skin", "skin-dark": "dark skin", "dark": "dark picture", "small": "blurred or too small to tell",
}
COLUMNS = ["file", "x", "y", "width", "height", "label", "weight", "attributes", "seen"]
TILE, ACROSS, DOWN = 200, 6, 5


def scores(predictions):
    """name → (label of the source, probability of a mask), from `maskml evaluate --predictions`."""
    found = {}
    for entry in predictions or []:
        source, _, path = entry.partition("=")
        with open(path, newline="") as file:
            for row in csv.DictReader(file):
                found[f"{source}/{row['path']}"] = row["actual"], float(row[MASKED])
    return found


def name(row):
    """A face as predictions name it."""
    return f"{row['file']}#{row['x']},{row['y']},{row['width']},{row['height']}" if row["x"] else row["file"]


def faces(sets, source):
    """name → label of the source's faces, as `maskml` names them."""
    folder = os.path.join(sets, source)
    listed = os.path.join(folder, "annotations.json")
    if os.path.exists(listed):
        with open(listed) as file:
            return {f"{source}/photos/{e['photo']}#{f['x']},{f['y']},{f['width']},{f['height']}": f["label"] for e in json.load(file) for f in e["faces"]}
    return {}


def own(label, masked):
    """Probability of a face's own label; what is worn wrongly has none."""
    return {MASKED: masked, BARE: 1 - masked}.get(label, 1.0)


def pick(args):
    """Writes the list without attributes."""
    known, rng, rows = scores(args.predictions), np.random.default_rng(args.seed), []
    for source, wanted in WANTED.items():
        labels = faces(args.sets, source)
        mine = {key: (labels.get(key) or label_of(key, actual), masked) for key, (actual, masked) in known.items() if key.startswith(source + "/") and "/Test/" not in key}
        for label, count in wanted.items():
            group = sorted(key for key, (own_label, _) in mine.items() if own_label == label)
            unsure = [key for key in group if own(*mine[key]) < UNSURE]
            unsure = [unsure[i] for i in rng.permutation(len(unsure))]
            taken = sorted(unsure[:int(count * HARD_SHARE)])
            sure = [key for key in group if own(*mine[key]) >= UNSURE]
            drawn = sorted(sure[i] for i in rng.permutation(len(sure))[:count - len(taken)])
            print(f"{source} {label}: {len(taken)} of {len(unsure)} unsure ones, {len(drawn)} of {len(sure)} others")
            rows += [row(key, label, len(unsure) / len(taken)) for key in taken] + [row(key, label, len(sure) / len(drawn)) for key in drawn]
    order = np.random.default_rng(args.seed).permutation(len(rows))   # sheets do not tell what the model thinks
    write(args.list, [rows[i] for i in order])


def label_of(key, actual):
    """A picture's label is its folder's."""
    return WRONGLY if f"/{WRONGLY}/" in key else actual


def row(key, label, weight):
    file, _, box = key.partition("#")
    return dict(zip(COLUMNS, [file, *(box.split(",") if box else [""] * 4), label, f"{weight:.3f}", "", ""]))


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with open(path, "w", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def sheets(args):
    """Contact sheets: each face with its surroundings, its number in the list and a box; labels are not shown."""
    os.makedirs(args.out, exist_ok=True)
    rows, a_sheet = read(args.list), ACROSS * DOWN
    for start in range(0, len(rows), a_sheet):
        tiles = [tile(args.data, number, entry) for number, entry in enumerate(rows[start:start + a_sheet], start)]
        tiles += [np.zeros_like(tiles[0])] * (a_sheet - len(tiles))
        cv2.imwrite(os.path.join(args.out, f"{start // a_sheet:02}.png"), np.vstack([np.hstack(tiles[i:i + ACROSS]) for i in range(0, a_sheet, ACROSS)]))


def tile(data, number, entry):
    photo = cv2.imread(os.path.join(data, entry["file"]))
    if entry["x"]:
        x, y, w, h = (int(entry[key]) for key in COLUMNS[1:5])
        side = int(1.9 * max(w, h))
        left, top = int(x + w / 2 - side / 2), int(y + h / 2 - side / 2)
        photo = cv2.copyMakeBorder(photo, side, side, side, side, cv2.BORDER_CONSTANT)[top + side:top + 2 * side, left + side:left + 2 * side]
        scale = TILE / side
        photo = cv2.resize(photo, (TILE, TILE), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        cv2.rectangle(photo, (int((x - left) * scale), int((y - top) * scale)), (int((x + w - left) * scale), int((y + h - top) * scale)), (0, 255, 0), 1)
    else:
        scale = TILE / max(photo.shape[:2])
        photo = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)[:TILE, :TILE]
        photo = cv2.copyMakeBorder(photo, 0, TILE - photo.shape[0], 0, TILE - photo.shape[1], cv2.BORDER_CONSTANT)
    cv2.rectangle(photo, (0, 0), (42, 18), (0, 0, 0), -1)
    cv2.putText(photo, str(number), (3, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 255, 255), 1, cv2.LINE_AA)
    return cv2.copyMakeBorder(photo, 1, 1, 1, 1, cv2.BORDER_CONSTANT)


def wilson(share, count):
    """Wilson's 95 % interval of a share of so many faces, which need not be a whole number."""
    z = 1.959964
    middle, half = share + z * z / (2 * count), z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0, middle - half) / (1 + z * z / count), (middle + half) / (1 + z * z / count)


def errors(entries):
    """`wrong of looked at: share (interval)`; the share is that of the source, by weight."""
    if not entries:
        return ""
    weights, wrong = np.array([e[0] for e in entries]), np.array([e[1] for e in entries])
    share = float((weights * wrong).sum() / weights.sum())
    low, high = wilson(share, weights.sum() ** 2 / (weights ** 2).sum())
    return f"{int(wrong.sum())} of {len(entries)}: {share:.1%} ({low:.1%} to {high:.1%})"


def table(args):
    """Prints the errors by attribute, of sources that the model was trained without and of those that it has seen."""
    rows = read(args.list)
    for title, known in (("sources that backbone and head were trained without", scores(args.predictions)), ("sources that they have seen", scores(args.seen))):
        groups, right = collections.defaultdict(list), {MASKED: MASKED, BARE: BARE}
        for entry in rows:
            if name(entry) not in known:
                continue
            masked = known[name(entry)][1] >= 0.5
            truth = entry["seen"] or entry["label"]      # what a person saw, where the source's label is wrong
            if truth not in (*right, WRONGLY):
                continue
            fault = masked if truth != MASKED else not masked
            for attribute in ["all", *entry["attributes"].split()]:
                groups[attribute, truth].append((float(entry["weight"]), fault))
        if groups:
            print(f"\n{title}:\n\n| | masked, called bare | bare, called masked | worn wrongly, called masked |\n|---|---|---|---|")
            for attribute, text in {"all": "all", **ATTRIBUTES}.items():
                if any(groups.get((attribute, label)) for label in (MASKED, BARE, WRONGLY)):
                    print(f"| {text} | " + " | ".join(errors(groups.get((attribute, label))) for label in (MASKED, BARE, WRONGLY)) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", default=LIST)
    commands = parser.add_subparsers(dest="command", required=True)
    for work in (pick, sheets, table):
        command = commands.add_parser(work.__name__, help=work.__doc__)
        command.set_defaults(work=work)
        if work is sheets:
            command.add_argument("--data", default=DATA)
            command.add_argument("--out", required=True)
        else:
            command.add_argument("--predictions", nargs="+", required=True, metavar="SOURCE=CSV")
        if work is pick:
            command.add_argument("--sets", default=SETS, help="what backbone.export_sets wrote")
            command.add_argument("--seed", type=int, default=1)
        if work is table:
            command.add_argument("--seen", nargs="+", metavar="SOURCE=CSV")
    args = parser.parse_args()
    args.work(args)


if __name__ == "__main__":
    main()
