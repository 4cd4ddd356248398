"""The leave-one-source-out table, the small-folder experiment and the three-label figures.

    python3 -m backbone.evaluate --models no-12k no-4k no-group --out results/loso
    python3 -m backbone.evaluate --models all all all --seen --out results/all      # a backbone that has seen everything: say so

Each --models entry is a folder under work/, in the order of the sources that they left out. The frozen backbone computes features, a
logistic head is trained on the other sources, and both are evaluated on the left-out source.
"""
import argparse
import json
import os
import warnings

import cv2
import numpy as np
import onnx
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, StratifiedKFold

from backbone import export, quantise
from common.paths import WORK
from common.pictures import HALVES, REAL, Data
from common.quantisation import tensor

warnings.simplefilter("ignore", ConvergenceWarning)   # after a hundred steps the third decimal no longer changes
SMALLEST = 24          # a group-photo face's longer side in pixels
SMALLEST_ALL = 16      # ... for the larger test set: 230 unmasked faces instead of 148
PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1)   # C of the logistic regression on standardised features
STRESSED = 1500        # pictures of a source that are blurred, compressed and downscaled
TUNING_ROWS = 4000     # C is chosen on at most this many rows: Debian's reference BLAS takes minutes on all of them
SMALL_PENALTIES = (3e-5, 1e-4, 1e-3, 1e-2, 1e-1)


class Head:
    """Standardised features → logistic regression; C by cross-validated log-loss."""

    def __init__(self, penalties=PENALTIES, seed=0):
        self.penalties, self.seed = penalties, seed

    def fit(self, x, y, groups=None, weights=None):
        self.mean, self.spread = x.mean(0), x.std(0) + 1e-3
        z = (x - self.mean) / self.spread
        self.labels = np.unique(y)
        all_rows = z, y, weights
        if len(z) > TUNING_ROWS:
            some = np.random.default_rng(self.seed).choice(len(z), TUNING_ROWS, replace=False)
            z, y, groups = z[some], y[some], None if groups is None else groups[some]
            weights = None if weights is None else weights[some]
        if groups is None:
            folds = list(StratifiedKFold(min(4, np.bincount(y)[self.labels].min()), shuffle=True, random_state=self.seed).split(z, y))
        else:
            folds = list(GroupKFold(min(4, len(np.unique(groups)))).split(z, y, groups))
        losses = []
        for penalty in self.penalties:
            loss = 0
            for train, test in folds:
                model = self._model(penalty).fit(z[train], y[train], None if weights is None else weights[train])
                p = model.predict_proba(z[test])[np.arange(len(test)), np.searchsorted(model.classes_, y[test])]
                w = np.ones(len(test)) if weights is None else weights[test]
                loss += -(w * np.log(np.clip(p, 1e-7, 1))).sum()
            losses.append(loss)
        self.penalty = self.penalties[int(np.argmin(losses))]
        self.model = self._model(self.penalty).fit(*all_rows)
        return self

    def _model(self, penalty):
        return LogisticRegression(C=penalty, max_iter=100)

    def probabilities(self, x):
        return self.model.predict_proba((x - self.mean) / self.spread)


@torch.no_grad()
def features(backbone, crops_bgr, batch=256):
    """Features of BGR uint8 crops [N,96,96,3]."""
    return np.concatenate([backbone(tensor(crops_bgr[start:start + batch])).numpy() for start in range(0, len(crops_bgr), batch)])


def macro(actual, predicted):
    return float(np.mean([(predicted[actual == label] == label).mean() for label in np.unique(actual)]))


