"""Things drawn over faces in training: masks (which change the label) and occluders (which must not).

All points are in pixels of the picture that is drawn on; `face` is a Face with its landmarks. The shapes are rough on purpose:
resolution, blur and JPEG change them afterwards, and many crude shapes keep a network from learning a single one.
"""
from dataclasses import dataclass

import cv2
import numpy as np

SHIFT = 4   # fractional bits for OpenCV's anti-aliased polygons


@dataclass
class Face:
    """A face's coordinate system: the middle of the eyes, `across` from eye to eye (to the right in the picture), `down` from eyes to mouth."""
    eyes: np.ndarray
    across: np.ndarray
    down: np.ndarray
    nose: np.ndarray

    def at(self, x, y):
        """The point x eye-distances to the right and y eyes-to-mouth lengths down, following a turned head's nose."""
        turn = self.nose - (self.eyes + 0.55 * self.down)
        return self.eyes + x * self.across + y * self.down + turn * min(max(y, 0), 1.2) * 0.7


def face_from_points(points):
    """Five landmarks (two eyes, nose, two mouth corners, in any mirror order) → Face."""
    left, right = sorted(points[:2], key=lambda p: p[0])
    eyes, mouth = (left + right) / 2, (points[3] + points[4]) / 2
    across = right - left
    down = mouth - eyes
    # In profile both eyes have nearly the same position: keep the face's width plausible.
    least = 0.7 * np.linalg.norm(down)
    if np.linalg.norm(across) < least:
        across = across * (least / max(1e-3, np.linalg.norm(across)))
    return Face(eyes, across, down, points[2])


def fill(canvas, polygon, colour):
    cv2.fillPoly(canvas, [np.round(np.asarray(polygon) * (1 << SHIFT)).astype(np.int32)], colour, cv2.LINE_AA, SHIFT)


def blob(centre, radii, angle, count=14):
    """An ellipse as a polygon."""
    t = np.linspace(0, 2 * np.pi, count, endpoint=False)
    x, y = radii[0] * np.cos(t), radii[1] * np.sin(t)
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([centre[0] + c * x - s * y, centre[1] + s * x + c * y], 1)


def skin_colour(image, face, rng):
    """The face's own colour at the nose or cheek, a little lighter or darker."""
    p = face.at(rng.uniform(-0.3, 0.3), rng.uniform(0.4, 0.6))
    x, y = (int(np.clip(v, 0, n - 1)) for v, n in zip(p, image.shape[1::-1]))
    return np.clip(image[y, x].astype(float) * rng.uniform(0.8, 1.15) + rng.uniform(-8, 8, 3), 0, 255)


FABRICS = np.array([[250, 250, 250], [235, 225, 215], [225, 200, 150], [220, 190, 120], [200, 160, 90], [40, 40, 40],
                    [20, 20, 22], [70, 60, 60], [160, 190, 120], [170, 150, 230], [110, 110, 110], [190, 190, 195],
                    [60, 50, 150], [100, 70, 40]], float)   # BGR: surgical whites, blues, greens, black, grey, pink, red, navy


def fabric(shape, rng):
    """A cloth texture: plain with folds mostly, sometimes stripes, dots or noise."""
    h, w = shape
    colour = FABRICS[rng.integers(len(FABRICS))] if rng.random() < 0.75 else rng.uniform(0, 255, 3)
    cloth = np.empty((h, w, 3), np.float32)
    cloth[:] = np.clip(colour + rng.uniform(-20, 20, 3), 0, 255)
    kind = rng.random()
    if kind < 0.55:    # pleats
        rows = np.sin(np.linspace(0, rng.uniform(6, 40), h) + rng.uniform(0, 6)) * rng.uniform(0, 14)
        cloth += rows.astype(np.float32)[:, None, None]
    elif kind < 0.8:   # a pattern from coarse noise
        n = int(rng.integers(3, 14))
        noise = rng.normal(0, rng.uniform(8, 70), (n, n, 3 if rng.random() < 0.5 else 1)).astype(np.float32)
        noise = cv2.resize(noise, (w, h), interpolation=cv2.INTER_CUBIC if rng.random() < 0.5 else cv2.INTER_NEAREST)
        cloth += noise.reshape(h, w, -1)
    # light from one side
    cloth *= np.linspace(rng.uniform(0.75, 1.05), rng.uniform(0.75, 1.05), w, dtype=np.float32)[None, :, None]
    cloth *= np.linspace(rng.uniform(0.9, 1.1), rng.uniform(0.7, 1.05), h, dtype=np.float32)[:, None, None]
    return cloth


