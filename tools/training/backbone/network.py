"""masknet 2: 0.65 M parameters, 34 MMACs at 96 px.

Early stages have few channels, because they are limited by memory bandwidth on a CPU. The dense 3x3 residual blocks work at 12x12 and
6x6, where they run near the processor's peak. In ONNX Runtime on one thread the network takes a fifteenth of MobileNetV2's time at
224 px, and less than inverted residuals of equal cost (README, "Architecture").
"""
import torch
from torch import nn

FEATURES = 256
LABELS = 3


def conv(inputs, outputs, kernel=3, stride=1, groups=1):
    """Convolution, batch normalisation (folded at export), ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Separable(nn.Module):
    """Depthwise 3x3 and pointwise 1x1 with a shortcut."""

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(conv(channels, channels, groups=channels), conv(channels, channels, 1))

    def forward(self, x):
        return x + self.body(x)


class Residual(nn.Module):
    """Two dense 3x3 convolutions with a shortcut; halves the picture."""

    def __init__(self, inputs, outputs, stride=2):
        super().__init__()
        self.body = nn.Sequential(
            conv(inputs, outputs, 3, stride),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


class Refinement(nn.Module):
    """Two dense 3x3 convolutions with an identity shortcut. It starts as the identity, so a trained network can be extended by it."""

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            conv(channels, channels),
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))

    def start_as_identity(self):
        nn.init.zeros_(self.body[-1].weight)

    def forward(self, x):
        return torch.relu(self.body(x) + x)


class MaskNet(nn.Module):
    """RGB 0..255 [N,3,96,96] → features [N,256] (non-negative, after ReLU and global average)."""

    def __init__(self):
        super().__init__()
        self.frozen = 0
        self.body = nn.Sequential(
            conv(3, 16, stride=2),      # 48
            conv(16, 32, stride=2),     # 24
            Separable(32),
            Residual(32, 64),           # 12
            Separable(64),
            Residual(64, 128),          # 6
            Separable(128),
            Refinement(128),
            conv(128, FEATURES, 1))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        for module in self.modules():
            if isinstance(module, Refinement):
                module.start_as_identity()

    def forward(self, x):
        x = (x - 127.5) * (1 / 63.75)   # inside the graph: callers hand over plain pixels
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            x = self.body[:self.frozen](x)
        return nn.functional.adaptive_avg_pool2d(self.body[self.frozen:](x), 1).flatten(1)

    def freeze(self, blocks):
        """Keeps the first blocks as they are, which saves their part of the backward pass. Call it after train()."""
        self.frozen = blocks
        self.body[:blocks].eval()


class Classifier(nn.Module):
    """The backbone with the training-time heads. The backbone and the head `face` are shipped; the label head is not."""

    def __init__(self, dropout=0.2):
        super().__init__()
        self.backbone = MaskNet()
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(FEATURES, LABELS)
        self.face = nn.Linear(FEATURES, 1)

    def forward(self, x):
        """(label scores [N,3], features [N,256], logit of being a face [N])."""
        features = self.backbone(x)
        dropped = self.dropout(features)
        return self.head(dropped), features, self.face(dropped).flatten()


class Exported(nn.Module):
    """What the ONNX file computes: features [N,256], and the probability that the crop is a face [N]."""

    def __init__(self, classifier):
        super().__init__()
        self.backbone = classifier.backbone
        self.weight = nn.Parameter(classifier.face.weight.detach()[0].clone())
        self.bias = nn.Parameter(classifier.face.bias.detach()[0].clone())

    def forward(self, x):
        features = self.backbone(x)
        return features, torch.sigmoid(torch.matmul(features, self.weight) + self.bias)


def convolutions(module):
    """Every convolution of the backbone with the batch normalisation behind it, in the order of the exported graph."""
    found = []
    for child in module.children():
        if isinstance(child, (nn.Conv2d, nn.BatchNorm2d)):
            found.append(child)
        else:
            found += convolutions(child)
    return found


@torch.no_grad()
def read_weights(backbone, exported, pictures):
    """
    Takes the weights of an exported ONNX backbone, whose batch normalisations are folded, into a network that may have further
    Refinement blocks. The normalisations take their statistics from `pictures` [N,3,S,S], and then change nothing.
    """
    from onnx import numpy_helper
    constants = {i.name: numpy_helper.to_array(i) for i in exported.graph.initializer}
    weights = iter([[torch.from_numpy(constants[name].copy()) for name in node.input[1:3]] for node in exported.graph.node if node.op_type == "Conv"])
    hooks = []

    def settle(bias):
        def hook(norm, inputs):
            x = inputs[0].float()
            norm.running_mean.copy_(x.mean((0, 2, 3)))
            norm.running_var.copy_(x.var((0, 2, 3)))
            if bias is not None:
                norm.weight.copy_((norm.running_var + norm.eps).sqrt())
                norm.bias.copy_(norm.running_mean + bias)
        return hook

    for block in backbone.body:
        layers = convolutions(block)
        for conv, norm in zip(layers[::2], layers[1::2]):
            bias = None
            if not isinstance(block, Refinement):
                weight, bias = next(weights)
                conv.weight.copy_(weight)
            hooks.append(norm.register_forward_pre_hook(settle(bias)))
    backbone.eval()
    backbone(pictures)
    for hook in hooks:
        hook.remove()
    assert next(weights, None) is None
