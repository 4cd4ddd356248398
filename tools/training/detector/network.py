"""masknet-face: the network, the assignment of faces to cells, and the loss.

Dense 3x3 convolutions run near a CPU's peak where depthwise ones do not (README.md, "Architecture"), so the body is a short chain
of dense residual blocks. Faces of 8 to 400 px are found on three feature maps. Each map's head predicts for the four quarters of its
cells (a quarter is `step` pixels wide): the finest grid is 4 px wide without expensive layers at that resolution.
"""
import torch
from torch import nn
from torch.nn import functional as F

STRIDE = 32                   # input sizes are multiples of it
STEPS = (4, 8, 16)            # pixels between the predictions of the three maps
RANGES = ((0, 40), (28, 104), (76, 1e9))   # square root of a box's area in pixels that each map predicts; sizes in the overlaps train both maps
OUTPUTS = 5                   # score and four distances to the box's sides


def conv(inputs, outputs, kernel=3, stride=1):
    """Convolution, batch normalisation (folded at export), ReLU."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
                         nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Block(nn.Module):
    """One dense 3x3 convolution with a shortcut."""

    def __init__(self, channels, dilation=1):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, dilation, dilation, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        return torch.relu(self.body(x) + x)


class FaceNet(nn.Module):
    """RGB 0..255 [N,3,H,W] → for each map, raw predictions [N, OUTPUTS, 4 quarters, H/s, W/s] with s twice the map's step."""

    def __init__(self, width=(16, 32, 64, 80, 96), neck=64):
        super().__init__()
        a, b, c, d, e = width
        self.fine = nn.Sequential(conv(3, a, stride=2), conv(a, b, stride=2), Block(b), conv(b, c, stride=2), Block(c))
        self.middle = nn.Sequential(conv(c, d, stride=2), Block(d), Block(d))
        self.coarse = nn.Sequential(conv(d, e, stride=2), Block(e), Block(e, dilation=2))   # dilated, to cover faces of 400 px
        self.across = nn.ModuleList([conv(c, neck, 1), conv(d, neck, 1), conv(e, neck, 1)])
        self.merge = nn.ModuleList([conv(neck, neck), conv(neck, neck), conv(neck, neck)])
        self.answer = nn.ModuleList([nn.Conv2d(neck, 4 * OUTPUTS, 1) for _ in STEPS])
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        for head in self.answer:
            nn.init.normal_(head.weight, std=0.01)
            with torch.no_grad():
                head.bias[:4] = -4.6          # few cells contain a face: start at a score of 1 %

    def forward(self, x):
        answers = [head(m) for head, m in zip(self.answer, self.maps(x))]
        return [a.reshape(a.shape[0], OUTPUTS, 4, a.shape[2], a.shape[3]) for a in answers]

    def maps(self, x):
        """RGB 0..255 [N,3,H,W] → the feature maps for the heads, [N, neck, H/s, W/s] each."""
        x = (x - 127.5) * (1 / 63.75)   # inside the graph, so that callers pass plain pixels
        fine = self.fine(x)
        middle = self.middle(fine)
        coarse = self.coarse(middle)
        top = self.merge[2](self.across[2](coarse))
        between = self.merge[1](self.across[1](middle) + F.interpolate(top, scale_factor=2.0, mode="nearest"))
        bottom = self.merge[0](self.across[0](fine) + F.interpolate(between, scale_factor=2.0, mode="nearest"))
        return bottom, between, top