def blend(image, layer, polygon, rng, keep_light=0.0):
    """Blends `layer` into the image inside a polygon with a soft edge; keep_light is how much of the face's own shading remains."""
    alpha = np.zeros(image.shape[:2], np.uint8)
    fill(alpha, polygon, 255)
    if rng.random() < 0.6:
        alpha = cv2.blur(alpha, (3, 3))
    if keep_light > 0:
        grey = cv2.blur(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (7, 7)).astype(np.float32)
        inside = grey[alpha > 128]
        middle = inside.mean() if inside.size else 128
        layer = layer * (1 + keep_light * np.clip(grey / (middle + 1) - 1, -0.6, 0.6))[..., None]
        # a white mask in a dark picture is grey: scale the cloth to the picture's exposure
        layer = layer * np.clip(middle / 130, 0.35, 1.15) ** rng.uniform(0.3, 1)
    a = alpha[..., None].astype(np.float32) / 255
    image[:] = np.clip(image * (1 - a) + layer * a, 0, 255).astype(np.uint8)


def draw_mask(image, face, rng, wearing="correct"):
    """A mask over nose, mouth and chin; wearing: correct, below_nose or below_mouth."""
    top = {"correct": rng.uniform(0.28, 0.62), "below_nose": rng.uniform(0.8, 0.9), "below_mouth": rng.uniform(1.12, 1.3)}[wearing]
    cheek = min(top + rng.uniform(0.0, 0.35), 1.35)
    chin = rng.uniform(1.65, 2.05)
    wide = rng.uniform(0.8, 1.12)
    jaw = wide * rng.uniform(0.72, 0.95)
    polygon = [face.at(-wide, cheek), face.at(-0.45 * wide, (top + cheek) / 2 - rng.uniform(0, 0.08)), face.at(0, top),
               face.at(0.45 * wide, (top + cheek) / 2 - rng.uniform(0, 0.08)), face.at(wide, cheek),
               face.at(jaw, max(1.3, cheek + 0.2)), face.at(0.45 * jaw, chin - 0.12), face.at(0, chin),
               face.at(-0.45 * jaw, chin - 0.12), face.at(-jaw, max(1.3, cheek + 0.2))]
    cloth = fabric(image.shape[:2], rng)
    thickness = max(1, int(np.linalg.norm(face.across) * 0.04))
    if rng.random() < 0.7:   # straps to the ears
        strap = tuple(float(v) for v in cloth[0, 0])
        for side in (-1, 1):
            ear = face.at(side * rng.uniform(1.15, 1.4), rng.uniform(-0.1, 0.35))
            for y in (cheek, 1.25):
                start = face.at(side * wide * 0.97, y)
                cv2.line(image, tuple(int(v) for v in start), tuple(int(v) for v in ear), strap, thickness, cv2.LINE_AA)
    blend(image, cloth, polygon, rng, keep_light=rng.uniform(0, 0.9))
    if rng.random() < 0.15:  # a valve
        fill(image, blob(face.at(rng.uniform(-0.4, 0.4), 1.1), np.linalg.norm(face.across) * np.array([.18, .16]), 0),
             tuple(rng.uniform(0, 255, 3)))


