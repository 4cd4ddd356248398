"""The leave-one-source-out table, the small-folder experiment, the three-label figures and those of the output `face`.

    python3 -m backbone.evaluate --left-out street-cn=no-street shop-crowd=no-shop --out results/loso
    python3 -m backbone.evaluate --left-out street-cn=../../data/models/masknet.onnx --head face-mask-12k face-mask-4k group-photos --out results/shipped
    python3 -m backbone.evaluate --seen --left-out street-cn=all --out results/seen      # a backbone that has seen everything

Each --left-out entry names a source and a network that was trained without it: a folder under work/ or an ONNX file. The frozen
backbone gives features, a logistic head is trained on the other sources alone, and then both are judged on the left-out source.
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

from backbone import export, quantise, views
from common.crops import SIZE
from common.paths import WORK
from common.pictures import BOXED, FACE, HALVES, REAL, SOURCES, Data
from common.quantisation import tensor

warnings.simplefilter("ignore", ConvergenceWarning)   # after a hundred steps the third decimal no longer changes
SMALLEST = 24          # a group-photo face's longer side in pixels
SMALLEST_ALL = 16      # ... for the larger test set: 230 unmasked faces instead of 148
PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1)   # C of the logistic regression on standardised features
HEAD_ROWS = 1200       # pictures of a (source, label) that a head is trained on: all groups weigh the same, so more would only take longer
ENOUGH = 400           # ... that earn a full weight; fewer earn (n / ENOUGH) ** 0.5, as in training
JUDGED = 2000          # pictures of a label of a source that a head is judged on
NOTHINGS = 600         # places without a face that the output `face` is judged on, a source and in the negatives
STRESSED = 1500        # pictures of a source that are blurred, compressed and reduced: more would only take longer
TUNING_ROWS = 4000     # C is chosen on this many rows at most: Debian's plain BLAS takes minutes on all of them
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
            if any(len(np.unique(y[train])) < len(self.labels) for train, _ in folds):   # a label of one source alone
                folds = list(StratifiedKFold(4, shuffle=True, random_state=self.seed).split(z, y))
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
        "rocAuc": float(roc_auc_score(actual, probabilities[:, 1])) if len(np.unique(actual)) == 2 else None,
        "recallCounts": [int((actual == v).sum()) for v in (0, 1)], "logLoss": float(-np.log(own).mean()),
        "macroLogLoss": float(np.mean([-np.log(own[actual == v]).mean() for v in np.unique(actual)])),
        "recall": [float((predicted[actual == v] == v).mean()) if (actual == v).any() else None for v in (0, 1)], "ece": ece(actual, probabilities),
        "wrongAbove95": float(((predicted != actual) & (probabilities.max(1) > 0.95)).mean()),
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
    """The plain crops that are needed, and the masks that say who takes part in what."""

    def __init__(self):
        self.data = Data()
        self.face = np.where(self.data.boxed, self.data.box[:, 2:].max(1), 999)
        self.two = self.data.label < 2
        self.order = np.random.default_rng(0).permutation(len(self.data))
        self.known = {}      # features by backbone, sample and mirroring

    def crops(self, samples):
        return np.stack([self.data.crop(i) for i in samples])

    def features(self, samples, backbone, mirrored=False):
        """Features of the crops, or of their mirror images; each is computed once."""
        missing = [i for i in samples if (backbone, i, mirrored) not in self.known]
        for start in range(0, len(missing), 512):
            part = missing[start:start + 512]
            pictures = self.crops(part)
            for i, row in zip(part, features(backbone, pictures[:, :, ::-1] if mirrored else pictures)):
                self.known[backbone, i, mirrored] = row
        return np.stack([self.known[backbone, i, mirrored] for i in samples])

    def some(self, part, most):
        """Samples of a mask, at most this many of each (source, label), always the same ones."""
        chosen = self.order[part[self.order]]
        group = self.data.source[chosen].astype(int) * 10 + self.data.label[chosen]
        kept = [chosen[group == g][:most] for g in np.unique(group)]
        return np.sort(np.concatenate(kept))

    def test_part(self, name, smallest=SMALLEST, labels=2):
        """Faces of a source, or of a half of it."""
        return self.some(self.data.left_out(name) & (self.data.label < labels) & (self.face >= smallest), JUDGED)

    def train_part(self, name, sources=REAL, labels=2):
        """Head training without a source or half, on real pictures; tiny faces do not help there."""
        named = np.isin(self.data.source, [SOURCES.index(s) for s in sources])
        return self.some(self.data.usable(name) & named & (self.data.label < labels) & (self.face >= 20), HEAD_ROWS)


def head_views(bench, samples, backbone):
    """Features of plain and mirrored crops, labels, and weights that let (source, label) groups count alike, tiny ones less."""
    labels, source = bench.data.label[samples].astype(int), bench.data.source[samples]
    x = np.concatenate([bench.features(samples, backbone), bench.features(samples, backbone, True)])
    weights = np.zeros(len(labels))
    for s in np.unique(source):
        for label in np.unique(labels):
            group = (source == s) & (labels == label)
            if group.any():
                weights[group] = min(1, group.sum() / ENOUGH) ** 0.5 / group.sum()
    weights *= len(labels) / weights.sum()
    # L2 is chosen across sources, as the head will be judged: what fits all of them equally tells too little about another.
    groups = np.tile(source if len(np.unique(source)) > 1 else bench.data.photo[samples], 2)
    return x, np.tile(labels, 2), groups, np.tile(weights, 2)


def judge(bench, name, backbone, smallest=SMALLEST, sources=REAL):
    """A head trained without a source (or half): itself, and labels and probabilities on what it was trained without."""
    head = Head().fit(*head_views(bench, bench.train_part(name, sources), backbone))
    part = bench.test_part(name, smallest)
    return head, bench.data.label[part].astype(int), head.probabilities(bench.features(part, backbone))


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


def leave_one_out(bench, name, backbone, stress=True, sources=REAL):
    """One row of the table."""
    head, actual, p = judge(bench, name, backbone, sources=sources)
    row = metrics(actual, p)
    row["penalty"] = head.penalty
    part = bench.test_part(name)
    wrong = part[p.argmax(1) != actual]
    order = np.argsort(p[p.argmax(1) != actual].max(1) * -1) if len(wrong) else []
    row["wrong"] = [{"path": str(bench.data.path[i]), "box": bench.data.box[i].round().astype(int).tolist(), "label": int(bench.data.label[i])} for i in wrong[order]]
    if BOXED[SOURCES.index(name)]:
        everyone = bench.test_part(name, 0)
        p = head.probabilities(bench.features(everyone, backbone))
        sizes, truth = bench.face[everyone], bench.data.label[everyone].astype(int)
        row[f"from{SMALLEST_ALL}px"] = metrics(truth[sizes >= SMALLEST_ALL], p[sizes >= SMALLEST_ALL])
        row["bySize"] = {}
        for low, high in ((0, 16), (16, 24), (24, 32), (32, 48), (48, 96), (96, 9999)):
            inside = (sizes >= low) & (sizes < high)
            row["bySize"][f"{low}-{high}"] = {
                "counts": [int((truth[inside] == v).sum()) for v in (0, 1)],
                "recall": [float((p[inside].argmax(1) == v)[truth[inside] == v].mean()) if (truth[inside] == v).any() else None for v in (0, 1)]}
    if stress:
        some = np.random.default_rng(0).permutation(len(actual))[:STRESSED]
        actual, pictures = actual[some], bench.crops(part[some])
        row["stress"] = {"none": macro(actual, head.probabilities(features(backbone, pictures)).argmax(1))}
        for kind, values in (("blur", (1, 2, 3)), ("jpeg", (50, 30, 15)), ("side", (48, 32, 24, 16))):
            for value in values:
                p = head.probabilities(features(backbone, degrade(pictures, kind, value)))
                row["stress"][f"{kind} {value}"] = macro(actual, p.argmax(1))
    return row


def nothings(bench, name):
    """Crops without a face: fragments of, and places beside, the faces of a source; places in the negatives that no network with a left-out source has seen."""
    rng, data = np.random.default_rng(0), bench.data
    held = np.flatnonzero(data.held_negatives()) if name == "negatives" else bench.test_part(name, 48, labels=FACE + 1)
    if name != "negatives":
        held = held[(data.boxed[held]) | (data.face_score[held] > 0.6)]
    pictures = []
    while len(pictures) < NOTHINGS:
        sample = int(held[rng.integers(len(held))])
        affine = views.no_face(data, sample, rng)
        if affine is not None:
            to_source = affine @ np.array([[1 / SIZE, 0, -0.5 + 0.5 / SIZE], [0, 1 / SIZE, -0.5 + 0.5 / SIZE], [0, 0, 1]])
            to_source[:, 2] -= 0.5
            pictures.append(cv2.warpAffine(data.image(sample), to_source, (SIZE, SIZE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE))
    return np.stack(pictures)


def face_output(bench, name, probability):
    """How well `probability` (crops → probability of a face) tells the faces of a left-out source from places without a face."""
    faces = bench.test_part(name, SMALLEST, labels=FACE + 1)
    yes = probability(bench.crops(faces))
    row = {"faces": len(yes), "facesBelowHalf": float((yes < 0.5).mean()), "facesBelowTenth": float((yes < 0.1).mean())}
    for kind in (name, "negatives"):
        no = probability(nothings(bench, kind))
        key = "negatives" if kind == "negatives" else "fragments"
        row[key] = {"count": len(no), "aboveHalf": float((no >= 0.5).mean()), "aboveTenth": float((no >= 0.1).mean()),
                    "rocAuc": float(roc_auc_score(np.repeat([1, 0], [len(yes), len(no)]), np.concatenate([yes, no])))}
    return row


def three_labels(bench, name, backbone, sources=REAL):
    """Recall of each label on a left-out source, of a three-label head trained on the others."""
    samples = bench.train_part(name, sources, labels=3)
    x, y, groups, weights = head_views(bench, samples, backbone)
    head = Head().fit(x, y, groups, weights)
    part = bench.test_part(name, labels=3)
    truth = bench.data.label[part].astype(int)
    predicted = head.probabilities(bench.features(part, backbone)).argmax(1)
    return {"count": np.bincount(truth, minlength=3).tolist(),
            "recall": [float((predicted[truth == v] == v).mean()) if (truth == v).any() else None for v in range(3)],
            "confusion": [[int(((truth == a) & (predicted == b)).sum()) for b in range(3)] for a in range(3)]}


def small_folders(bench, name, backbone, counts=(10, 50), seeds=20):
    """Heads from few images of face-mask-4k, judged on a left-out source; mean, least and all seeds."""
    test = bench.test_part(name)
    x_test, y_test = bench.features(test, backbone), bench.data.label[test].astype(int)
    pool = np.flatnonzero((bench.data.source == 1) & bench.data.usable(name))
    pool = bench.some(np.isin(np.arange(len(bench.data)), pool), 600)
    pictures = bench.crops(pool)
    plain, mirrored = (features(backbone, c) for c in (pictures, pictures[:, :, ::-1]))
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


def share(value, digits=1):
    return "" if value is None else f"{value:.{digits}%}"


def table(results):
    """The figures as markdown."""
    lines = ["| left out | masked | bare | macro | masked found | bare found | ROC AUC | log-loss | ECE | wrong above 0.95 | accuracy on the 95 % most confident |", "|---" * 11 + "|"]
    rows = {}
    for name, r in results["leaveOneSourceOut"].items():
        rows[name] = r
        if f"from{SMALLEST_ALL}px" in r:
            rows[f"{name}, from {SMALLEST_ALL} px"] = r[f"from{SMALLEST_ALL}px"]
    if "otherHalf" in results:
        rows["group-photos, other half"] = results["otherHalf"]
    for name, r in rows.items():
        both = None not in r["recall"] and min(r["recallCounts"]) >= 20
        roc = f"{r['rocAuc']:.4f}" if both else ""
        lines.append(f"| {name} | {r['recallCounts'][0]} | {r['recallCounts'][1]} | {share(r['macroAccuracy'] if both else None, 2)} | {share(r['recall'][0], 2)} | "
                     f"{share(r['recall'][1], 2)} | {roc} | {r['logLoss']:.3f} | {r['ece']:.3f} | {share(r['wrongAbove95'], 2)} | {share(r['accuracyAtCoverage']['0.95'], 2)} |")
    stressed = {k: v["stress"] for k, v in results["leaveOneSourceOut"].items() if "stress" in v}
    if stressed:
        kinds = list(next(iter(stressed.values())))
        lines += ["", "| macro under | " + " | ".join(kinds) + " |", "|---" * (len(kinds) + 1) + "|"]
        lines += [f"| {name} | " + " | ".join(f"{v[k]:.1%}" for k in kinds) + " |" for name, v in stressed.items()]
    sized = {k: v["bySize"] for k, v in results["leaveOneSourceOut"].items() if "bySize" in v}
    if sized:
        sizes = list(next(iter(sized.values())))
        lines += ["", "| masked found / bare found (faces), by longer side | " + " | ".join(f"{s} px" for s in sizes) + " |", "|---" * (len(sizes) + 1) + "|"]
        lines += [f"| {name} | " + " | ".join(f"{share(v[s]['recall'][0])} ({v[s]['counts'][0]}) / {share(v[s]['recall'][1])} ({v[s]['counts'][1]})" for s in sizes) + " |"
                  for name, v in sized.items()]
    if results.get("smallFolders"):
        lines += ["", "| images a label of face-mask-4k | judged on | macro, mean | median | least of 20 |", "|---|---|---|---|---|"]
        lines += [f"| {k} | {name} | {v['mean']:.2%} | {v['median']:.2%} | {v['least']:.2%} |" for name, r in results["smallFolders"].items() for k, v in r.items()]
    if results.get("threeLabels"):
        lines += ["", "| three labels, left out | with_mask | without_mask | mask_weared_incorrect |", "|---|---|---|---|"]
        lines += [f"| {name} | " + " | ".join(f"{share(v)} of {n}" if n else "" for v, n in zip(r["recall"], r["count"])) + " |" for name, r in results["threeLabels"].items()]
    if results.get("face"):
        lines += ["", "| output `face`, left out | faces | below 0.5 | fragments at or above 0.5 | ROC AUC | negatives at or above 0.5 | ROC AUC |", "|---" * 7 + "|"]
        lines += [f"| {name} | {r['faces']} | {share(r['facesBelowHalf'])} | {share(r['fragments']['aboveHalf'])} | {r['fragments']['rocAuc']:.4f} | "
                  f"{share(r['negatives']['aboveHalf'])} | {r['negatives']['rocAuc']:.4f} |" for name, r in results["face"].items()]
    return "\n".join(lines) + "\n"


class Float:
    """A training's averaged backbone in float: several times as fast to judge as the eight-bit form."""

    def __init__(self, checkpoint):
        self.model = export.load(checkpoint)

    def __call__(self, x):
        return self.model.backbone(x)

    def face(self, x):
        return torch.sigmoid(self.model(x)[2])


