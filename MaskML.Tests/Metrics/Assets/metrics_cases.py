"""Makes metrics-cases.json: random predictions and what scikit-learn says of them.

    /usr/bin/python3 metrics_cases.py

Needs scikit-learn and NumPy (Debian: python3-sklearn). The test suite uses the committed file and never runs this script.
"""
import json
import pathlib
import warnings

import numpy as np
from sklearn import metrics

BINS = 15


def expected_calibration_error(actual, scores):
    """C. Guo et al. 2017, equally wide bins; scikit-learn has none."""
    confidence = scores.max(axis=1)
    right = scores.argmax(axis=1) == actual
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return sum(
        (bins == b).sum() * abs(right[bins == b].mean() - confidence[bins == b].mean()) for b in np.unique(bins)
    ) / len(actual)


def case(random, labels, count, sharpness, levels=None, only=None):
    names = [f"label_{chr(97 + i)}" for i in range(labels)]
    actual = random.integers(0, only or labels, count)
    logits = random.normal(0, 1, (count, labels))
    logits[np.arange(count), actual] += sharpness
    scores = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    if levels:  # Few different scores: ties.
        scores = np.round(scores[:, 0] * levels) / levels
        scores = np.stack([scores, 1 - scores], axis=1)
    scores = np.round(scores, 4)  # Short in the file, and still one in sum.
    scores[:, -1] = 1 - scores[:, :-1].sum(axis=1)
    scores = scores.astype(np.float32)
    exact = scores.astype(np.float64)
    predicted = scores.argmax(axis=1)
    truth = np.eye(labels)[actual]
    indices = list(range(labels))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Labels that do not occur: the figures are then 0, which is what is wanted.
        report = metrics.classification_report(actual, predicted, labels=indices, target_names=names, output_dict=True, zero_division=0)
        present = np.unique(actual)
        return {
            "labels": names,
            "actual": actual.tolist(),
            "scores": [[round(float(s), 4) for s in row] for row in scores],
            "accuracy": metrics.accuracy_score(actual, predicted),
            "macroAccuracy": metrics.recall_score(actual, predicted, labels=present, average="macro"),
            "logLoss": metrics.log_loss(actual, exact, labels=indices, eps=1e-15),
            "brier": float(((exact - truth) ** 2).sum(axis=1).mean()),
            "ece": float(expected_calibration_error(actual, exact)),
            "rocAuc": metrics.roc_auc_score(actual == 0, exact[:, 0]) if labels == 2 and len(present) == 2 else None,
            "confusion": metrics.confusion_matrix(actual, predicted, labels=indices).tolist(),
            # "micro avg" stands in the place of "accuracy" where labels do not occur at all.
            "report": {**{k: v for k, v in report.items() if k != "micro avg"}, "accuracy": metrics.accuracy_score(actual, predicted)},
        }


random = np.random.default_rng(1)
cases = [
    case(random, 2, 200, 2.0),
    case(random, 2, 150, 0.0),
    case(random, 2, 100, 1.0, levels=7),
    case(random, 2, 30, 1.0, only=1),
    case(random, 3, 250, 1.5),
    case(random, 4, 90, 1.0, only=3),
    case(random, 7, 200, 3.0),
    case(random, 2, 1, 5.0),
]
path = pathlib.Path(__file__).with_name("metrics-cases.json")
path.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
