"""Trains masknet, from scratch or from an earlier network's weights.

    python3 -m backbone.train --name all                              # all sources
    python3 -m backbone.train --name all --weights ../../data/models/masknet-float.onnx   # goes on from exported weights
    python3 -m backbone.train --name no-group --leave-out group-photos
    python3 -m backbone.train --name all --resume                     # goes on after an interruption

Writes work/<name>/: checkpoint.pt (each epoch, by rename), log.txt, dropped.txt (samples taken for mislabelled).
Any setting of Config can be given as --set key=value; unknown keys raise.
"""
import argparse
import dataclasses
import os
import time
from dataclasses import dataclass

import cv2
import numpy as np
import onnx
import torch
from torch.nn import functional as F

from backbone import lower_faces, views
from backbone.network import Classifier, read_weights
from common.optimisation import Optimisation
from common.paths import WORK
from common.pictures import DRAWN_SOURCE, FACE, NEGATIVES, NOTHING, SOURCES, Data
from common.training import different, read_config, save, to_input


@dataclass
class Config:
    """The recipe; the README has the results of the alternatives that were tried."""
    epochs: int = 20             # of `samples` views each
    samples: int = 16384         # about the number of training images
    batch: int = 128             # fits the processor's caches; 256 costs 15 % more time per view
    rate: float = 2e-3           # AdamW
    small_until: float = 0.4     # fraction of training on smaller pictures, which cost less than half
    small_size: int = 64
    decay: float = 0.05
    warmup: float = 0.05         # share of all steps
    smoothing: float = 0.05      # label smoothing, because some labels are wrong
    light: float = 0.2           # fraction of views with little augmentation
    drawn: float = 0.7           # scales the probabilities of masks drawn on unmasked faces
    front: float = 1.0           # scales the probabilities of heads and hair before the lower face, and of beards
    swap: float = 0.0            # scales the probability that a view gets the lower face of another picture
    synthetic: int = 0           # whether the faces drawn by ./maskml synth are a source too
    synthetic_share: float = 0.25  # ... relative to a real (source, label)
    enough: int = 400            # samples of a (source, label) that earn it a full share; fewer earn (n / enough) ** 0.5
    unlabelled_share: float = 0.4  # of faces without a label, relative to a labelled (source, label)
    nothing_share: float = 0.18  # share of views that show no face
    face_weight: float = 0.5     # of the loss of the output `face`
    mixup: float = 0.0           # share of batches mixed
    mixstyle: float = 0.0        # share of batches with exchanged feature statistics after the first stage
    contrast: float = 0.0        # weight of the supervised contrastive loss on the features
    ema: float = 0.999           # decay of the averaged weights, which are shipped
    clip: float = 5.0            # of the gradient's norm
    dropout: float = 0.2
    clean_at: float = 0.7        # fraction of training after which samples with suspect labels are dropped; full-size training must have begun
    clean_below: float = 0.04    # probability of its own label under which a sample is dropped
    incorrect_share: float = 0.35  # of mask_weared_incorrect relative to the other groups: few faces
    small_face: int = 12         # faces in photos below this side are left out of training
    least_fragment: int = 40     # faces below this side lend no fragments
    frozen: int = 0              # blocks at the start of the network that keep the weights they begin with
    seed: int = 1
    threads: int = 1             # one thread and one worker for the views fill two cores; more threads wait for each other
    workers: int = 1


def groups(data, keep, config):
    """(members, weight, nothing) of each (source, label), and of the places without a face: weights sum to the shares of a batch."""
    big = ~data.boxed | (data.box[:, 2:].max(1) >= config.small_face)
    out = []
    for s in range(len(SOURCES)):
        if s == NEGATIVES or (s == DRAWN_SOURCE and not config.synthetic):
            continue
        for label in range(FACE + 1):
            members = np.flatnonzero(keep & big & (data.source == s) & (data.label == label))
            if len(members):
                weight = min(1.0, len(members) / config.enough) ** 0.5
                weight *= {2: config.incorrect_share, FACE: config.unlabelled_share}.get(label, 1.0)
                out.append((members, weight * (config.synthetic_share if s == DRAWN_SOURCE else 1.0), False))
    total = sum(weight for _, weight, _ in out) * config.nothing_share / (1 - config.nothing_share)
    found = data.boxed | (data.face_score > 0.6)
    side = np.where(data.boxed, data.box[:, 2:].max(1), data.face_box[:, 2:].max(1))
    fragments = np.flatnonzero(keep & found & (side >= config.least_fragment) & (data.source != DRAWN_SOURCE) & (data.label <= FACE))
    false = np.flatnonzero(keep & (data.label == NOTHING))
    elsewhere, detected = false[data.source[false] == NEGATIVES], false[data.source[false] != NEGATIVES]
    for some, share in ((elsewhere, 0.4), (detected, 0.3), (fragments, 0.3)):
        if len(some):
            out.append((some, total * share, True))
    return out


