"""The search of a photo from coarse to fine, and its figures on stored passes (detector/cached_passes.py), without running a network.

    python3 -m detector.search --models shipped yunet --sets street-cn shop-crowd     # tables of one pass and of the search

A *pass* is one run of the network over the photo, scaled to a long side; a *level* is a scale with its passes. The coarsest level answers
for large faces, each finer level only for faces that are smaller than those of the level before.
detector/README.md has the whole specification.
"""
import argparse
import functools
import os
import pickle
from dataclasses import dataclass

import numpy as np

from common.paths import WORK
from detector.boxes import boxes_of, iou
from detector.cached_passes import SETS
from detector.detect import suppress
from detector.metrics import MATCH, judge
from detector.photo_sets import redrawn, share_inside, unannotated

SIZES = ((0, 12), (12, 20), (20, 40), (40, 80), (80, 160), (160, 320), (320, 1e9))
NAMES = ("<12", "12-20", "20-40", "40-80", "80-160", "160-320", ">320")
SMALL = 20
HEADS = ("street-cn", "shop-crowd", "chin-mask")   # sets whose annotations are whole heads, at least in part


@dataclass(frozen=True)
class Search:
    """Constants of the search. Sizes are the longer side of a box."""
    levels: tuple = (256, 640, 960)              # long sides, coarse to fine
    magnify: float = 1.5                         # largest enlargement of a photo
    copy: float = 0.55                           # the coarsest copy is at most this fraction of the photo
    apart: float = 1.25                          # smallest ratio of the sides of neighbouring levels
    mirror: tuple = (96, 128, 160, 192, 256)     # sides with a second, mirrored pass, whose scores are averaged with the first one's
    limit: float = 85.0            # px of the finer of two levels: larger faces belong to the coarser level
    slack: float = 1.25            # both levels answer for faces between limit / slack and limit * slack
    agree: float = 16.0            # px of the coarser level, from which the mean of both levels' scores counts; 0: never
    least: float = 0.0             # px of the coarsest level, below which it never answers
    score: float = 0.46            # as `masknetFace.score`; tables that name 0.48 and 0.60 are of the search before the output `face`
    small_score: float = 0.58      # for faces below `small`
    small: float = 20.0            # px of the photo
    inside: float = 0.6            # a face is dropped if this fraction of its area lies inside a larger face
    larger: float = 1.5            # ... whose area is at least so many times as large
    overlap: float = 0.4           # IoU above which two boxes are the same face


def merged(passes, same=0.4):
    """Two passes merged: the mean of the scores (0 where a pass misses the face), and boxes weighted by the scores."""
    (sa, ba), (sb, bb) = passes
    if not len(sa) or not len(sb):
        return np.concatenate([sa, sb]) / 2, np.concatenate([ba, bb])
    free_a, free_b = np.ones(len(sa), bool), np.ones(len(sb), bool)
    shared = iou(ba, bb)
    scores, boxes = [], []
    candidates = [(0, k) for k in range(len(sa))] + [(1, k) for k in range(len(sb))]
    for which, k in sorted(candidates, key=lambda t: -(sa, sb)[t[0]][t[1]]):
        own, other, overlaps = (free_a, free_b, shared[k]) if which == 0 else (free_b, free_a, shared[:, k])
        if not own[k]:
            continue
        own[k] = False
        s, b = (sa[k], ba[k]) if which == 0 else (sb[k], bb[k])
        mates = np.flatnonzero(other & (overlaps > same))
        if len(mates):
            so, bo = (sb, bb) if which == 0 else (sa, ba)
            m = mates[np.argmax(so[mates])]
            other[m] = False
            boxes.append((s * b + so[m] * bo[m]) / (s + so[m]))
            scores.append((s + so[m]) / 2)
        else:
            boxes.append(b)
            scores.append(s / 2)
    return np.array(scores, np.float32), np.array(boxes, np.float32).reshape(-1, 4)


def sides_of(search, shape, available):
    """
    Long sides of a photo's levels, coarse to fine, each the nearest one among the stored passes. A level is left out if it is less than
    `apart` times finer than the one before.
    """
    longest = max(shape)
    sides = []
    for k, level in enumerate(search.levels):
        most = (search.copy if k == 0 and len(search.levels) > 1 else search.magnify) * longest
        side = min(available, key=lambda s: abs(np.log(s / min(level, most))))
        if not sides or side >= search.apart * sides[-1]:
            sides.append(side)
    return sides


