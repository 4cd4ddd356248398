"""The composition of views, and their transforms: geometry with boxes, colour, resolution, noise, compression."""
from dataclasses import dataclass

import cv2
import numpy as np

from common import effects


@dataclass
class Mix:
    """The composition of views; values are probabilities unless the comment says otherwise."""
    smallest: float = 8.0         # face size in pixels of the view (square root of its area)
    share: float = 1.1            # largest face, of the view's side: beyond it only a part is seen
    enlarge: float = 3.5          # largest scale: what is blurred beyond recognition teaches nothing
    group: float = 0.9            # of patches: by all_faces.SHARES; the others from folders
    scene: float = 0.03           # ... from a drawn scene
    empty: float = 0.14           # ... without a face
    negative: float = 0.5         # ... of these from photos of no one, where there are such
    fragment: float = 0.05        # ... inside a face far larger than the view, of which so little is seen that it is none
    hard: float = 0.12            # ... around what an earlier network took for a face, where there is such a list
    bare: float = 0.45            # of patches from folders and photos: around an unmasked face
    mosaic: float = 0.25          # of views: four patches
    laid: float = 0.35            # of views: folder pictures laid over
    laid_most: int = 9            # how many
    fill: float = 0.3             # smallest face of a folder picture, as a fraction of its patch; smaller ones are pasted over other views
    clutter: float = 0.5          # of views: drawn things where no face is
    rotation: float = 24.0        # degrees: twice the standard deviation
    lying: float = 0.08           # of patches: turned by far more than that
    cut: float = 0.12             # of patches: the face may lie across the edge
    harsh: float = 0.25           # of views: darkness, backlight, infrared, motion (lighting.py)
    occluded: float = 0.15        # of folder pictures: a hand, a thing, sunglasses (landmarks known)
    masked: float = 0.06          # of unmasked folder pictures: a mask drawn
    tone: float = 0.7
    blur: float = 0.12
    noise: float = 0.12
    jpeg: float = 0.35
    low: float = 0.15             # the whole view downscaled and upscaled again
    tiny: float = 6.0             # smaller faces are ignored
    seen: float = 0.55            # of a face must be inside the view
    part: float = 0.3             # of a face that is larger than the view: if less is seen, there is no face but parts of one
    large: float = 1.2            # ... this much larger


STYLE = effects.Colours(tone=0.7, grey=0.06, mix=0.04)


def warp(rng, mix, picture, known, ignored, box, scale, width, height):
    """The picture scaled, turned a little, so that the box's middle lies somewhere inside, or that much of it does, where it is larger."""
    if scale < 0.6:   # by area first: an affine map alone would skip pixels
        shrink = scale / 0.8
        h, w = picture.shape[:2]
        size = max(1, round(w * shrink)), max(1, round(h * shrink))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        ratio = np.array([size[0] / w, size[1] / h, size[0] / w, size[1] / h], np.float32)
        known, ignored, box = known * ratio, ignored * ratio, box * ratio
        scale = 0.8
    r = rng.random()
    angle = np.deg2rad(rng.normal(0, 45 if r < mix.lying else mix.rotation / 2)) if r < 0.6 else 0.0
    aspect = np.exp(rng.uniform(-0.12, 0.12) / 2)
    c, s = np.cos(angle), np.sin(angle)
    turn = scale * np.array([[c, -s], [s, c]]) @ np.diag([aspect, 1 / aspect])
    if rng.random() < 0.5:
        turn = turn @ np.diag([-1.0, 1.0])
    middle = box[:2] + box[2:] / 2
    extent = np.abs(turn) @ box[2:] / 2 * (0.2 if rng.random() < mix.cut else 0.8)
    goal = np.array([rng.uniform(min(extent[0], width / 2), max(width - extent[0], width / 2)),
                     rng.uniform(min(extent[1], height / 2), max(height - extent[1], height / 2))])
    affine = np.column_stack([turn, goal - turn @ middle])
    border = cv2.BORDER_REPLICATE if rng.random() < 0.35 else cv2.BORDER_CONSTANT
    value = (0, 0, 0) if rng.random() < 0.6 else tuple(rng.uniform(0, 255, 3))
    pixels = affine.copy()   # boxes are relative to pixel corners, OpenCV to pixel centres
    pixels[:, 2] += affine[:, :2] @ (0.5, 0.5) - 0.5
    view = cv2.warpAffine(picture, pixels, (width, height), flags=cv2.INTER_LINEAR, borderMode=border, borderValue=value)
    return (view, *boxes(mix, affine, known, ignored, width, height))


def boxes(mix, affine, known, ignored, width, height):
    """Transforms boxes by an affine map and sorts them into faces and ignored ones."""
    faces, unsure = [], []
    for rows, sure in ((known, True), (ignored, False)):
        if not len(rows):
            continue
        middle = (rows[:, :2] + rows[:, 2:] / 2) @ affine[:, :2].T + affine[:, 2]
        # A face is treated as an ellipse: its box after rotation is smaller than the bounding box of the rotated box.
        half = np.sqrt((rows[:, 2:] / 2) ** 2 @ (affine[:, :2] ** 2).T)
        low, high = middle - half, middle + half
        inside = np.column_stack([np.clip(low, 0, (width, height)), np.clip(high, 0, (width, height))])
        seen = (inside[:, 2:] - inside[:, :2]).prod(1) / np.maximum((2 * half).prod(1), 1e-6)
        size = np.sqrt((2 * half).prod(1))
        for box, part, s in zip(inside, seen, size):
            if part <= 0.02 or (sure and part < mix.part and s > mix.large * max(width, height)):
                continue
            if sure and part >= mix.seen and s >= mix.tiny:
                faces.append(box)
            else:
                grown = 0.15 * (box[2:] - box[:2])
                unsure.append(np.concatenate([box[:2] - grown, box[2:] + grown]))
    return (np.array(faces, np.float32).reshape(-1, 4), np.array(unsure, np.float32).reshape(-1, 4))


def light(rng, mix, view):
    """Colour, resolution, blur, noise, compression."""
    size = view.shape[0]
    if rng.random() < 0.8:
        view = effects.colour(view, STYLE, rng)
    small = size
    if rng.random() < mix.low:
        small = int(size * rng.uniform(0.5, 0.95))
        view = cv2.resize(view, (small, small), interpolation=cv2.INTER_AREA)
    if rng.random() < mix.blur:
        view = effects.blur(view, rng)
    if rng.random() < mix.noise:
        noise = rng.standard_normal((*view.shape[:2], 1), dtype=np.float32) * rng.uniform(2, 14)
        view = np.clip(view + noise, 0, 255).astype(np.uint8)
    if rng.random() < mix.jpeg:
        view = effects.jpeg(view, rng, low=30)
    if small != size:
        view = cv2.resize(view, (size, size), interpolation=cv2.INTER_LINEAR)
    return view
