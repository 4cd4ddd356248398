"""Trains masknet-face from scratch, or from the weights of another training.

    python3 -m detector.train --name face-base --leave-out all --set laid=0.6       # without any group photo: the start of every fold
    python3 -m detector.train --name face-fold-0 --start face-base --leave-out 0    # four fifths of the group photos: evaluated on the rest
    python3 -m detector.train --name face-all --start face-long-0-2 --resume        # all group photos: shipped

Writes work/<name>/: checkpoint.pt (each epoch, by rename), log.txt. Any setting of Config can be given as --set key=value.
"""
import argparse
import dataclasses
import os
import time
from dataclasses import dataclass

import cv2
import numpy as np
import torch

from common.optimisation import Optimisation
from common.paths import WORK
from common.training import different, read_config, save, to_input
from detector.all_faces import AllFaces, number_of
from detector.network import FaceNet, centres, loss
from detector.view_transforms import Mix
from detector.views import ALL, Maker


@dataclass
class Config:
    """The recipe; README.md has the alternatives that were tried."""
    views: int = 425984          # of `size`; larger views count by their number of pixels
    epoch: int = 4096            # views between checkpoints
    batch: int = 16
    size: int = 256              # px: most views
    large: int = 448             # px, with as many pixels in a batch: for faces that fill a photo
    large_share: float = 0.25    # of batches
    rate: float = 1.5e-3         # AdamW
    decay: float = 0.02
    warmup: float = 0.04         # share of all steps
    ema: float = 0.998           # decay of the averaged weights, which are shipped
    clip: float = 10.0           # norm of the gradients
    bare: float = Mix.bare       # share of views around an unmasked face
    group: float = Mix.group     # share of patches from group photos
    empty: float = Mix.empty     # share of patches without a face
    hard: float = Mix.hard       # share of the others around a hard negative, where --hard gives some
    harsh: float = Mix.harsh     # share of views in darkness, against the light, in infrared, or moved
    without: str = ""            # sets that are left out, by commas; negatives/1 is half of them
    laid: float = Mix.laid       # share of views that folder pictures are laid over: the only small faces without group photos
    seed: int = 11
    threads: int = 1             # one thread and one worker for the views fill two cores
    workers: int = 1


class Views(torch.utils.data.IterableDataset):
    """The batches of one epoch: pictures [N,S,S,3] BGR, and each picture's faces and ignored boxes."""

    def __init__(self, maker, config, epoch):
        self.maker, self.config, self.epoch = maker, config, epoch

    def __iter__(self):
        cv2.setNumThreads(1)
        worker = torch.utils.data.get_worker_info()
        number, count = (worker.id, worker.num_workers) if worker else (0, 1)
        config = self.config
        rng = np.random.default_rng([config.seed, self.epoch, number])
        for _ in range(number, config.epoch // config.batch, count):
            size, batch = config.size, config.batch
            if rng.random() < config.large_share:
                size, batch = config.large, max(1, round(config.batch * config.size ** 2 / config.large ** 2))
            views, faces, ignored = zip(*(self.maker.view(rng, size) for _ in range(batch)))
            yield torch.from_numpy(np.stack(views)), [torch.from_numpy(f) for f in faces], [torch.from_numpy(i) for i in ignored]


def train(name, config, leave_out=None, resume=False, start=None, hard=()):
    """One training from the first step to the last; returns the averaged model."""
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    folder = os.path.join(WORK, name)
    os.makedirs(folder, exist_ok=True)
    checkpoint = os.path.join(folder, "checkpoint.pt")
    model = FaceNet().to(memory_format=torch.channels_last)
    if start:
        state = torch.load(os.path.join(WORK, start, "checkpoint.pt"))
        if leave_out is not None and state["leave_out"] not in (leave_out, ALL):   # a training on all photos may start from any other
            raise SystemExit(f"{start} was trained without {state['leave_out']}, not without {leave_out}: it has seen what {name} must not")
        model.load_state_dict(state["average"])
    epochs = max(1, round(config.views / config.epoch))
    optimisation = Optimisation(model, epochs * (config.epoch // config.batch), config.rate, config.decay, config.warmup, config.ema, config.clip, 2e-3)
    first = 0
    if resume and os.path.exists(checkpoint):
        state = torch.load(checkpoint)
        known = {**state["config"], "views": config.views}   # a training may be shortened or lengthened on the way
        if different(known, config) or state["leave_out"] != leave_out:
            raise SystemExit("the checkpoint was made with other settings")
        optimisation.restore(state)
        first = state["epoch"]
        if first >= epochs:
            return optimisation.average
    negatives = np.concatenate([np.load(os.path.join(WORK, n, "hard.npz"))["rows"] for n in hard]) if hard else ()
    faces = AllFaces()
    for i, *box in (row[:5] for name in hard for row in np.load(os.path.join(WORK, name, "hard.npz"))["doubts"]):
        faces.ignored[int(i)] = np.concatenate([faces.ignored[int(i)], np.array([box], np.float32)])
    without = [faces.halves() == int(name[-1]) if "/" in name else number_of(name) for name in filter(None, config.without.split(","))]
    maker = Maker(faces, Mix(bare=config.bare, group=config.group, empty=config.empty, hard=config.hard, laid=config.laid, harsh=config.harsh), leave_out, negatives, without)
    grids = {size: centres(size, size) for size in (config.size, config.large)}
    log = open(os.path.join(folder, "log.txt"), "a", buffering=1)
    print(dataclasses.asdict(config), "leave out", leave_out, "from", start, "hard negatives", len(negatives), file=log)
    for epoch in range(first, epochs):
        model.train()
        began, total, parts, count = time.time(), 0.0, np.zeros(2), 0
        loader = torch.utils.data.DataLoader(Views(maker, config, epoch), batch_size=None, num_workers=config.workers, prefetch_factor=8)
        for pictures, faces, ignored in loader:
            with torch.autocast("cpu", dtype=torch.bfloat16):
                raw = model(to_input(pictures))
            value, score, box = loss(raw, faces, ignored, grids[pictures.shape[1]])
            optimisation.step_down(value)
            total += float(value.detach())
            parts += (float(score), float(box))
            count += 1
        spent = time.time() - began
        print(f"epoch {epoch + 1}/{epochs} loss {total / count:.4f} score {parts[0] / count:.4f} box {parts[1] / count:.4f} "
              f"{count * config.batch / spent:.0f} views/s", file=log)
        save(checkpoint, {**optimisation.state(), "epoch": epoch + 1, "leave_out": leave_out, "config": dataclasses.asdict(config)})
    return optimisation.average


def fold(text):
    """Parses --leave-out."""
    return text if text == ALL else int(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", required=True, help="folder under work/")
    parser.add_argument("--leave-out", type=fold, default=None, metavar="FOLD", help=f"the number of a fold of the group photos, or {ALL}")
    parser.add_argument("--start", default=None, metavar="NAME", help="begin with the averaged weights of this training")
    parser.add_argument("--hard", nargs="*", default=(), metavar="NAME", help="trainings whose hard negatives (detector/mine_negatives.py) get views of their own")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    args = parser.parse_args()
    train(args.name, read_config(args.set, Config), args.leave_out, args.resume, args.start, args.hard)


if __name__ == "__main__":
    main()
