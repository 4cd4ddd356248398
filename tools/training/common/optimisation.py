"""The optimiser of every training: AdamW with warm-up and a cosine schedule, gradient clipping, averaged weights."""
import copy

import numpy as np
import torch
from torch import nn


class Optimisation:
    """Updates a model step by step. `average` is the exponential moving average of its weights; it is evaluated and shipped."""

    def __init__(self, model, steps, rate, decay, warmup, ema, clip, least=1e-3):
        """`warmup` is a fraction of all steps, `ema` the decay of the average, `least` the fraction of the rate that remains at the end."""
        self.model, self.steps, self.rate, self.warmup = model, steps, rate, warmup
        self.ema, self.clip, self.least = ema, clip, least
        self.average = copy.deepcopy(model)
        self.step = 0
        matrices = [p for p in model.parameters() if p.ndim > 1]
        vectors = [p for p in model.parameters() if p.ndim <= 1]   # biases and normalisation weights get no weight decay
        self.optimiser = torch.optim.AdamW([{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0}], lr=rate)

    def step_down(self, loss):
        """One gradient step, then an update of the average."""
        done = self.step / self.steps
        scale = done / self.warmup if done < self.warmup else 0.5 * (1 + np.cos(np.pi * (done - self.warmup) / (1 - self.warmup)))
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate * max(scale, self.least)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimiser.step()
        self.step += 1
        keep = min(self.ema, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for a, b in zip(self.average.state_dict().values(), self.model.state_dict().values()):
                a.lerp_(b, 1 - keep) if a.is_floating_point() else a.copy_(b)

    def state(self):
        """The state that a checkpoint needs to resume."""
        return {"model": self.model.state_dict(), "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(), "step": self.step}

    def restore(self, state):
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]