def draw_hand(image, face, rng):
    """Fingers or a fist in the face's own skin colour, anywhere, often before the mouth or chin."""
    unit = np.linalg.norm(face.across)
    colour = skin_colour(image, face, rng)
    centre = face.at(rng.uniform(-0.8, 0.8), rng.uniform(0.5, 1.9))
    angle = rng.uniform(0, np.pi)
    step = np.array([-np.sin(angle), np.cos(angle)]) * unit * rng.uniform(0.2, 0.27)
    palm = blob(centre + step * 1.5, unit * np.array([rng.uniform(.35, .6), rng.uniform(.3, .5)]), angle)
    if rng.random() < 0.6:
        fill(image, palm, tuple(colour * rng.uniform(.85, 1)))
    for i in range(int(rng.integers(2, 5))):
        finger = blob(centre + step * i, unit * np.array([rng.uniform(.35, .7), rng.uniform(.1, .14)]), angle + rng.uniform(-.1, .1))
        fill(image, finger, tuple(np.clip(colour * (0.72 if i % 2 else 1.0) * rng.uniform(.93, 1.05), 0, 255)))


def draw_thing(image, face, rng):
    """A cup, microphone, phone, scarf over the chin, hat, someone's hair in front, glass of water, chin strap, or simple shape."""
    unit = np.linalg.norm(face.across)
    colour = tuple(rng.uniform(0, 255, 3))
    tilt = np.arctan2(face.across[1], face.across[0])
    kind = rng.integers(9)
    if kind == 0:     # cup before the mouth: narrow, upright
        c = face.at(rng.uniform(-.4, .4), rng.uniform(1.1, 1.7))
        fill(image, blob(c, unit * np.array([rng.uniform(.2, .36), rng.uniform(.3, .55)]), tilt + rng.uniform(-.3, .3), 4 + 4 * int(rng.integers(3))), colour)
    elif kind == 1:   # microphone with its stick
        c, end = face.at(rng.uniform(-.4, .4), rng.uniform(1, 1.5)), face.at(rng.uniform(-1, 1), rng.uniform(2.2, 3))
        dark = tuple(np.full(3, rng.uniform(0, 110)) + rng.uniform(-5, 5, 3))
        cv2.line(image, tuple(int(v) for v in c), tuple(int(v) for v in end), dark, max(1, int(unit * .16)), cv2.LINE_AA)
        fill(image, blob(c, unit * rng.uniform(.14, .27) * np.ones(2), 0), dark)
    elif kind == 2:   # phone at the ear
        side = rng.choice([-1, 1])
        c = face.at(side * rng.uniform(.9, 1.3), rng.uniform(.2, 1.1))
        fill(image, blob(c, unit * np.array([rng.uniform(.5, .8), rng.uniform(.2, .35)]), tilt + np.pi / 2 + rng.uniform(-.4, .4), 4), colour)
    elif kind == 3:   # scarf or collar below the chin
        y = rng.uniform(1.3, 2.2)
        fill(image, [face.at(-2, y + rng.uniform(-.2, .3)), face.at(0, y + .1), face.at(2, y + rng.uniform(-.2, .3)), face.at(2, 4), face.at(-2, 4)], colour)
    elif kind == 4:   # hat, hair or band over the forehead
        y = rng.uniform(-.75, -.3)
        fill(image, [face.at(-2, y + rng.uniform(-.3, .2)), face.at(0, y), face.at(2, y + rng.uniform(-.3, .2)), face.at(2, -4), face.at(-2, -4)], colour)
    elif kind == 5:   # someone's hair or shoulder in front, from below or the side
        dark = tuple(np.clip(np.full(3, rng.uniform(0, 120)) + rng.uniform(-20, 20, 3), 0, 255)) if rng.random() < .7 else colour
        side = rng.uniform(-1.6, 1.6)
        fill(image, blob(face.at(side, rng.uniform(2.1, 2.9)), unit * rng.uniform(.9, 1.5, 2), rng.uniform(0, 3)), dark)
    elif kind == 6:   # a glass of water before the mouth: pale, half transparent, with a bright edge
        x, top, bottom, wide = rng.uniform(-.3, .3), rng.uniform(.7, 1.05), rng.uniform(1.7, 2.4), rng.uniform(.28, .5)
        outline = [face.at(x - wide, top), face.at(x + wide, top), face.at(x + .8 * wide, bottom), face.at(x - .8 * wide, bottom)]
        part = rng.uniform(.25, .8)
        pale = np.full(3, rng.uniform(120, 250)) + rng.uniform(-15, 15, 3)
        blend(image, image.astype(np.float32) * (1 - part) + pale.astype(np.float32) * part, outline, rng)
        cv2.polylines(image, [np.round(np.array(outline)).astype(np.int32)], True, tuple(np.clip(pale + 40, 0, 255)), max(1, int(unit * .04)), cv2.LINE_AA)
    elif kind == 7:   # the strap of a helmet or hat, from the temples round the chin
        start, end = face.at(-rng.uniform(.8, 1.05), rng.uniform(-.2, .4)), face.at(rng.uniform(.8, 1.05), rng.uniform(-.2, .4))
        points = [start, face.at(-.55, 1.5), face.at(0, rng.uniform(1.65, 1.9)), face.at(.55, 1.5), end]
        cv2.polylines(image, [np.round(np.array(points)).astype(np.int32)], False, colour, max(1, int(unit * rng.uniform(.06, .16))), cv2.LINE_AA)
    else:             # a simple shape anywhere, too small for a mask
        c = face.at(rng.uniform(-1.2, 1.2), rng.uniform(-.8, 2))
        fill(image, blob(c, unit * rng.uniform(.1, .38, 2), rng.uniform(0, 3), int(rng.integers(3, 12))), colour)