def find(search, shape, passes):
    """(scores, boxes) of the faces of a photo with this shape, from its stored passes."""
    longest, plain = max(shape), sorted(side for side, mirrored in passes if not mirrored)
    sides = sides_of(search, shape, plain)
    scores, boxes, before = [], [], None
    for k, side in enumerate(sides):
        s, b = passes[side, False]
        if side in search.mirror and (side, True) in passes:
            s, b = merged([(s, b), passes[side, True]])
        seen, before = before, (s, b)
        size = b[:, 2:].max(1, initial=0)
        if search.agree and k:
            shared = iou(b, seen[1])
            other = np.where(shared > 0.4, seen[0][None], 0).max(1, initial=0)
            s = np.where(size * sides[k - 1] / longest >= search.agree, (s + other) / 2, s)
        low = search.limit * longest / sides[k + 1] / search.slack if k + 1 < len(sides) else 0
        high = search.limit * longest / side * search.slack if k else 1e9
        if k == 0 and k + 1 < len(sides):
            low = max(low, search.least * longest / side)
        keep = (size >= low) & (size < high) & (s >= np.where(size < search.small, search.small_score, search.score))
        scores.append(s[keep])
        boxes.append(b[keep])
    scores, boxes = np.concatenate(scores), np.concatenate(boxes)
    return drop(search, scores, boxes)


def drop(search, scores, boxes):
    """Removes overlaps, and faces that lie inside a larger one."""
    if not len(scores):
        return scores, boxes
    kept = suppress(np.column_stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]]), scores, search.overlap)
    scores, boxes = scores[kept], boxes[kept]
    area = boxes[:, 2:].prod(1)
    within = (share_inside(boxes, boxes) >= search.inside) & (area[None] >= search.larger * area[:, None])
    np.fill_diagonal(within, False)
    alive = np.ones(len(scores), bool)
    for k in np.argsort(-area, kind="stable"):          # from the largest one on: a dropped face does not drop others
        if (within[k] & alive).any():
            alive[k] = False
    return scores[alive], boxes[alive]


@functools.lru_cache(None)
def load(model, name):
    with open(os.path.join(WORK, "passes", model, name + ".pkl"), "rb") as file:
        return pickle.load(file)


@functools.lru_cache(None)
def unmarked(name, models=("shipped", "yunet")):
    """
    Boxes of likely faces without annotation, for each photo; they count neither for nor against a detector. These are the faces that two
    unrelated detectors agree on, outside annotated faces, and those that were found by eye (photo_sets.unannotated).
    """
    if name == "negatives":
        return [np.zeros((0, 4), np.float32)] * len(load(models[0], name))
    result, seen = [], unannotated()
    for a, b in zip(load(models[0], name), load(models[1], name)):
        known, found = boxes_of(a[0]), [surest(rows[2], score)[1] for rows, score in ((a, 0.4), (b, 0.5))]
        both = found[1][iou(found[1], found[0]).max(1, initial=0) > 0.4] if len(found[0]) else found[1][:0]
        if len(known) and len(both):
            both = both[(iou(both, known).max(1) < 0.3) & (share_inside(both, known).max(1) < 0.5)]
        result.append(np.concatenate([both, seen.get((name, a[0]["photo"]), both[:0])]))
    return result


def surest(passes, least):
    """(scores, boxes) of all passes over a photo together, from a score of `least` on, overlaps removed."""
    s, x = np.concatenate([v[0] for v in passes.values()]), np.concatenate([v[1] for v in passes.values()])
    s, x = s[s >= least], x[s >= least]
    kept = suppress(np.column_stack([x[:, :2], x[:, :2] + x[:, 2:]]), s) if len(s) else np.zeros(0, int)
    return s[kept], x[kept].reshape(-1, 4)


@functools.lru_cache(None)
def settled(name, models=("shipped", "yunet")):
    """
    The boxes that detectors are measured against, for each photo. Some sets annotate whole heads, and in a head in profile the face is at
    one side, so one transformation for all boxes is not enough. Where two unrelated detectors find a face inside the head, the box is the
    mean of theirs; where one does, the mean of its box and the transformed annotation; elsewhere the transformed annotation. All detectors
    are measured against the same boxes.
    """
    first, second = load(models[0], name), load(models[1], name)
    if name not in HEADS:
        return [redrawn(name, entry) for entry, _, _ in first]
    result = []
    for a, b in zip(first, second):
        raw, boxes = boxes_of(a[0]), redrawn(name, a[0])
        found = [surest(rows[2], 0.4) for rows in (a, b)]
        for k, head in enumerate(raw):
            mine = []
            for scores, candidates in found:
                if len(candidates):
                    share = candidates[:, 2:].prod(1) / max(1, head[2:].prod())
                    fits = (share_inside(candidates, [head])[:, 0] >= 0.75) & (share >= 0.2) & (share <= 1.3)
                    if fits.any():
                        mine.append(candidates[np.flatnonzero(fits)[np.argmax(scores[fits])]])
            if len(mine) == 2 and iou([mine[0]], [mine[1]])[0, 0] > 0.3:
                boxes[k] = (mine[0] + mine[1]) / 2
            elif len(mine) == 1:
                boxes[k] = (mine[0] + boxes[k]) / 2
        result.append(boxes)
    return result


