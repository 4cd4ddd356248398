"""Exchanges lower halves of faces between pictures: the label moves with the lower face, the style of the picture stays.

Within a source, masked and unmasked faces often differ in camera, size and compression as well. Drawn masks turn unmasked pictures into
masked ones only; this works in both directions and uses real masks and mouths. The donor's lower face is warped to the receiver's
landmarks, adjusted to its brightness and blended in. Donors of both labels are used, so that a seam does not correlate with the label.
"""
import cv2
import numpy as np

from common.drawing import face_from_points, fill

FRONTAL = 0.3    # largest distance of the nose from the axis between eyes and mouth, in eye distances: profiles cannot be aligned
LEAST = 16       # eye distance plus eyes to mouth in the donor's pixels: smaller faces lack detail


class Others:
    """The samples whose parts may be used in a view: only those that training may use; otherwise a left-out source would leak in."""

    def __init__(self, data, members, lower_faces=True):
        """members: one array of samples for each (source, label); lower_faces=False skips the search for faces that face() returns."""
        self.samples = np.concatenate(members)
        self.groups = {label: [] for label in (0, 1)}
        for samples in members if lower_faces else []:
            fit = np.array([i for i in samples if data.face_score[i] > 0.75 and frontal(data.points[i]) and span(data.points[i]) >= LEAST], int)
            if len(fit) and data.label[fit[0]] in self.groups:
                self.groups[int(data.label[fit[0]])].append(fit)

    def picture(self, rng):
        """A random sample, for a background or the top of a head."""
        return int(self.samples[rng.integers(len(self.samples))])

    def face(self, rng):
        """A random frontal face with a high detection score, for its lower half. Labels and sources are equally likely; None if a label has no such face."""
        groups = self.groups[int(rng.integers(2))]
        if not groups:
            return None
        samples = groups[rng.integers(len(groups))]
        return int(samples[rng.integers(len(samples))])


def ordered(points):
    """Left eye, right eye and middle of the mouth, left and right as in the picture."""
    left, right = sorted(points[:2], key=lambda p: p[0])
    return np.array([left, right, (points[3] + points[4]) / 2], np.float32)


def span(points):
    left, right, mouth = ordered(points)
    return np.linalg.norm(right - left) + np.linalg.norm(mouth - (left + right) / 2)


def frontal(points):
    left, right, mouth = ordered(points)
    across, eyes = right - left, (left + right) / 2
    down = mouth - eyes
    wide = np.linalg.norm(across)
    if wide < 0.6 * np.linalg.norm(down) or np.linalg.norm(down) < 0.6 * wide:
        return False
    beside = points[2] - eyes - 0.55 * down
    return abs(beside @ across) / wide ** 2 < FRONTAL


def swap(picture, points, data, donor, rng):
    """Blends the donor's lower face over the one at `points` (in pixels of the picture), in place."""
    image, source = data.image(donor), data.points[donor].copy()
    face = face_from_points(points)
    unit = np.linalg.norm(face.across)
    x, y = source.mean(0)
    reach = 3.2 * span(source)
    left, top = max(0, int(x - reach)), max(0, int(y - reach))
    patch = image[top:int(y + reach) + 1, left:int(x + reach) + 1]
    source -= (left, top)
    shrink = span(points) / span(source)
    if shrink < 0.7:   # warping alone would alias
        small = cv2.resize(patch, None, fx=1.2 * shrink, fy=1.2 * shrink, interpolation=cv2.INTER_AREA)
        source *= (small.shape[1] / patch.shape[1], small.shape[0] / patch.shape[0])
        patch = small
    if rng.random() < 0.5:
        patch = np.ascontiguousarray(patch[:, ::-1])
        source[:, 0] = patch.shape[1] - 1 - source[:, 0]
    size = picture.shape[1::-1]
    layer = cv2.warpAffine(patch, cv2.getAffineTransform(ordered(source), ordered(points)), size, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    skin = np.zeros(picture.shape[:2], np.uint8)
    fill(skin, [face.at(*p) for p in ((-.6, -.5), (.6, -.5), (.7, .25), (-.7, .25))], 255)
    here, there = (np.array(cv2.mean(p, skin)[:3]) for p in (picture, layer))
    layer *= np.clip((here + 4) / (there + 4), 0.35, 2.8) ** rng.uniform(0.6, 1)
    top, wide, chin = rng.uniform(0.12, 0.42), rng.uniform(1.1, 1.35), rng.uniform(1.95, 2.4)
    jaw = wide * rng.uniform(0.85, 1)
    outline = [(-wide, top), (0, top + rng.uniform(-.1, .1)), (wide, top), (jaw, 1.3), (0.6 * jaw, chin - .25), (0, chin), (-0.6 * jaw, chin - .25), (-jaw, 1.3)]
    alpha = np.zeros(picture.shape[:2], np.uint8)
    fill(alpha, [face.at(*p) for p in outline], 255)
    soft = max(1, int(unit * rng.uniform(0.03, 0.2))) * 2 + 1
    alpha = cv2.blur(alpha, (soft, soft))[..., None].astype(np.float32) / 255
    picture[:] = np.clip(picture * (1 - alpha) + layer * alpha, 0, 255).astype(np.uint8)