def draw_sunglasses(image, face, rng):
    """Dark or coloured lenses, on masked and unmasked faces alike, so that they do not correlate with the label."""
    unit = np.linalg.norm(face.across)
    colour = tuple(np.clip(np.full(3, rng.uniform(0, 90)) + rng.uniform(-15, 30, 3), 0, 255))
    tilt = np.arctan2(face.across[1], face.across[0])
    for side in (-.5, .5):
        fill(image, blob(face.at(side, rng.uniform(-.03, .12)), unit * np.array([rng.uniform(.3, .45), rng.uniform(.2, .36)]), tilt, 12), colour)
    ends = [tuple(int(v) for v in face.at(x, 0)) for x in (-1.1, 1.1)]
    cv2.line(image, *ends, colour, max(1, int(unit * .06)), cv2.LINE_AA)


def draw_head(image, face, other, covers_mouth, rng):
    """The top of someone else's head (cut from another picture) in front of the lower face, as in a crowd."""
    h, w = other.shape[:2]
    top = other[:max(2, int(h * rng.uniform(0.3, 0.48)))]   # hair, forehead, at most the eyes: never a mask
    unit = np.linalg.norm(face.across)
    width, height = int(unit * rng.uniform(1.6, 3.2)) + 2, int(unit * rng.uniform(1.2, 2.4)) + 2
    # On a masked face the mouth region stays visible; otherwise the label could not be verified from the picture.
    x, y = face.at(rng.uniform(-1.3, 1.3), rng.uniform(1.0, 1.7) if covers_mouth else rng.uniform(1.5, 2.0)) - (width / 2, 0)
    layer = cv2.warpAffine(top, np.array([[width / w, 0, x], [0, height / len(top), y]]), image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    polygon = blob((x + width / 2, y + height), (width / 2, height), 0, 20)
    blend(image, layer.astype(np.float32), polygon, rng)


def background(size, other, rng):
    """A background for a distant face: stretched corners of another picture."""
    h, w = other.shape[:2]
    ch, cw = max(2, int(h * rng.uniform(0.1, 0.35))), max(2, int(w * rng.uniform(0.1, 0.3)))
    corner = other[:ch, :cw] if rng.random() < 0.5 else other[:ch, w - cw:]
    canvas = cv2.resize(corner, (size, size), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.6:
        wall = int(size * rng.uniform(0.1, 0.5))
        half = other[:ch, w - cw:] if rng.random() < 0.5 else other[:ch, :cw]
        canvas[:, :wall] = cv2.resize(half, (wall, size)) if wall > 1 else canvas[:, :wall]
    return canvas


def draw_body(canvas, neck, unit, rng):
    """Shoulders in a plain or patterned cloth below the point `neck`."""
    size = canvas.shape[0]
    wide = unit * rng.uniform(1.2, 3)
    polygon = [neck + (-0.5 * unit, 0), neck + (0.5 * unit, 0), neck + (wide, unit * rng.uniform(.3, .9)), (neck[0] + wide * 1.1, size * 1.5),
               (neck[0] - wide * 1.1, size * 1.5), neck + (-wide, unit * rng.uniform(.3, .9))]
    blend(canvas, fabric(canvas.shape[:2], rng), polygon, rng)


def hair(shape, rng, grey=False):
    """A streaky texture, as hair and beards are; mostly dark, with `grey` more often grey or white."""
    h, w = shape
    base = np.array([[18, 18, 20], [30, 35, 45], [40, 55, 80], [90, 95, 100], [150, 155, 160], [60, 95, 130], [205, 208, 212]], float)[
        rng.choice(7, p=[.27, .2, .12, .13, .12, .08, .08] if grey else [.35, .25, .15, .1, .05, .1, 0])]
    streaks = rng.normal(0, rng.uniform(4, 22), (int(rng.integers(4, 30)), int(rng.integers(4, 30)), 1)).astype(np.float32)
    layer = cv2.resize(streaks, (w, h), interpolation=cv2.INTER_LINEAR)[..., None] + base.astype(np.float32)
    return np.clip(layer * np.linspace(rng.uniform(.8, 1.3), rng.uniform(.7, 1), h, dtype=np.float32)[:, None, None], 0, 255)


def draw_hair_in_front(image, face, covers_mouth, rng):
    """The back of someone's head in front of the lower face: a dome that extends below and beside the face, which a mask does not."""
    unit = np.linalg.norm(face.across)
    width, height = unit * rng.uniform(0.9, 1.9), unit * rng.uniform(1.0, 2.0)
    top = rng.uniform(0.65, 1.5) if covers_mouth else rng.uniform(1.5, 1.9)
    centre = face.at(rng.uniform(-1.1, 1.1), top) + (0, height)
    blend(image, hair(image.shape[:2], rng), blob(centre, (width, height), rng.uniform(-.3, .3), 20), rng)


def draw_beard(image, face, rng):
    """A beard on an unmasked face; mouth and nose remain visible."""
    before = image.copy()
    wide, cheek, chin = rng.uniform(.7, .95), rng.uniform(.5, .95), rng.uniform(1.5, 1.9)
    polygon = [face.at(-wide, cheek), face.at(-.55 * wide, rng.uniform(.8, 1)), face.at(0, rng.uniform(.8, .9)), face.at(.55 * wide, rng.uniform(.8, 1)),
               face.at(wide, cheek), face.at(.9 * wide, 1.35), face.at(.45 * wide, chin - .1), face.at(0, chin), face.at(-.45 * wide, chin - .1),
               face.at(-.9 * wide, 1.35)]
    layer = hair(image.shape[:2], rng, grey=True)
    part = rng.uniform(.5, 1)
    blend(image, layer * part + before * (1 - part), polygon, rng)
    unit = np.linalg.norm(face.across)
    tilt = np.arctan2(face.across[1], face.across[0])
    blend(image, before.astype(np.float32), blob(face.at(0, 1.02), unit * np.array([rng.uniform(.25, .4), rng.uniform(.08, .16)]), tilt), rng)
