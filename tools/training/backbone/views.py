"""Random views for training: geometry, drawing, resolution, light and compression, in about half a millisecond.

Each source has its own way of cropping, scaling and compressing, from which a classifier could guess the label. Therefore every
source is shown in every style. All geometry is one affine map from the original pixels, so nothing is resampled twice.
"""
from dataclasses import dataclass

import cv2
import numpy as np

from backbone import lower_faces
from common import drawing
from common.effects import Colours, blur, colour, frame, jpeg, underexposed
from common.pictures import CONVENTION, FACE, LABELS, NOTHING, SOURCES, at

SIZE = 96
WITH, WITHOUT, INCORRECT = 0, 1, 2
UNKNOWN = -1            # for the output `face`: the face is so far away that the crop shows a scene rather than a face
BORDERS = [cv2.BORDER_REPLICATE, cv2.BORDER_REPLICATE, cv2.BORDER_CONSTANT, cv2.BORDER_REFLECT_101]
UP = [cv2.INTER_LINEAR, cv2.INTER_LINEAR, cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST, cv2.INTER_LANCZOS4, cv2.INTER_AREA]
DOWN = [cv2.INTER_AREA, cv2.INTER_AREA, cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_NEAREST, cv2.INTER_CUBIC]


@dataclass
class Style(Colours):
    """The strength of each augmentation; values are probabilities unless the comment says otherwise."""
    rotation: float = 20.0        # degrees, either way
    shear: float = 0.15
    aspect: float = 0.32          # log-range: 0.72 to 1.38
    zoom: tuple = (0.6, 1.35)    # of a whole image: below 1 crops it, above 1 adds a border
    margin: tuple = (-0.14, 0.42) # around an annotated or detected face
    shift: float = 0.12           # of the side
    far: float = 0.14             # the face is much smaller than usual, as in whole-body pictures
    far_zoom: tuple = (1.4, 4.0)
    scene: float = 0.6            # ... of a folder image: on a background, with shoulders
    head: float = 0.08            # the top of a head, cut from another picture, in front of the lower face
    hair: float = 0.1             # the back of a head in front of the lower face, drawn
    beard: float = 0.08           # of unmasked faces: a dark texture that is not a mask
    to_face: float = 0.3          # folder images: crop around the detected face rather than the whole image
    low_resolution: float = 0.5   # downscaled to at least `smallest` px and upscaled again with random kernels
    smallest: int = 14
    jpeg: float = 0.5             # at the low resolution, as in a photo; with a quarter of this probability again at full size
    blur: float = 0.25
    noise: float = 0.25
    mask: float = 0.22            # a mask drawn on an unmasked face, which changes the label
    incorrect: float = 0.04       # ... below the nose or mouth
    swap: float = 0.3             # the lower face of another picture, which brings its label
    thing: float = 0.3            # occluders, label unchanged
    hand: float = 0.12
    sunglasses: float = 0.08
    tone: float = 1.0             # scales gamma, contrast, brightness and cast
    dark: float = 0.05            # a short exposure: little light, much noise
    detected: float = 0.3         # faces in photos: start from YuNet's box rather than the annotated one


# Some views are augmented little: with strong augmentation alone, a small network stays unsure about clean faces.
LIGHT = Style(rotation=8, shear=0.05, aspect=0.15, zoom=(0.85, 1.12), margin=(0.05, 0.28), shift=0.05, far=0.05, head=0.03, hair=0.05, beard=0.05, to_face=0.2,
              low_resolution=0.15, smallest=24, jpeg=0.25, blur=0.1, noise=0.1, grey=0.03, mix=0.02, mask=0.1, incorrect=0.02, swap=0.2,
              thing=0.1, hand=0.05, sunglasses=0.04, tone=0.35)


def geometry(data, sample, style, rng):
    """2x3 affine from the unit square (centred, -0.5..0.5) to source pixels, and whether the face is far away."""
    boxed = data.boxed[sample]
    found = data.face_score[sample] > 0.6
    to_face = found and rng.random() < (style.detected if boxed else style.to_face)
    if boxed or to_face:
        own = boxed and data.det_box[sample, 2] > 0 and rng.random() < 0.6   # masknet-face's box rather than YuNet's
        x, y, w, h = (data.det_box[sample] if own else at(data.face_box[sample], CONVENTION)) if to_face else data.box[sample]
        side = max(w, h) * (1 + 2 * rng.uniform(*style.margin))
        extent = np.array([side, side])
    else:
        x, y, w, h = data.box[sample]
        extent = np.array([w, h]) * np.exp(rng.uniform(*np.log(style.zoom)))
    far = rng.random() < style.far and not crowded(data, sample, extent * style.far_zoom[1])
    if far:
        extent = extent * rng.uniform(*style.far_zoom)
    extent = extent * np.exp(np.array([0.5, -0.5]) * rng.uniform(-style.aspect, style.aspect))
    centre = np.array([x + w / 2, y + h / 2]) + rng.uniform(-style.shift, style.shift, 2) * extent
    angle = np.deg2rad(rng.normal(0, style.rotation / 2) if rng.random() < 0.7 else 0)
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, -s], [s, c]]) @ np.array([[1, rng.uniform(-style.shear, style.shear)], [0, 1]])
    if rng.random() < 0.5:
        turn = turn @ np.diag([-1, 1])
    return np.column_stack([np.diag(extent) @ turn, centre]), far, far and not boxed


