"""Draws objects that a small detector takes for faces: letters and signs, hands, rings, pieces of cloth.

Most false detections of networks on photos of their left-out fold were hands, letters, watermarks, lamps and folds of cloth, and the group
photos contain too few of them.
"""
import cv2
import numpy as np

from common import drawing

SIGNS = "ABCDEGOPQRSUabcdegopqsu0123456789@&%#?!"
FONTS = [cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX]


def skin(rng):
    """A skin colour, BGR, from dark to light."""
    light = rng.uniform(50, 235)
    return np.array([light * rng.uniform(0.5, 0.75), light * rng.uniform(0.65, 0.85), light])


def draw_sign(piece, rng):
    """A letter, possibly in a ring, or a short word, with or without a background."""
    side = piece.shape[0]
    if rng.random() < 0.4:
        piece[:] = rng.uniform(0, 255, 3)
    colour = tuple(rng.uniform(0, 255, 3)) if rng.random() < 0.6 else (float(rng.choice([0, 255])),) * 3
    text = "".join(rng.choice(list(SIGNS), int(rng.integers(1, 4))))
    font = FONTS[rng.integers(len(FONTS))]
    (w, h), _ = cv2.getTextSize(text, font, 1.0, 1)
    scale = 0.8 * side / max(w, h)
    thick = max(1, int(side * rng.uniform(0.02, 0.14)))
    at = (int(side / 2 - w * scale / 2), int(side / 2 + h * scale / 2))
    cv2.putText(piece, text, at, font, scale, colour, thick, cv2.LINE_AA)
    if rng.random() < 0.4:
        cv2.circle(piece, (side // 2, side // 2), int(side * 0.45), colour, thick, cv2.LINE_AA)


def draw_hand(piece, rng):
    """A fist or fingers, shaded, at any angle."""
    side = piece.shape[0]
    colour, angle = skin(rng), rng.uniform(0, 2 * np.pi)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    middle = np.array([side / 2, side / 2])
    palm = middle - along * side * 0.15
    layer = piece.copy()
    cv2.ellipse(layer, tuple(int(v) for v in palm), (int(side * 0.28), int(side * rng.uniform(0.2, 0.3))), np.rad2deg(angle), 0, 360, tuple(colour), -1, cv2.LINE_AA)
    count, length = int(rng.integers(2, 6)), rng.uniform(0.1, 0.5)
    width = max(1, int(side * 0.42 / count))
    for k in range(count):
        start = palm + across * side * 0.42 * ((k + 0.5) / count - 0.5)
        end = start + along * side * (0.2 + length * rng.uniform(0.8, 1.1)) + across * side * rng.uniform(-0.04, 0.04)
        for grow, shade in ((width + max(1, side // 24), rng.uniform(0.4, 0.75)), (width, rng.uniform(0.85, 1.15))):
            cv2.line(layer, tuple(int(v) for v in start), tuple(int(v) for v in end), tuple(np.clip(colour * shade, 0, 255)), grow, cv2.LINE_AA)
    ramp = np.linspace(rng.uniform(0.6, 1.1), rng.uniform(0.6, 1.1), side, dtype=np.float32)[None, :, None]
    piece[:] = np.clip(cv2.GaussianBlur(layer, (0, 0), max(0.3, side / 60)) * ramp, 0, 255).astype(np.uint8)


def draw_round(piece, rng):
    """A lamp, a ball or a ring: a bright or coloured blob with a soft edge."""
    side = piece.shape[0]
    colour = skin(rng) if rng.random() < 0.5 else rng.uniform(0, 255, 3)
    layer = piece.copy()
    for k in range(int(rng.integers(1, 4))):
        radii = (int(side * rng.uniform(0.1, 0.45)), int(side * rng.uniform(0.1, 0.45)))
        shift = tuple(int(v) for v in side / 2 + rng.uniform(-0.12, 0.12, 2) * side)
        cv2.ellipse(layer, shift, radii, float(rng.uniform(0, 180)), 0, 360, tuple(np.clip(colour * rng.uniform(0.5, 1.3), 0, 255)),
                    -1 if rng.random() < 0.7 else max(1, side // 10), cv2.LINE_AA)
    piece[:] = cv2.GaussianBlur(layer, (0, 0), max(0.3, side * rng.uniform(0.005, 0.06)))


def draw_cloth(piece, rng):
    """A piece of cloth, like a bag, a sleeve or a knee."""
    side = piece.shape[0]
    cloth = np.clip(drawing.fabric((side, side), rng), 0, 255).astype(np.uint8)
    shape = np.zeros((side, side), np.uint8)
    cv2.fillPoly(shape, [drawing.blob((side / 2, side / 2), (side * 0.45, side * 0.38), rng.uniform(0, 180)).astype(np.int32)], 255)
    piece[shape > 0] = cloth[shape > 0]


def lay(view, taken, rng, most=8):
    """Draws objects on a view, in place, outside all boxes (left, top, right, bottom)."""
    size = view.shape[0]
    for _ in range(int(rng.integers(1, most + 1))):
        side = int(np.exp(rng.uniform(np.log(8), np.log(size * 0.5))))
        x, y = int(rng.integers(size - side + 1)), int(rng.integers(size - side + 1))
        if len(taken) and ((taken[:, 0] < x + side) & (taken[:, 2] > x) & (taken[:, 1] < y + side) & (taken[:, 3] > y)).any():
            continue
        draw = (draw_sign, draw_sign, draw_hand, draw_hand, draw_round, draw_cloth)[rng.integers(6)]
        draw(view[y:y + side, x:x + side], rng)


def backdrop(rng, width, height):
    """A background of cloth, gradients, and round objects in the colours of skin and masks and in random ones."""
    canvas = cv2.resize(drawing.fabric((max(8, height // 2), max(8, width // 2)), rng), (width, height))
    canvas = np.ascontiguousarray(np.clip(canvas, 0, 255).astype(np.uint8))
    for _ in range(int(rng.integers(0, 14))):
        light = rng.uniform(60, 240)
        colour = (light * 0.6, light * 0.75, light) if rng.random() < 0.5 else tuple(rng.uniform(0, 255, 3))
        middle = tuple(int(v) for v in rng.uniform(0, (width, height)))
        radius = float(np.exp(rng.uniform(np.log(4), np.log(max(6, min(width, height) / 3)))))
        radii = (int(radius), max(1, int(radius * rng.uniform(0.4, 1.6))))
        if rng.random() < 0.7:
            cv2.ellipse(canvas, middle, radii, float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
        else:
            corner = tuple(int(a + b) for a, b in zip(middle, radii))
            cv2.rectangle(canvas, middle, corner, colour, -1 if rng.random() < 0.6 else 2)
    if rng.random() < 0.5:
        canvas = cv2.GaussianBlur(canvas, (0, 0), rng.uniform(0.5, 3))
    return canvas
