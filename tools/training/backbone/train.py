"""Trains masknet from scratch.

    python3 -m backbone.train --name all                              # all sources
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
import torch
from torch import nn
from torch.nn import functional as F

from backbone import lower_faces, views
from backbone.network import Classifier
from common.optimisation import Optimisation
from common.paths import WORK
from common.pictures import HALVES, REAL, SOURCES, Data
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
    mixup: float = 0.0           # share of batches mixed
    mixstyle: float = 0.0        # share of batches with exchanged feature statistics after the first stage
    contrast: float = 0.0        # weight of the supervised contrastive loss on the features
    ema: float = 0.999           # decay of the averaged weights, which are shipped
    clip: float = 5.0            # of the gradient's norm
    dropout: float = 0.2
    clean_at: float = 0.7        # fraction of training after which samples with suspect labels are dropped; full-size training must have begun
    clean_below: float = 0.04    # probability of its own label under which a sample is dropped
    incorrect_share: float = 0.35  # of mask_weared_incorrect relative to the other groups: few faces
    small_face: int = 12         # group faces below this side are left out of training
    seed: int = 1
    threads: int = 1             # one thread and one worker for the views fill two cores; more threads wait for each other
    workers: int = 1


def groups(data, keep, config):
    """(members, weight) of each (source, label). Every group fills the same fraction of a batch."""
    big = (data.source != 2) | (data.box[:, 2:].max(1) >= config.small_face)
    out = []
    for s in range(len(SOURCES if config.synthetic else REAL)):
        for label in range(3):
            members = np.flatnonzero(keep & big & (data.source == s) & (data.label == label))
            if len(members):
                out.append((members, config.incorrect_share if label == 2 else 1.0))
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
        others = lower_faces.Others(self.data, [samples for samples, _ in self.members])
        weights = np.array([w for _, w in self.members])
        weights /= weights.sum()
        for _ in range(number, self.config.samples // self.config.batch, count):
            pictures = np.empty((self.config.batch, size, size, 3), np.uint8)
            labels = np.empty(self.config.batch, np.int64)
            for i, group in enumerate(rng.choice(len(weights), self.config.batch, p=weights)):
                members = self.members[group][0]
                chosen = light if rng.random() < self.config.light else style
                pictures[i], labels[i] = views.view(self.data, int(members[rng.integers(len(members))]), chosen, rng, others, size)
            yield torch.from_numpy(pictures), torch.from_numpy(labels)


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
    for samples, weight in members:
        p = plain_probabilities(model, data, samples)[np.arange(len(samples)), data.label[samples]]
        # At most 3 % of a group: the model may not have learned a rare kind of face yet.
        bad = (p < config.clean_below) & (p <= np.quantile(p, 0.03)) & (data.label[samples] != 2)
        lines += [f"{v:.4f} {data.path[i]} {data.box[i].astype(int).tolist()}" for i, v in zip(samples[bad], p[bad])]
        kept.append((samples[~bad], weight))
    with open(os.path.join(folder, "dropped.txt"), "w") as file:
        file.write("\n".join(lines) + "\n")
    return kept, len(lines)


def train(name, leave_out, config, resume=False, start=None):
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
        if state["leave_out"] not in (leave_out, (leave_out or "").split("/")[0]):   # a training without the source was also without its half
            raise SystemExit(f"{start} was trained without {state['leave_out']}, not without {leave_out}")
        model.load_state_dict(state["average"])
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
    print(dataclasses.asdict(config), "leave out", leave_out, [len(m) for m, _ in members], file=log)
    criterion = nn.CrossEntropyLoss(label_smoothing=config.smoothing)
    for epoch in range(first, config.epochs):
        if epoch == int(config.epochs * config.clean_at) and config.clean_at < 1:
            members, count = drop_suspects(optimisation.average, data, members, config, folder)
            print(f"dropped {count} samples", file=log)
        model.train()
        began, total, right, seen = time.time(), 0.0, 0, 0
        loader = torch.utils.data.DataLoader(Views(data, members, config, epoch), batch_size=None,
                                             num_workers=config.workers, prefetch_factor=4)
        for pictures, labels in loader:
            x = to_input(pictures)
            part, order = 1.0, None
            if rng.random() < config.mixup:
                part, order = float(rng.beta(0.4, 0.4)), torch.randperm(len(x))
                x = part * x + (1 - part) * x[order]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores, features = model(x)
            scores = scores.float()
            loss = criterion(scores, labels)
            if order is not None:
                loss = part * loss + (1 - part) * criterion(scores, labels[order])
            elif config.contrast:
                loss = loss + config.contrast * contrastive(features, labels)
            optimisation.step_down(loss)
            total += float(loss.detach()) * len(labels)
            right += int((scores.argmax(1) == labels).sum())
            seen += len(labels)
        spent = time.time() - began
        print(f"epoch {epoch + 1}/{config.epochs} loss {total / seen:.4f} accuracy {right / seen:.4f} {seen / spent:.0f} views/s", file=log)
        save(checkpoint, {**optimisation.state(), "members": members, "epoch": epoch + 1, "leave_out": leave_out,
                          "config": dataclasses.asdict(config)})
    return optimisation.average


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", required=True, help="folder under work/")
    parser.add_argument("--leave-out", choices=REAL + HALVES, default=None)
    parser.add_argument("--start", default=None, metavar="NAME", help="begin with the weights of this training, made without the same source")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    args = parser.parse_args()
    train(args.name, args.leave_out, read_config(args.set, Config), args.resume, args.start)


if __name__ == "__main__":
    main()