def crowded(data, sample, extent):
    """Whether a wide view of a photo would show a face with another label."""
    if not data.boxed[sample]:
        return False
    x, y, w, h = data.box[sample]
    mates = [i for i in data.mates[int(data.photo[sample])] if data.label[i] != data.label[sample]]
    middle = data.box[mates, :2] + data.box[mates, 2:] / 2 - (x + w / 2, y + h / 2)
    return bool((np.abs(middle) < extent / 2 * 1.1).all(1).any())


def no_face(data, sample, rng):
    """
    2x3 affine, as geometry() gives it, of a square that shows no face: a false detection or a random square of a photo without faces,
    a fragment of a face, or a place beside it. None where no such square is found.
    """
    image = data.shape[data.photo[sample]]
    detected = data.label[sample] == NOTHING   # by a detector, or the whole photo
    x, y, w, h = (float(v) for v in (data.box[sample] if data.boxed[sample] or detected else data.face_box[sample]))
    side = max(w, h)
    if detected:
        if (w, h) == (image[1], image[0]):   # the whole photo
            side = float(np.exp(rng.uniform(np.log(0.12), np.log(1.0)))) * min(w, h)
            centre = np.array([rng.uniform(side / 3, w - side / 3), rng.uniform(side / 3, h - side / 3)])
        else:
            centre, side = np.array([x + w / 2, y + h / 2]) + rng.uniform(-0.1, 0.1, 2) * side, side * rng.uniform(1.0, 1.6)
    elif rng.random() < 0.5:                # a fragment
        side *= np.exp(rng.uniform(np.log(0.15), np.log(0.45)))
        centre = np.array([x + w * rng.uniform(0, 1), y + h * rng.uniform(0, 1)])
    else:                                   # beside the face: ear, hair, neck, shoulder, hand, background
        own, side = side, side * np.exp(rng.uniform(np.log(0.4), np.log(1.3)))
        angle = rng.uniform(0, 2 * np.pi)
        centre = np.array([x + w / 2, y + h / 2]) + np.array([np.cos(angle), np.sin(angle)]) * (0.45 * own + side * rng.uniform(0.35, 0.8))
        if not (0 < centre[0] < image[1] and 0 < centre[1] < image[0]):
            return None
        for mate in data.mates.get(int(data.photo[sample]), []):
            bx, by, bw, bh = data.box[mate]
            inside = np.clip(min(centre[0] + side / 2, bx + bw) - max(centre[0] - side / 2, bx), 0, None) * np.clip(
                min(centre[1] + side / 2, by + bh) - max(centre[1] - side / 2, by), 0, None)
            if inside > 0.3 * min(bw * bh, side * side):
                return None
    angle = rng.normal(0, 0.15)
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, -s], [s, c]]) @ np.diag([rng.choice([-1, 1]), 1])
    return np.column_stack([side * turn, centre])


def draw(picture, face, label, style, rng):
    """Draws masks and occluders; returns the label of the changed picture."""
    if label == WITHOUT:
        r = rng.random()
        if r < style.mask:
            drawing.draw_mask(picture, face, rng)
            label = WITH
        elif r < style.mask + style.incorrect:
            drawing.draw_mask(picture, face, rng, "below_nose" if rng.random() < 0.6 else "below_mouth")
            label = INCORRECT
    if label == WITHOUT and rng.random() < style.beard:
        drawing.draw_beard(picture, face, rng)
    if rng.random() < style.hair:
        drawing.draw_hair_in_front(picture, face, label == WITHOUT, rng)
    if rng.random() < style.thing:
        drawing.draw_thing(picture, face, rng)
    if rng.random() < style.hand:
        drawing.draw_hand(picture, face, rng)
    if rng.random() < style.sunglasses:
        drawing.draw_sunglasses(picture, face, rng)
    return label


