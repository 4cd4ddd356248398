"""masknet: 0.35 M parameters, 23 MMACs at 96 px.

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


class MaskNet(nn.Module):
    """RGB 0..255 [N,3,96,96] → features [N,256] (non-negative, after ReLU and global average)."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            conv(3, 16, stride=2),      # 48
            conv(16, 32, stride=2),     # 24
            Separable(32),
            Residual(32, 64),           # 12
            Separable(64),
            Residual(64, 128),          # 6
            Separable(128),
            conv(128, FEATURES, 1))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = (x - 127.5) * (1 / 63.75)   # inside the graph, so that callers pass plain pixels
        return nn.functional.adaptive_avg_pool2d(self.body(x), 1).flatten(1)


class Classifier(nn.Module):
    """The backbone with the training-time head; only the backbone is shipped."""

    def __init__(self, dropout=0.2):
        super().__init__()
        self.backbone = MaskNet()
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(FEATURES, LABELS)

    def forward(self, x):
        features = self.backbone(x)
        return self.head(self.dropout(features)), features