def decode(raw, steps=STEPS):
    """Raw predictions → score logits [N,M] and boxes [N,M,4] (left, top, right, bottom) in pixels of the input."""
    logits, boxes = [], []
    for answer, step in zip(raw, steps):
        height, width = answer.shape[3], answer.shape[4]
        quarter = torch.arange(4, device=answer.device)
        # Quarters in reading order: 0 1 / 2 3.
        x = (torch.arange(width)[None, None] * 2 + (quarter % 2)[:, None, None] + 0.5) * step
        y = (torch.arange(height)[None, :, None] * 2 + (quarter // 2)[:, None, None] + 0.5) * step
        left, top, right, bottom = (torch.exp(answer[:, 1 + k].clamp(-4, 5)) * step for k in range(4))
        logits.append(answer[:, 0].flatten(1))
        boxes.append(torch.stack([(x - left).flatten(1), (y - top).flatten(1), (x + right).flatten(1), (y + bottom).flatten(1)], 2))
    return torch.cat(logits, 1), torch.cat(boxes, 1)


def centres(height, width, steps=STEPS):
    """Centre x, y, step and map index of every prediction, in the order of decode(): [M,4]."""
    rows = []
    for number, step in enumerate(steps):
        quarter = torch.arange(4)
        h, w = height // (2 * step), width // (2 * step)
        x = ((torch.arange(w)[None, None] * 2 + (quarter % 2)[:, None, None] + 0.5) * step).expand(4, h, w)
        y = ((torch.arange(h)[None, :, None] * 2 + (quarter // 2)[:, None, None] + 0.5) * step).expand(4, h, w)
        rows.append(torch.stack([x.flatten(), y.flatten(), torch.full((4 * h * w,), float(step)), torch.full((4 * h * w,), float(number))], 1))
    return torch.cat(rows)


def assign(cells, faces, ignored):
    """
    Assigns the faces of one picture to cells near their centres, on the maps for their sizes. Returns the face of each cell [M]
    (-1: none) and whether the cell counts in the loss [M] (cells in ignored regions do not).
    """
    x, y, step, number = cells.T
    counts = torch.ones(len(cells), dtype=torch.bool)
    for box in ignored:
        counts &= ~((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3]))
    owner = torch.full((len(cells),), -1)
    if not len(faces):
        return owner, counts
    low, high = (torch.tensor(v)[number.long()] for v in zip(*RANGES))
    size = (faces[:, 2:] - faces[:, :2]).clamp(min=1)
    side = size.prod(1).sqrt()
    dx = (x[None] - (faces[:, 0] + faces[:, 2])[:, None] / 2).abs()
    dy = (y[None] - (faces[:, 1] + faces[:, 3])[:, None] / 2).abs()
    # The middle two fifths of the box, but large enough to contain the centre of a cell.
    reach_x = torch.maximum(0.2 * size[:, :1], 0.75 * step[None]).minimum(2.5 * step[None])
    reach_y = torch.maximum(0.2 * size[:, 1:], 0.75 * step[None]).minimum(2.5 * step[None])
    fits = (side[:, None] >= low[None]) & (side[:, None] < high[None]) & (dx <= reach_x) & (dy <= reach_y)
    best, nearest = torch.where(fits, side[:, None], torch.tensor(1e9)).min(0)   # of two faces the smaller one, because the larger one has other cells
    owner = torch.where(best < 1e9, nearest, owner)
    return owner, counts | (owner >= 0)


def giou(a, b):
    """(IoU, generalised IoU) of boxes [n,4] pairwise."""
    inter = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
    union = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - inter
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(1)
    iou = inter / union.clamp(min=1e-6)
    return iou, iou - (hull - union) / hull.clamp(min=1e-6)


def loss(raw, faces, ignored, cells):
    """Quality focal loss on the scores (the target of a score is the IoU of its box) and GIoU on the boxes; (total, score part, box part)."""
    logits, boxes = decode([r.float() for r in raw])
    owners, counts = zip(*(assign(cells, f, i) for f, i in zip(faces, ignored)))
    owner, count = torch.stack(owners), torch.stack(counts)
    picture, cell = (owner >= 0).nonzero(as_tuple=True)
    target = torch.zeros_like(logits)
    box_loss = logits.sum() * 0
    if len(picture):
        goal = torch.stack([faces[p][owner[p, c]] for p, c in zip(picture.tolist(), cell.tolist())])
        iou, general = giou(boxes[picture, cell], goal)
        quality = iou.detach().clamp(min=0.05)
        target[picture, cell] = quality
        box_loss = ((1 - general) * quality.clamp(min=0.3)).sum() / quality.clamp(min=0.3).sum()
    probability = torch.sigmoid(logits.detach())
    weight = (target - probability).abs().pow(2) * count
    score_loss = (F.binary_cross_entropy_with_logits(logits, target, reduction="none") * weight).sum() / target.sum().clamp(min=10)
    return score_loss + 2 * box_loss, score_loss.detach(), box_loss.detach()