def view(data, sample, style, rng, others, size=SIZE, nothing=False):
    """
    One random training view: (size, size, 3) BGR uint8, its label, and whether it is a face (1, 0 or UNKNOWN); `others` are the pictures
    that may lend parts. `nothing` asks for a place that is no face; the label is then NOTHING, unless none was found.
    """
    image, label, face = data.image(sample), int(data.label[sample]), 1
    affine = no_face(data, sample, rng) if nothing or label == NOTHING else None
    if affine is not None:
        nothing, label, face, far, alone = True, NOTHING, 0, False, False
    else:
        nothing = False
        affine, far, alone = geometry(data, sample, style, rng)
        face = UNKNOWN if far else 1
    side = float(np.sqrt(abs(np.linalg.det(affine[:, :2]))))
    small = size
    # Faces that are already small are rarely downscaled further: below 14 px the label cannot be recognised.
    if rng.random() < style.low_resolution * (1.0 if side > 48 else 0.4):
        small = int(round(np.exp(rng.uniform(np.log(style.smallest), np.log(size)))))
    # Render at a larger size first, then downscale with the chosen kernel, as a camera or an image library does.
    canvas = int(min(2 * size, max(small, round(min(side, 2.5 * size)))))
    if canvas < 40:
        canvas = 40   # room for drawing
    to_source = affine @ np.array([[1 / canvas, 0, -0.5 + 0.5 / canvas], [0, 1 / canvas, -0.5 + 0.5 / canvas], [0, 0, 1]])
    to_source[:, 2] -= 0.5
    border = BORDERS[rng.integers(len(BORDERS))]
    value = (0.0,) * 3 if rng.random() < 0.5 else tuple(rng.uniform(0, 255, 3))
    scene = None
    if alone and rng.random() < style.scene:
        scene = drawing.background(canvas, data.image(others.picture(rng)), rng)
        unit = canvas / np.sqrt(abs(np.linalg.det(affine[:, :2])) / data.box[sample, 2:].prod())   # side of the image in the view, in pixels
        middle = cv2.invertAffineTransform(to_source) @ np.array([*data.box[sample, 2:] / 2, 1.0])
        drawing.draw_body(scene, middle + (0, 0.4 * unit), 0.6 * unit, rng)
        border = cv2.BORDER_TRANSPARENT
    picture = cv2.warpAffine(image, to_source, (canvas, canvas), scene, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                             borderMode=border, borderValue=value)
    if data.face_score[sample] > 0.65 and not nothing:
        inverse = cv2.invertAffineTransform(to_source)
        points = data.points[sample] @ inverse[:, :2].T + inverse[:, 2]
        if style.swap and label < INCORRECT and rng.random() < style.swap and lower_faces.frontal(points):
            donor = others.face(rng)
            if donor is not None:
                lower_faces.swap(picture, points, data, donor, rng)
                label = int(data.label[donor])
        drawn = drawing.face_from_points(points)
        label = draw(picture, drawn, label, style, rng)
        if rng.random() < style.head:
            other = others.picture(rng)
            if not data.boxed[other]:   # photos hold several people
                drawing.draw_head(picture, drawn, data.image(other), label == WITHOUT, rng)
    if small != canvas:
        kernel = DOWN[rng.integers(len(DOWN))] if canvas < 3 * small else cv2.INTER_AREA
        picture = cv2.resize(picture, (small, small), interpolation=kernel)
    picture = colour(picture, style, rng)
    if rng.random() < style.dark:
        picture = underexposed(picture, rng)
    if rng.random() < style.blur:
        picture = blur(picture, rng)
    if rng.random() < style.noise:
        noise = rng.standard_normal(picture.shape if rng.random() < 0.5 else (*picture.shape[:2], 1), dtype=np.float32)
        picture = np.clip(picture + noise * rng.uniform(2, 18), 0, 255).astype(np.uint8)
    if rng.random() < style.jpeg:
        picture = jpeg(picture, rng)
    if small != size:
        picture = cv2.resize(picture, (size, size), interpolation=UP[rng.integers(len(UP))])
        if rng.random() < style.jpeg / 4:
            picture = jpeg(picture, rng, low=40)
    if rng.random() < 0.06 * style.tone:
        picture = frame(picture, rng)
    return picture, label, face


def main():
    """Writes a contact sheet of random views: python3 -m backbone.views sheet.png"""
    import sys
    import time
    from common.pictures import Data
    cv2.setNumThreads(1)
    data, rng, style = Data(), np.random.default_rng(0), Style()
    groups = [np.flatnonzero((data.source == s) & (data.label == l)) for s in range(len(SOURCES)) for l in range(NOTHING + 1)]
    groups = [members for members in groups if len(members)]
    others = lower_faces.Others(data, groups)
    rows, names = [], [*LABELS, "face", "none"]
    start, count = time.time(), 0
    for members, nothing in [*((m, False) for m in groups), (np.concatenate(groups[:8]), True)]:
        row = []
        for sample in rng.choice(members, 16):
            picture, label, face = view(data, sample, style, rng, others, nothing=nothing)
            text = f"{names[label][:7]} {face}"
            cv2.putText(picture, text, (2, 92), cv2.FONT_HERSHEY_SIMPLEX, 0.35, ((0, 255, 0), (0, 0, 255), (0, 255, 255), (255, 255, 0), (255, 0, 255))[label])
            row.append(picture)
            count += 1
        rows.append(np.hstack(row))
    print(f"{(time.time() - start) / count * 1000:.2f} ms a view")
    cv2.imwrite(sys.argv[1], np.vstack(rows))


if __name__ == "__main__":
    main()
