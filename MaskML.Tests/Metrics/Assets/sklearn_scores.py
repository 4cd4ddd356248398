"""Reads cases as JSON from standard input and writes what scikit-learn says of each to standard output.

A case is {"labels": n, "actual": [...], "scores": [[...]]}; scores are single precision, the first two labels decide where there are two.
"""
import json
import sys
import warnings

import numpy as np
from sklearn import metrics

warnings.simplefilter("ignore")  # Labels that do not occur.


def figures(case):
    labels = list(range(case["labels"]))
    actual = np.array(case["actual"])
    scores = np.array(case["scores"], dtype=np.float32).astype(np.float64)
    predicted = scores.argmax(axis=1)
    present = np.unique(actual)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(actual, predicted, labels=labels, zero_division=0)
    ranked = len(labels) == 2 and len(present) == 2
    return {
        "accuracy": metrics.accuracy_score(actual, predicted),
        "macroAccuracy": metrics.balanced_accuracy_score(actual, predicted),
        "logLoss": metrics.log_loss(actual, scores / scores.sum(axis=1, keepdims=True), labels=labels, eps=1e-15),
        "brier": 2 * metrics.brier_score_loss(actual == 0, scores[:, 0]) if ranked else None,
        "rocAuc": metrics.roc_auc_score(actual == 0, scores[:, 0]) if ranked else None,
        "averagePrecision": [
            metrics.average_precision_score(actual == label, scores[:, label]) if 0 < (actual == label).sum() < len(actual) else None
            for label in labels
        ],
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
    }


json.dump([figures(case) for case in json.load(sys.stdin)], sys.stdout)
