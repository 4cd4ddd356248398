"""Exports a torchvision architecture, its classifier cut off, to MaskML's backbone contract.

    python3 -m backbone.export_torchvision vgg19 --weights vgg19-dcbb9e9d.pth --out ../../data/models
    python3 -m backbone.export_torchvision resnet50 --random --out /tmp      # to try the path without a download

Needs Debian's python3-torchvision for the architectures. Weights come from a file (torchvision's .pth, a state
dictionary); nothing is downloaded. Input RGB 0..255; ImageNet's mean and deviation are inside the graph.
"""
import argparse
import os

import torch
from torch import nn

from backbone.export import check, export
from common.onnx_files import write_manifest

MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)   # of ImageNet, for pixels 0..1, as torchvision's weights expect
ARCHITECTURES = ("vgg19", "mobilenet_v2", "resnet50", "efficientnet_b0")
OPSET = 10         # OpenCV 4.6, which checks the file, cannot read the ReLU6 of later ones
TOLERANCE = 1e-2   # random VGG weights let float32 sums drift more than masknet's


class Backbone(nn.Module):
    """RGB 0..255 → normalised → convolutions → global average → features [N,F]."""

    def __init__(self, name, weights=None):
        super().__init__()
        import torchvision   # here, so that --help works without it
        network = getattr(torchvision.models, name)(weights=None)
        if weights:
            network.load_state_dict(torch.load(weights, map_location="cpu"))
        if name == "resnet50":
            self.body = nn.Sequential(*list(network.children())[:-2])
        else:
            self.body = network.features
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1) * 255)
        self.register_buffer("scale", 1 / (torch.tensor(SPREAD).view(1, 3, 1, 1) * 255))
        if not weights:
            self.settle()

    @torch.no_grad()
    def settle(self):
        """Random weights: measures batch statistics once, so that features neither vanish nor explode."""
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.momentum = None
        self.train()
        self(torch.rand(4, 3, 128, 128) * 255)

    def forward(self, x):
        return self.body((x - self.mean) * self.scale).mean((2, 3))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("architecture", choices=ARCHITECTURES)
    origin = parser.add_mutually_exclusive_group(required=True)
    origin.add_argument("--weights", help="torchvision .pth file")
    origin.add_argument("--random", action="store_true", help="untrained weights, seed 0: only to try the path")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--licence", default="BSD-3-Clause (torchvision); weights trained on ImageNet")
    parser.add_argument("--out", required=True, help="folder")
    args = parser.parse_args()
    torch.manual_seed(0)
    backbone = Backbone(args.architecture, args.weights).eval()
    os.makedirs(args.out, exist_ok=True)
    name = args.architecture + ("-random" if args.random else "")
    path = os.path.join(args.out, name + ".onnx")
    export(backbone, path, args.size, OPSET)
    with torch.no_grad():
        count = backbone(torch.zeros(1, 3, args.size, args.size)).shape[1]
    difference = check(backbone, path, args.size, TOLERANCE)
    source = "torchvision architecture, random weights" if args.random else f"torchvision weights from {os.path.basename(args.weights)}"
    write_manifest(path, name, "1.0.0", args.licence, source, inputSize=args.size, featureCount=count)
    print(f"{path}: {count} features, torch and OpenCV differ by {difference:.1e}, {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    main()
