"""Light that cameras meet and group photos do not: darkness with a sensor's noise, backlight, infrared, motion."""
import cv2
import numpy as np

GAMMA = 2.2
LINEAR = ((np.arange(256) / 255) ** GAMMA).astype(np.float32)
DARKEST = 0.02          # exposure
UNSEEN = 14.0           # px: smaller faces in a dark view are neither right nor wrong


def displayed(light):
    """Linear light 0..1 as the pixels of a picture."""
    return (np.clip(light, 0, 1) ** (1 / GAMMA) * 255 + 0.5).astype(np.uint8)


def dark(view, rng):
    """Too little light for the sensor: few electrons, their noise and the amplifier's, made brighter again a little, or not at all."""
    exposure = np.exp(rng.uniform(np.log(DARKEST), np.log(0.6)))
    full, read = np.exp(rng.uniform(np.log(500), np.log(20000))), rng.uniform(1, 4)    # electrons of white in full light; of the amplifier's noise
    electrons = LINEAR[view] * np.float32(exposure * full)
    if rng.random() < 0.5:
        electrons *= np.exp(rng.normal(0, 0.2, 3)).astype(np.float32)
    noise = rng.standard_normal(view.shape, dtype=np.float32)
    light = (electrons + noise * np.sqrt(electrons + np.float32(read * read))) / np.float32(exposure * full)
    if rng.random() < 0.5:                                                               # the camera's own smoothing
        light = cv2.GaussianBlur(light, (0, 0), rng.uniform(0.4, 1.1))
    return displayed(light * np.float32(np.exp(rng.uniform(np.log(exposure), np.log(0.9)))))


def backlight(view, rng):
    """Some parts in shadow, others glaring, and maybe a veil over all."""
    field = cv2.resize(rng.normal(0, 1, (3, 3)).astype(np.float32), view.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    light = LINEAR[view] * np.exp(field * np.float32(rng.uniform(0.5, 1.4)))[..., None]
    return displayed(light * np.float32(rng.uniform(0.5, 1.5)) + np.float32(rng.uniform(0, 0.2) if rng.random() < 0.5 else 0))


def infrared(view, rng):
    """Grey from an unusual mixture of colours, bright in the middle, as a camera with a lamp of its own sees at night."""
    blue, green = rng.uniform(-0.3, 0.4), rng.uniform(-0.2, 0.5)
    grey = np.clip(view.astype(np.float32) @ np.array([blue, green, 1 - blue - green], np.float32), 0, 255) / 255
    h, w = grey.shape
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    away = ((x / w - rng.uniform(0.3, 0.7)) ** 2 + (y / h - rng.uniform(0.3, 0.7)) ** 2) * np.float32(rng.uniform(0, 2.5))
    grey = grey ** np.float32(np.exp(rng.uniform(-0.5, 0.6))) * np.exp(-away)
    grey += rng.standard_normal(grey.shape, dtype=np.float32) * np.float32(rng.uniform(0, 0.05))
    return cv2.cvtColor((np.clip(grey, 0, 1) * 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)


def motion(view, rng, smallest):
    """A streak in one direction, no longer than leaves the smallest face to be seen."""
    length = int(rng.uniform(3, max(3.1, min(15, 0.35 * smallest)))) | 1
    kernel, angle = np.zeros((length, length), np.float32), rng.uniform(0, np.pi)
    d = (length - 1) / 2 * np.array([np.cos(angle), np.sin(angle)])
    cv2.line(kernel, tuple(int(round(v)) for v in length // 2 - d), tuple(int(round(v)) for v in length // 2 + d), 1.0)
    return cv2.filter2D(view, -1, kernel / kernel.sum())


def hard(view, faces, ignored, rng):
    """(view, faces, ignored) in hard light or motion."""
    sides = np.sqrt((faces[:, 2:] - faces[:, :2]).prod(1)) if len(faces) else np.zeros(0)
    r = rng.random()
    if r < 0.45:
        unseen = sides < UNSEEN
        return dark(view, rng), faces[~unseen], np.concatenate([ignored, faces[unseen]])
    if r < 0.65:
        return backlight(view, rng), faces, ignored
    if r < 0.8:
        return infrared(view, rng), faces, ignored
    return motion(view, rng, sides.min() if len(sides) else 40), faces, ignored