class Views(torch.utils.data.IterableDataset):
    """One epoch of random views, balanced by group; each worker has its own seed."""

    def __init__(self, data, members, config, epoch):
        self.data, self.members, self.config, self.epoch = data, members, config, epoch

    def __iter__(self):
        cv2.setNumThreads(1)
        worker = torch.utils.data.get_worker_info()
        number, count = (worker.id, worker.num_workers) if worker else (0, 1)
        rng = np.random.default_rng([self.config.seed, self.epoch, number])
        drawn, front, swap = self.config.drawn, self.config.front, self.config.swap
        style, light = (dataclasses.replace(s, mask=s.mask * drawn, incorrect=s.incorrect * drawn, swap=s.swap * swap,
                                            head=s.head * front, hair=s.hair * front, beard=s.beard * front)
                        for s in (views.Style(), views.LIGHT))
        size = self.config.small_size if self.epoch < self.config.epochs * self.config.small_until else views.SIZE
        others = lower_faces.Others(self.data, [samples for samples, _, nothing in self.members if not nothing], swap > 0)
        weights = np.array([w for _, w, _ in self.members])
        weights /= weights.sum()
        for _ in range(number, self.config.samples // self.config.batch, count):
            pictures = np.empty((self.config.batch, size, size, 3), np.uint8)
            labels, faces = np.empty(self.config.batch, np.int64), np.empty(self.config.batch, np.float32)
            for i, group in enumerate(rng.choice(len(weights), self.config.batch, p=weights)):
                members, _, nothing = self.members[group]
                chosen = light if rng.random() < self.config.light else style
                pictures[i], labels[i], faces[i] = views.view(self.data, int(members[rng.integers(len(members))]), chosen, rng, others, size, nothing)
            yield torch.from_numpy(pictures), torch.from_numpy(labels), torch.from_numpy(faces)


def contrastive(features, labels, temperature=0.1):
    """Supervised contrastive loss: pulls views with the same label together, across sources."""
    z = F.normalize(features.float(), dim=1)
    near = z @ z.T / temperature
    self_mask = torch.eye(len(z), dtype=torch.bool)
    near = near.masked_fill(self_mask, -1e4)
    same = (labels[:, None] == labels[None]) & ~self_mask
    log_share = near - near.logsumexp(1, keepdim=True)
    return -(log_share * same).sum(1).div(same.sum(1).clamp(min=1)).mean()


class MixStyle:
    """MixStyle (Zhou et al., 2021): mixes channel means and deviations between samples after an early stage."""

    def __init__(self, share, rng):
        self.share, self.rng = share, rng

    def __call__(self, module, inputs, x):
        if not module.training or self.rng.random() >= self.share:
            return None
        mean = x.mean((2, 3), keepdim=True).detach()
        spread = x.var((2, 3), keepdim=True).add(1e-5).sqrt().detach()
        order = torch.randperm(len(x))
        part = torch.from_numpy(self.rng.beta(0.2, 0.2, (len(x), 1, 1, 1)).astype(np.float32)).to(x.dtype)
        return (x - mean) / spread * (part * spread + (1 - part) * spread[order]) + part * mean + (1 - part) * mean[order]


@torch.no_grad()
def plain_probabilities(model, data, samples, batch=256):
    """Probability of each label for plain crops and their mirror images, averaged."""
    model.eval()
    out = []
    for start in range(0, len(samples), batch):
        x = to_input(torch.from_numpy(np.stack([data.crop(i) for i in samples[start:start + batch]])))
        out.append(sum(model(v)[0].softmax(1) for v in (x, x.flip(-1))) / 2)
    return torch.cat(out).numpy()


def drop_suspects(model, data, members, config, folder):
    """Removes samples to whose label the averaged model gives almost no probability; lists them in dropped.txt."""
    kept, lines = [], []
    for samples, weight, nothing in members:
        if nothing or data.label[samples[0]] > 1:
            kept.append((samples, weight, nothing))
            continue
        p = plain_probabilities(model, data, samples)[np.arange(len(samples)), data.label[samples]]
        # At most 3 % of a group: the model may not have learned a rare kind of face yet.
        bad = (p < config.clean_below) & (p <= np.quantile(p, 0.03))
        lines += [f"{v:.4f} {data.path[i]} {data.box[i].astype(int).tolist()}" for i, v in zip(samples[bad], p[bad])]
        kept.append((samples[~bad], weight, nothing))
    with open(os.path.join(folder, "dropped.txt"), "w") as file:
        file.write("\n".join(lines) + "\n")
    return kept, len(lines)


def label_loss(scores, labels, smoothing):
    """Cross-entropy with smoothed labels over the views that have one."""
    known = labels < FACE
    return F.cross_entropy(scores[known], labels[known], label_smoothing=smoothing)


def face_loss(logits, faces):
    """Binary cross-entropy of the output `face` over the views for which it is known."""
    known = faces >= 0
    return F.binary_cross_entropy_with_logits(logits[known], faces[known] * 0.98 + 0.01)


def covers(earlier, leave_out):
    """Whether a training that left `earlier` out has seen nothing of `leave_out`; one without a source was also without its half."""
    left = (earlier or "").split(",")
    return all(name in left or name.split("/")[0] in left for name in filter(None, (leave_out or "").split(",")))


def from_exported(model, path, data, members, config):
    """Takes an exported backbone's weights; its batch statistics come from training views."""
    samples = dataclasses.replace(config, samples=1024, batch=1024)
    pictures, _, _ = next(iter(Views(data, [m for m in members if not m[2]], samples, config.epochs)))
    read_weights(model.backbone, onnx.load(path), to_input(pictures))


def train(name, leave_out, config, resume=False, start=None, weights=None):
    """One training from the first step to the last; returns the averaged model."""
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    folder = os.path.join(WORK, name)
    os.makedirs(folder, exist_ok=True)
    checkpoint = os.path.join(folder, "checkpoint.pt")
    data = Data()
    members = groups(data, data.usable(leave_out), config)
    model = Classifier(config.dropout).to(memory_format=torch.channels_last)
    if start:   # a second stage starts from the averaged weights of another training
        state = torch.load(os.path.join(WORK, start, "checkpoint.pt"))
        if not covers(state["leave_out"], leave_out):
            raise SystemExit(f"{start} was trained without {state['leave_out']}, not without {leave_out}")
        model.load_state_dict(state["average"])
    elif weights:
        from_exported(model, weights, data, members, config)
    optimisation = Optimisation(model, config.epochs * (config.samples // config.batch), config.rate, config.decay, config.warmup, config.ema, config.clip)
    rng = np.random.default_rng([config.seed, 99])
    if config.mixstyle:
        model.backbone.body[1].register_forward_hook(MixStyle(config.mixstyle, rng))
    first = 0
    if resume and os.path.exists(checkpoint):
        state = torch.load(checkpoint)
        if different(state["config"], config) or state["leave_out"] != leave_out:
            raise SystemExit("the checkpoint was made with other settings")
        optimisation.restore(state)
        members, first = state["members"], state["epoch"]
    log = open(os.path.join(folder, "log.txt"), "a", buffering=1)
    print(dataclasses.asdict(config), "leave out", leave_out, [(len(m), round(w, 2)) for m, w, _ in members], file=log)
    for epoch in range(first, config.epochs):
        if epoch == int(config.epochs * config.clean_at) and config.clean_at < 1:
            members, count = drop_suspects(optimisation.average, data, members, config, folder)
            print(f"dropped {count} samples", file=log)
        model.train()
        model.backbone.freeze(config.frozen)
        began, total, right, seen, face_total, labelled = time.time(), 0.0, 0, 0, 0.0, 0
        loader = torch.utils.data.DataLoader(Views(data, members, config, epoch), batch_size=None,
                                             num_workers=config.workers, prefetch_factor=4)
        for pictures, labels, faces in loader:
            x = to_input(pictures)
            part, order = 1.0, None
            if rng.random() < config.mixup:
                part, order = float(rng.beta(0.4, 0.4)), torch.randperm(len(x))
                x = part * x + (1 - part) * x[order]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores, features, logits = model(x)
            scores, logits = scores.float(), logits.float()
            of_labels, of_faces = label_loss(scores, labels, config.smoothing), face_loss(logits, faces)
            if order is not None:
                of_labels = part * of_labels + (1 - part) * label_loss(scores, labels[order], config.smoothing)
                of_faces = part * of_faces + (1 - part) * face_loss(logits, faces[order])
            loss = of_labels + config.face_weight * of_faces
            if config.contrast and order is None:
                known = labels < FACE
                loss = loss + config.contrast * contrastive(features[known], labels[known])
            optimisation.step_down(loss)
            total += float(of_labels.detach()) * len(labels)
            face_total += float(of_faces.detach()) * len(labels)
            right += int((scores.argmax(1) == labels).sum())
            labelled += int((labels < FACE).sum())
            seen += len(labels)
        spent = time.time() - began
        print(f"epoch {epoch + 1}/{config.epochs} loss {total / seen:.4f} accuracy {right / labelled:.4f} face {face_total / seen:.4f} "
              f"{seen / spent:.0f} views/s", file=log)
        save(checkpoint, {**optimisation.state(), "members": members, "epoch": epoch + 1, "leave_out": leave_out,
                          "config": dataclasses.asdict(config)})
    return optimisation.average


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", required=True, help="folder under work/")
    parser.add_argument("--leave-out", default=None, metavar="SOURCES", help="names by commas, or half of the group photos: group-photos/0 or /1")
    parser.add_argument("--start", default=None, metavar="NAME", help="begin with the weights of this training, made without the same source")
    parser.add_argument("--weights", default=None, metavar="FILE", help="begin with the weights of an exported float backbone")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    args = parser.parse_args()
    train(args.name, args.leave_out, read_config(args.set, Config), args.resume, args.start, args.weights)


if __name__ == "__main__":
    main()
