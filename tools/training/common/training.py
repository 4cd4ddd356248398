"""What the trainings of backbone and detector share: settings from the command line, checkpoints, network input."""
import dataclasses
import os

import torch


def to_input(pictures):
    """BGR uint8 [N,S,S,3] → RGB float [N,3,S,S] in channels-last memory (fastest on CPUs)."""
    return pictures.flip(-1).permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)


def save(path, state):
    torch.save(state, path + ".tmp")
    os.replace(path + ".tmp", path)


def different(saved, config):
    """Whether a checkpoint was made with other settings; the number of threads and workers may differ."""
    return any(saved.get(k) != v for k, v in dataclasses.asdict(config).items() if k not in ("threads", "workers"))


def read_config(settings, kind):
    """A configuration of this kind from --set key=value; unknown keys and wrong types raise."""
    config = kind()
    kinds = {f.name: f.type for f in dataclasses.fields(kind)}
    for text in settings:
        key, _, value = text.partition("=")
        if key not in kinds:
            raise SystemExit(f"unknown setting {key!r}; known: {', '.join(kinds)}")
        setattr(config, key, kinds[key](value))
    return config