def backbone_without(left_out, name, plain=False):
    """A backbone that has not seen a source (None: whatever it has seen): an ONNX file, or a training in its shipped form or, with `plain`, in float."""
    if name.endswith(".onnx"):
        return quantise.Shipped(onnx.load(name))
    folder = os.path.join(WORK, name)
    checkpoint, path = os.path.join(folder, "checkpoint.pt"), os.path.join(folder, "masknet.onnx")
    if left_out and left_out not in (torch.load(checkpoint)["leave_out"] or "").split(","):
        raise SystemExit(f"{name} was not trained without {left_out}")
    if plain:
        return Float(checkpoint)
    if not os.path.exists(path) or os.path.getmtime(path) < os.path.getmtime(checkpoint):
        plain = os.path.join(folder, "masknet-float.onnx")
        export.write(checkpoint, plain)
        onnx.save(quantise.ship(onnx.load(plain), left_out)[0], path)
    return quantise.Shipped(onnx.load(path))


@torch.no_grad()
def probability_of(backbone, batch=256):
    """crops → the output `face`, or None where a backbone has none."""
    if isinstance(backbone, quantise.Shipped) and not any(o.name == "face" for o in backbone.model.graph.output):
        return None
    return lambda pictures: np.concatenate([backbone.face(tensor(pictures[i:i + batch])).detach().numpy() for i in range(0, len(pictures), batch)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--left-out", nargs="+", required=True, metavar="SOURCE=NETWORK")
    parser.add_argument("--head", nargs="+", choices=REAL, default=REAL, help="sources that heads are trained on, apart from the one left out")
    parser.add_argument("--halves", nargs=2, metavar=("HALF_0", "HALF_1"), help="trainings without the first and the second half of group-photos")
    parser.add_argument("--out", required=True)
    parser.add_argument("--seen", action="store_true", help="backbones have seen the sources that they are judged on")
    parser.add_argument("--float", action="store_true", help="judge trainings in float rather than in their shipped form")
    parser.add_argument("--quick", action="store_true", help="without stress")
    parser.add_argument("--small-folders", action="store_true", help="heads from few images of face-mask-4k too")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(2)
    bench = Bench()
    results = {"backboneHasSeenTheSources": args.seen, "networks": args.left_out, "headSources": args.head, "halves": args.halves, "float": args.float,
               "leaveOneSourceOut": {}, "threeLabels": {}, "face": {}, "smallFolders": {}}
    os.makedirs(os.path.dirname(os.path.abspath(args.out)), exist_ok=True)
    opened = {}
    with torch.no_grad():
        for entry in args.left_out:
            source, _, name = entry.partition("=")
            backbone = opened[name] = opened.get(name) or backbone_without(None if args.seen else source, name, args.float)
            results["leaveOneSourceOut"][source] = leave_one_out(bench, source, backbone, not args.quick, args.head)
            if (bench.data.left_out(source) & (bench.data.label == 2)).any():
                results["threeLabels"][source] = three_labels(bench, source, backbone, args.head)
            probability = probability_of(backbone)
            if probability:
                results["face"][source] = face_output(bench, source, probability)
            if args.small_folders:
                results["smallFolders"][source] = small_folders(bench, source, backbone)
            publish(args.out, results)
        if args.halves:
            results["otherHalf"] = other_half(bench, [backbone_without(half, name, args.float) for half, name in zip(HALVES, args.halves)])
            publish(args.out, results)


def publish(out, results):
    """Writes the results so far as JSON and Markdown, and prints the table."""
    with open(out + ".json", "w") as file:
        json.dump(results, file, indent=1)
    with open(out + ".md", "w") as file:
        file.write(table(results))
    print(table(results), flush=True)


if __name__ == "__main__":
    main()
