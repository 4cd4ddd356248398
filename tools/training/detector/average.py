"""A network between two others of the same beginning: the weighted mean of their weights.

    python3 -m detector.average shipped left-out --share 0.5 --name halfway      # → work/halfway/checkpoint.pt
"""
import argparse
import os

import torch

from common.paths import WORK
from common.training import save


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", help="folder under work/")
    parser.add_argument("second", help="folder under work/ of a training that began with the first")
    parser.add_argument("--share", type=float, default=0.5, help="of the second")
    parser.add_argument("--name", required=True)
    args = parser.parse_args()
    a, b = (torch.load(os.path.join(WORK, name, "checkpoint.pt"))["average"] for name in (args.first, args.second))
    mean = {key: torch.lerp(a[key], b[key], args.share) if a[key].is_floating_point() else b[key] for key in a}
    os.makedirs(os.path.join(WORK, args.name), exist_ok=True)
    save(os.path.join(WORK, args.name, "checkpoint.pt"), {"average": mean, "leave_out": None})


if __name__ == "__main__":
    main()
