"""Evaluates the detector with MaskML's own search, in eight bits: each photo with the network that was trained without its fold.

    python3 -m detector.evaluate_shipped --folds face-fold-{} --out results/face-folds-two-looks
    python3 -m detector.evaluate_shipped --folds face-fold-{} --set masknetFace.score=0.56 --out /tmp/other     # with other settings

Each fold's network is exported and quantised, with ranges from its training photos, and evaluated by `./maskml predict evaluate`; so is
YuNet, on the same photos. The counts of all folds are summed.
"""
import argparse
import json
import os
import subprocess
import sys

from common.paths import DATA, MASKML, WORK
from common.pictures import LABELS
from detector.boxes import FOLDS, Faces, group_photos
from detector.metrics import SIZE_HEADS, SIZES, SMALL, publish, size_cells


def photos_of(faces, fold, annotations, source, folder):
    """A folder with the photos of a fold and their annotations; returns the annotations."""
    names = {name for name, number in group_photos(faces.data).items() if faces.fold[number] == fold}
    entries = [entry for entry in annotations if entry["photo"] in names]
    assert len(entries) == len(names)
    os.makedirs(os.path.join(folder, "photos"), exist_ok=True)
    for name in names:
        link = os.path.join(folder, "photos", name)
        if not os.path.lexists(link):
            os.symlink(os.path.join(source, "photos", name), link)
    with open(os.path.join(folder, "annotations.json"), "w") as file:
        json.dump(entries, file)
    return entries


def evaluate(folder, name, *settings):
    """The figures of `./maskml predict evaluate` for the photos in a folder."""
    path = os.path.join(folder, f"figures-{name}.json")
    sets = [part for setting in settings for part in ("--set", setting)]
    subprocess.run([MASKML, "predict", "evaluate", os.path.join(folder, "photos"), os.path.join(folder, "annotations.json"), "--json", path, *sets],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(path) as file:
        return json.load(file)


def counted(figures, entries):
    """The counts behind the figures of one fold, by name: (correct, total)."""
    sides = [(face["label"], max(face["width"], face["height"])) for entry in entries for face in entry["faces"]]
    counts = {}
    for label in LABELS[:2]:
        for size, low, high in SIZES:
            marked = sum(1 for l, side in sides if l == label and low <= side < high)
            counts[label, size] = share(figures["detection"]["recallBySize"].get(label, {}).get(size), marked)
        score = figures["endToEnd"][label]
        marked = sum(1 for l, side in sides if l == label and side >= SMALL)
        right = round(score["recall"] * marked)
        counts[label, "recall"] = right, marked
        counts[label, "precision"] = right, round(right / score["precision"]) if right else 0
    found = counts["", "recall"] = share(figures["detection"]["recall"], sum(1 for _, side in sides if side >= SMALL))
    counts["", "precision"] = found[0], round(found[0] / figures["detection"]["precision"])
    return counts


def share(value, marked):
    return round((value or 0) * marked), marked


def pooled(folds):
    """Rates and macro F1 from the summed counts of all folds."""
    sums = {key: [sum(f[key][k] for f in folds) for k in (0, 1)] for key in folds[0]}
    shares = {key: right / of if of else None for key, (right, of) in sums.items()}
    f1 = [2 * shares[l, "precision"] * shares[l, "recall"] / (shares[l, "precision"] + shares[l, "recall"]) for l in LABELS[:2]]
    return {"recallBySize": {l: {size: shares[l, size] for size, *_ in SIZES} for l in LABELS[:2]},
            "counts": {l: {size: sums[l, size][1] for size, *_ in SIZES} for l in LABELS[:2]},
            "recall": shares["", "recall"], "precision": shares["", "precision"],
            "endToEnd": {l: {"precision": shares[l, "precision"], "recall": shares[l, "recall"]} for l in LABELS[:2]}, "macroF1": sum(f1) / 2}


def table(rows):
    """Markdown of several measurements."""
    out = ["| | " + " | ".join(SIZE_HEADS) + " | recall ≥ 20 | precision | bare precision | macro F1 |",
           "|---" * 11 + "|"]
    for name, m in rows:
        rest = m["recall"], m["precision"], m["endToEnd"][LABELS[1]]["precision"]
        out.append(f"| {name} | " + " | ".join([*size_cells(m), *(f"{share:.1%}" for share in rest)]) + f" | {m['macroF1']:.3f} |")
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", required=True, metavar="NAME", help="trainings, each without its fold, whose number stands for {}")
    parser.add_argument("--only", type=int, nargs="*", default=list(range(FOLDS)), help="these folds")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="of MaskML's configuration")
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    faces, source = Faces(), os.path.realpath(os.path.join(args.data, "group-photos"))
    yunet = os.path.realpath(os.path.join(args.data, "..", "models", "face_detection_yunet_2023mar.onnx"))
    with open(os.path.join(source, "annotations.json")) as file:
        annotations = json.load(file)
    rows = {"masknet-face": [], "YuNet": []}
    for fold in args.only:
        name = args.folds.format(fold)
        folder = os.path.join(WORK, name)
        model = os.path.join(folder, "masknet-face.onnx")
        if not os.path.exists(model) or os.path.getmtime(model) < os.path.getmtime(os.path.join(folder, "checkpoint.pt")):
            subprocess.run([sys.executable, "-m", "detector.export", name, "--out", folder], check=True, stdout=subprocess.DEVNULL)
            subprocess.run([sys.executable, "-m", "detector.quantise", os.path.join(folder, "masknet-face-float.onnx"), "--leave-out", str(fold), "--out", folder], check=True)
        entries = photos_of(faces, fold, annotations, source, folder)
        for key, settings in (("masknet-face", ("predict.detector=masknet", f"masknetFace.model={model}", *args.set)), ("YuNet", ("predict.detector=yunet", f"yunet.model={yunet}"))):
            rows[key].append((fold, counted(evaluate(folder, key, *settings), entries)))
    results = [(f"{key}, fold {fold}", pooled([counts])) for key, folds in rows.items() for fold, counts in folds]
    results += [(f"{key}, all {len(folds)} folds", pooled([counts for _, counts in folds])) for key, folds in rows.items()]
    publish(args.out, table(results), results)


if __name__ == "__main__":
    main()