def ece(actual, probabilities, bins=15):
    """Expected calibration error of the top label."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == actual
    error = 0.0
    for low in np.linspace(0, 1, bins, endpoint=False):
        inside = (confidence > low) & (confidence <= low + 1 / bins)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


def metrics(actual, probabilities):
    """Metrics at the threshold of one half, and metrics that depend less on single faces of a rare label: ROC AUC, balanced log-loss."""
    predicted = probabilities.argmax(1)
    own = np.clip(probabilities[np.arange(len(actual)), actual], 1e-6, 1)
    order = np.argsort(-probabilities.max(1), kind="stable")
    right = (predicted == actual)[order]
    return {
        "count": len(actual), "accuracy": float(right.mean()), "macroAccuracy": macro(actual, predicted),
        "rocAuc": float(roc_auc_score(actual, probabilities[:, 1])), "logLoss": float(-np.log(own).mean()),
        "macroLogLoss": float(np.mean([-np.log(own[actual == v]).mean() for v in np.unique(actual)])),
        "recall": [float((predicted[actual == v] == v).mean()) for v in np.unique(actual)], "ece": ece(actual, probabilities),
        "macroEce": float(np.mean([ece(actual[actual == v], probabilities[actual == v]) for v in np.unique(actual)])),
        "accuracyAtCoverage": {str(c): float(right[:int(round(c * len(right)))].mean()) for c in (0.8, 0.9, 0.95, 0.98, 1.0)},
    }


def degrade(pictures, kind, value):
    """The same crops, blurred (sigma at 96 px), compressed (JPEG quality) or downscaled to a side in px and upscaled again."""
    out = []
    for picture in pictures:
        if kind == "blur":
            picture = cv2.GaussianBlur(picture, (0, 0), value)
        elif kind == "jpeg":
            picture = cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, value])[1], cv2.IMREAD_COLOR)
        elif kind == "side":
            picture = cv2.resize(cv2.resize(picture, (value, value), interpolation=cv2.INTER_AREA), (96, 96))
        out.append(picture)
    return np.stack(out)


class Bench:
    """All crops without augmentation, and masks of the training and test parts."""

    def __init__(self):
        self.data = Data()
        self.crops = np.stack([self.data.crop(i) for i in range(len(self.data))])
        self.face = np.where(self.data.source == 2, self.data.box[:, 2:].max(1), 999)
        self.two = self.data.label < 2

    def test_part(self, name, smallest=SMALLEST):
        """Faces of a source, or of a half of it."""
        return self.data.left_out(name) & self.two & (self.face >= smallest)

    def train_part(self, name):
        """Mask of the pictures for head training without a source or half: real pictures, without tiny faces of group photos."""
        return self.data.usable(name) & self.two & (self.face >= 20) & (self.data.source < len(REAL))


def head_views(bench, part, backbone):
    """Features of plain and mirrored crops, labels, and weights that give every (source, label) the same total."""
    pictures, labels, source = bench.crops[part], bench.data.label[part].astype(int), bench.data.source[part]
    x = np.concatenate([features(backbone, pictures), features(backbone, pictures[:, :, ::-1])])
    weights = np.zeros(len(labels))
    for s in np.unique(source):
        for label in (0, 1):
            weights[(source == s) & (labels == label)] = 1 / max(1, ((source == s) & (labels == label)).sum())
    weights *= len(labels) / weights.sum()
    # L2 is chosen across sources, because the head is evaluated on another source.
    groups = np.tile(source if len(np.unique(source)) > 1 else bench.data.photo[part], 2)
    return x, np.tile(labels, 2), groups, np.tile(weights, 2)


def judge(bench, name, backbone, smallest=SMALLEST):
    """Trains a head without a source (or half); returns the head, and labels and probabilities of the left-out part."""
    head = Head().fit(*head_views(bench, bench.train_part(name), backbone))
    part = bench.test_part(name, smallest)
    return head, bench.data.label[part].astype(int), head.probabilities(features(backbone, bench.crops[part]))


def other_half(bench, backbones):
    """Evaluates each half of the group photos with the network and head that were trained on the other half and all other sources."""
    actual, probabilities, sizes = [], [], []
    for name, backbone in zip(HALVES, backbones):
        _, y, p = judge(bench, name, backbone, SMALLEST_ALL)
        actual.append(y)
        probabilities.append(p)
        sizes.append(bench.face[bench.test_part(name, SMALLEST_ALL)])
    actual, probabilities, large = np.concatenate(actual), np.concatenate(probabilities), np.concatenate(sizes) >= SMALLEST
    row = metrics(actual[large], probabilities[large])
    row[f"from{SMALLEST_ALL}px"] = metrics(actual, probabilities)
    return row


def leave_one_out(bench, name, backbone, stress=True):
    """One row of the table."""
    head, actual, p = judge(bench, name, backbone)
    row = metrics(actual, p)
    row["penalty"] = head.penalty
    pictures = bench.crops[bench.test_part(name)]
    if name == "group-photos":
        some = bench.test_part(name, SMALLEST_ALL)
        row[f"from{SMALLEST_ALL}px"] = metrics(bench.data.label[some].astype(int), head.probabilities(features(backbone, bench.crops[some])))
        everyone = (bench.data.source == 2) & bench.two
        p = head.probabilities(features(backbone, bench.crops[everyone]))
        sizes, truth = bench.face[everyone], bench.data.label[everyone].astype(int)
        row["bySize"] = {}
        for low, high in ((0, 16), (16, 24), (24, 32), (32, 48), (48, 96), (96, 9999)):
            inside = (sizes >= low) & (sizes < high)
            if len(np.unique(truth[inside])) == 2:
                row["bySize"][f"{low}-{high}"] = {"count": int(inside.sum()), "macroAccuracy": macro(truth[inside], p[inside].argmax(1))}
    if stress:
        some = np.random.default_rng(0).permutation(len(actual))[:STRESSED]
        actual, pictures = actual[some], pictures[some]
        row["stress"] = {"none": macro(actual, head.probabilities(features(backbone, pictures)).argmax(1))}
        for kind, values in (("blur", (1, 2, 3)), ("jpeg", (50, 30, 15)), ("side", (48, 32, 24, 16))):
            for value in values:
                p = head.probabilities(features(backbone, degrade(pictures, kind, value)))
                row["stress"][f"{kind} {value}"] = macro(actual, p.argmax(1))
    return row


def small_folders(bench, backbone, counts=(10, 50), seeds=20):
    """Heads from few images of face-mask-4k, judged on group-photos; mean, least and all seeds."""
    test = bench.test_part("group-photos")
    x_test, y_test = features(backbone, bench.crops[test]), bench.data.label[test].astype(int)
    pool = np.flatnonzero((bench.data.source == 1) & bench.data.usable("group-photos"))
    plain, mirrored = (features(backbone, c) for c in (bench.crops[pool], bench.crops[pool][:, :, ::-1]))
    labels = bench.data.label[pool].astype(int)
    out = {}
    for count in counts:
        scores = []
        for seed in range(seeds):
            rng = np.random.default_rng(seed)
            chosen = np.concatenate([rng.choice(np.flatnonzero(labels == v), count, replace=False) for v in (0, 1)])
            x, y = np.concatenate([plain[chosen], mirrored[chosen]]), np.tile(labels[chosen], 2)
            head = Head(SMALL_PENALTIES).fit(x, y, np.tile(chosen, 2))
            scores.append(macro(y_test, head.probabilities(x_test).argmax(1)))
        out[str(count)] = {"mean": float(np.mean(scores)), "least": float(min(scores)), "median": float(np.median(scores)),
                           "seeds": [round(s, 4) for s in scores]}
    return out


def three_labels(bench, backbone):
    """Recall of with, without and incorrectly worn masks on group-photos, cross-validated by photo."""
    part = (bench.data.source == 2) & (bench.face >= SMALLEST)
    x, y, photos = features(backbone, bench.crops[part]), bench.data.label[part].astype(int), bench.data.photo[part]
    predicted = np.zeros(len(y), int)
    for train, test in GroupKFold(5).split(x, y, photos):
        predicted[test] = Head().fit(x[train], y[train], photos[train]).probabilities(x[test]).argmax(1)
    return {"count": np.bincount(y).tolist(), "recall": [float((predicted[y == v] == v).mean()) for v in range(3)],
            "confusion": [[int(((y == a) & (predicted == b)).sum()) for b in range(3)] for a in range(3)]}


def table(results):
    """The figures as markdown."""
    lines = ["| left out | n | macro | accuracy | with | without | ROC AUC | log-loss | ECE | accuracy on the 95 % most confident |", "|---" * 10 + "|"]
    rows = dict(results["leaveOneSourceOut"])
    for key, title in (("group-photos", "group-photos"), ("otherHalf", "group-photos, other half")):
        r = results.get(key) or rows.get(key)
        if r:
            rows[title] = r
            rows[f"{title}, from {SMALLEST_ALL} px"] = r[f"from{SMALLEST_ALL}px"]
    for name, r in rows.items():
        lines.append(f"| {name} | {r['count']} | {r['macroAccuracy']:.2%} | {r['accuracy']:.2%} | {r['recall'][0]:.2%} | {r['recall'][1]:.2%} | "
                     f"{r['rocAuc']:.4f} | {r['logLoss']:.3f} | {r['ece']:.3f} | {r['accuracyAtCoverage']['0.95']:.2%} |")
    stressed = {k: v["stress"] for k, v in results["leaveOneSourceOut"].items() if "stress" in v}
    if stressed:
        kinds = list(next(iter(stressed.values())))
        lines += ["", "| macro under | " + " | ".join(kinds) + " |", "|---" * (len(kinds) + 1) + "|"]
        lines += [f"| {name} | " + " | ".join(f"{v[k]:.1%}" for k in kinds) + " |" for name, v in stressed.items()]
    for r in results["leaveOneSourceOut"].values():
        if "bySize" in r:
            lines += ["", "| group-photos, face's longer side | n | macro |", "|---|---|---|"]
            lines += [f"| {k} px | {v['count']} | {v['macroAccuracy']:.1%} |" for k, v in r["bySize"].items()]
    if "smallFolders" in results:
        lines += ["", "| images a label of face-mask-4k | macro on group-photos, mean | median | least of 20 |", "|---|---|---|---|"]
        lines += [f"| {k} | {v['mean']:.2%} | {v['median']:.2%} | {v['least']:.2%} |" for k, v in results["smallFolders"].items()]
    if "threeLabels" in results:
        r = results["threeLabels"]
        lines += ["", "| three labels on group-photos | with | without | incorrect |", "|---|---|---|---|",
                  "| recall | " + " | ".join(f"{v:.1%}" for v in r["recall"]) + " |", "| faces | " + " | ".join(map(str, r["count"])) + " |"]
    return "\n".join(lines) + "\n"


def backbone_without(left_out, name):
    """The averaged backbone of a training in its shipped form; with left_out None the backbone may have been trained on every source."""
    folder = os.path.join(WORK, name)
    checkpoint, path = os.path.join(folder, "checkpoint.pt"), os.path.join(folder, "masknet.onnx")
    if left_out and torch.load(checkpoint)["leave_out"] != left_out:
        raise SystemExit(f"{name} was not trained without {left_out}")
    if not os.path.exists(path) or os.path.getmtime(path) < os.path.getmtime(checkpoint):
        plain = os.path.join(folder, "masknet-float.onnx")
        export.write(checkpoint, plain)
        onnx.save(quantise.ship(onnx.load(plain), left_out)[0], path)
    return quantise.Shipped(onnx.load(path))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs=3, required=True, metavar=("NO_12K", "NO_4K", "NO_GROUP"), help="- skips one")
    parser.add_argument("--halves", nargs=2, metavar=("HALF_0", "HALF_1"), help="trainings without the first and the second half of group-photos")
    parser.add_argument("--out", required=True)
    parser.add_argument("--seen", action="store_true", help="backbones have seen the sources that they are judged on")
    parser.add_argument("--quick", action="store_true", help="the table alone")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(2)
    bench = Bench()
    results = {"backboneHasSeenTheSources": args.seen, "models": args.models, "halves": args.halves, "leaveOneSourceOut": {}}
    for source, name in zip(REAL, args.models):
        if name == "-":
            continue
        backbone = backbone_without(None if args.seen else source, name)
        results["leaveOneSourceOut"][source] = leave_one_out(bench, source, backbone, not args.quick)
        print(table(results), flush=True)
        if source == "group-photos":
            results["smallFolders"] = small_folders(bench, backbone, seeds=10 if args.quick else 20)
            results["threeLabels"] = three_labels(bench, backbone)
    if args.halves:
        results["otherHalf"] = other_half(bench, [backbone_without(half, name) for half, name in zip(HALVES, args.halves)])
    os.makedirs(os.path.dirname(os.path.abspath(args.out)), exist_ok=True)
    with open(args.out + ".json", "w") as file:
        json.dump(results, file, indent=1)
    with open(args.out + ".md", "w") as file:
        file.write(table(results))
    print(table(results))


if __name__ == "__main__":
    main()