def measure(answers, ignored):
    """Recall, precision and false faces of one detector on one set; answers are [(entry, annotated boxes, scores, boxes)]."""
    found, counts = np.zeros(len(SIZES)), np.zeros(len(SIZES))
    by = {0: [0, 0], 1: [0, 0]}
    right = false = inside = 0
    for (entry, known, scores, boxes), ignore in zip(answers, ignored):
        judged = judge(scores, boxes, known, np.zeros(len(known)), MATCH)
        hit = np.isin(np.arange(len(known)), judged.owner)
        size = known[:, 2:].max(1, initial=0)
        for k, (low, high) in enumerate(SIZES):
            mask = (size >= low) & (size < high)
            found[k] += hit[mask].sum()
            counts[k] += mask.sum()
        for k, face in enumerate(entry["faces"]):
            label = {"with_mask": 0, "without_mask": 1}.get(face["label"])
            if label is not None and size[k] >= SMALL:
                by[label][0] += hit[k]
                by[label][1] += 1
        right += (size[judged.owner[judged.owner >= 0]] >= SMALL).sum()
        lost = boxes[judged.owner < 0]
        if len(lost) and len(ignore):
            lost = lost[(iou(lost, ignore).max(1) < 0.3) & (share_inside(lost, ignore).max(1) < 0.6)]
        if len(lost):
            part = share_inside(lost, known).max(1, initial=0) >= 0.6
            inside += part.sum()
            false += (~part).sum()
    big = counts[2:].sum()
    recall = found[2:].sum() / big if big else float("nan")
    precision = right / max(1, right + inside + false)
    f1 = 2 * recall * precision / (recall + precision) if big else float("nan")
    return {"sizes": [(int(f), int(c)) for f, c in zip(found, counts)], "recall": recall, "precision": precision, "f1": f1,
            "inside": int(inside), "false": int(false), "large": found[3:].sum() / max(1, counts[3:].sum()),
            "masked": by[0], "bare": by[1], "photos": len(answers)}


def row(name, m):
    """A row of the table under HEAD."""
    sizes = " | ".join(f"{100 * f / c:.1f}" if c else "–" for f, c in m["sizes"])
    labels = " | ".join(f"{100 * f / c:.1f}" if c else "–" for f, c in (m["masked"], m["bare"]))
    rates = " | ".join(f"{100 * m[key]:.1f}" for key in ("large", "recall", "precision"))
    false = 100 * (m["false"] + m["inside"]) / m["photos"]
    return f"| {name} | {sizes} | {labels} | {rates} | {m['f1']:.3f} | {m['inside']} | {m['false']} | {false:.1f} |"


HEAD = ("| | " + " | ".join(NAMES) + " | masked | bare | ≥ 40 | recall ≥ 20 | precision | F1"
        " | false inside | elsewhere | false per 100 photos |\n|" + "---|" * 17)


def answers(search, model, name):
    """What a search finds on a set: [(entry, annotated boxes, scores, boxes)]."""
    return [(entry, known, *find(search, shape, passes)) for known, (entry, shape, passes) in zip(settled(name), load(model, name))]


def one_pass(side, **more):
    """The search with a single pass."""
    return Search(**{**dict(levels=(side,), inside=2.0, mirror=(), agree=0.0, score=0.46, small_score=0.53), **more})


OURS = {"one pass at 640": one_pass(640), "coarse to fine": Search(), "coarse to fine, 0.48 and 0.60": Search(score=0.48, small_score=0.60)}
YUNET = {"one pass at 640": one_pass(640, score=0.6, small_score=0.6, overlap=0.3),
         "one pass at 960": one_pass(960, score=0.6, small_score=0.75, overlap=0.3),
         "coarse to fine": Search(levels=(320, 960), mirror=(), limit=200.0, agree=0.0, score=0.6, small_score=0.75, overlap=0.3)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="*", default=("shipped", "yunet"), help="folders under work/passes")
    parser.add_argument("--sets", nargs="*", default=SETS)
    args = parser.parse_args()
    for name in args.sets:
        print(f"\n{name}\n\n{HEAD}")
        ignored = unmarked(name)
        for model in args.models:
            for title, search in (YUNET if model == "yunet" else OURS).items():
                print(row(f"{model}, {title}", measure(answers(search, model, name), ignored)))


if __name__ == "__main__":
    main()
