"""Changes of a picture's pixels in training views: colour, blur, compression and frames. No geometry, no labels."""
from dataclasses import dataclass

import cv2
import numpy as np


@dataclass
class Colours:
    """How often and how strongly colour() changes a picture; probabilities unless said otherwise."""
    grey: float = 0.12
    mix: float = 0.12             # colour channels mixed or exchanged
    tone: float = 1.0             # scales gamma, contrast, brightness and cast


def colour(picture, colours, rng):
    """Gamma, contrast, cast, saturation, channel mixing: one matrix and one look-up table."""
    r = rng.random()
    matrix = None
    if r < colours.grey:
        matrix = np.tile(np.array([[0.114, 0.587, 0.299]]), (3, 1))
    elif r < colours.grey + colours.mix:
        matrix = np.eye(3)[rng.permutation(3)] if rng.random() < 0.3 else np.eye(3) + rng.normal(0, 0.15, (3, 3))
    elif r < 0.7 * colours.tone:
        s = rng.uniform(0.3, 1.6)
        matrix = s * np.eye(3) + (1 - s) * np.tile(np.array([[0.114, 0.587, 0.299]]), (3, 1))
    if matrix is not None:
        picture = cv2.transform(picture, matrix)
    ramp = np.arange(256) / 255
    gamma = np.exp(colours.tone * rng.uniform(-0.6, 0.6)) if rng.random() < 0.6 else 1
    contrast, bright = np.exp(colours.tone * rng.uniform(-0.5, 0.3)), colours.tone * rng.uniform(-0.12, 0.12)
    cast = colours.tone * rng.normal(0, 0.07, 3) if rng.random() < 0.6 else np.zeros(3)
    levels = int(rng.integers(4, 12)) if rng.random() < 0.03 else 0
    curve = (np.power(ramp, gamma)[None] - 0.5) * contrast * (1 + cast[:, None]) + 0.5 + bright
    if levels:
        curve = np.round(curve * levels) / levels
    table = np.clip(curve * 255, 0, 255).astype(np.uint8).T[None]   # (1, 256, 3)
    return cv2.LUT(picture, np.ascontiguousarray(table))


def underexposed(picture, rng):
    """A picture taken with 2 to 40 % of the light, with the sensor's noise, partly brightened again."""
    light = np.exp(rng.uniform(np.log(0.02), np.log(0.4)))
    gain = light ** -rng.uniform(0.6, 1.0)
    dark = picture.astype(np.float32) * light
    noise = rng.standard_normal(picture.shape, dtype=np.float32) * (0.2 + 0.2 * np.sqrt(dark))
    return np.clip((dark + noise) * gain, 0, 255).astype(np.uint8)


def blur(picture, rng):
    """Gaussian blur, motion blur or sharpening; radii are in pixels of the low resolution."""
    r = rng.random()
    if r < 0.5:
        return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.6))
    if r < 0.8:
        n = int(rng.integers(2, 6)) * 2 - 1
        kernel = np.zeros((n, n), np.float32)
        angle = rng.uniform(0, np.pi)
        d = (n - 1) / 2 * np.array([np.cos(angle), np.sin(angle)])
        cv2.line(kernel, tuple(int(round(v)) for v in n // 2 - d), tuple(int(round(v)) for v in n // 2 + d), 1.0)
        return cv2.filter2D(picture, -1, kernel / kernel.sum())
    soft = cv2.GaussianBlur(picture, (0, 0), 1.5)
    return cv2.addWeighted(picture, 2.0, soft, -1.0, 0)


def jpeg(picture, rng, low=15):
    ok, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(low, 91))])
    return cv2.imdecode(data, cv2.IMREAD_COLOR) if ok else picture


def frame(picture, rng):
    """Bars or a frame, as in data sets with padded images."""
    h, w = picture.shape[:2]
    t, b, l, r = (int(v) for v in rng.uniform(0, 0.16, 4) * (rng.random(4) < 0.5) * (h, h, w, w))
    value = tuple(rng.choice([0.0, 255.0, rng.uniform(0, 255)]) for _ in range(1)) * 3
    cut = picture[t:h - b, l:w - r]
    return cv2.copyMakeBorder(cut, t, b, l, r, cv2.BORDER_CONSTANT if rng.random() < 0.7 else cv2.BORDER_REPLICATE, value=value)
