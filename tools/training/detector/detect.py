"""Detection as MaskML does it, in Python: a photo fitted to a long side, the network, overlaps removed."""
import cv2
import numpy as np
import torch

from detector.network import STRIDE, decode

OVERLAP = 0.4
MOST = 1000       # candidates before overlaps are removed


def fit(photo, long_side):
    """(picture padded at right and bottom with black to multiples of the stride, scale x, scale y)."""
    h, w = photo.shape[:2]
    scale = long_side / max(h, w)
    width, height = max(1, round(w * scale)), max(1, round(h * scale))
    resized = cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    padded = cv2.copyMakeBorder(resized, 0, -height % STRIDE, 0, -width % STRIDE, cv2.BORDER_CONSTANT)
    return padded, width / w, height / h


def suppress(boxes, scores, overlap=OVERLAP):
    """Non-maximum suppression: indices of the boxes (left, top, right, bottom) that are kept, by descending score."""
    order, kept = np.argsort(-scores, kind="stable"), []
    area = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(1)
    while len(order):
        best, order = order[0], order[1:]
        kept.append(best)
        low, high = np.maximum(boxes[order, :2], boxes[best, :2]), np.minimum(boxes[order, 2:], boxes[best, 2:])
        shared = np.clip(high - low, 0, None).prod(1)
        order = order[shared <= overlap * (area[order] + area[best] - shared)]
    return np.array(kept, int)


@torch.no_grad()
def detect(model, photo, long_side=640, floor=0.05, overlap=OVERLAP):
    """(scores [n], boxes [n,4] as x, y, width, height in the photo's pixels), by descending score."""
    picture, scale_x, scale_y = fit(photo, long_side)
    x = torch.from_numpy(np.ascontiguousarray(picture[:, :, ::-1])).permute(2, 0, 1)[None].float()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        raw = model(x.contiguous(memory_format=torch.channels_last))
    logits, boxes = decode([r.float() for r in raw])
    scores = torch.sigmoid(logits[0]).numpy()
    likely = np.flatnonzero(scores >= floor)
    likely = likely[np.argsort(-scores[likely], kind="stable")[:MOST]]
    scores, boxes = scores[likely], boxes[0].numpy()[likely]
    kept = suppress(boxes, scores, overlap)
    h, w = photo.shape[:2]
    boxes = np.clip(boxes[kept] / (scale_x, scale_y, scale_x, scale_y), 0, (w, h, w, h))
    return scores[kept], np.column_stack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]])
