"""Random views for the face detector: a square of pixels, the boxes in it, and where nobody knows.

A view is one picture at a random scale, or a mosaic of four, or folder pictures laid over another picture. In each, some face gets a
random size, log-uniform, so that all sizes are seen equally often. `python3 face_views.py sheet.png` shows a sheet.
"""
from dataclasses import dataclass

import cv2
import numpy as np

import augment
import drawing
import face_clutter

GROUP, SCENE = 2, 3


@dataclass
class Mix:
    """What views are made of; probabilities unless said otherwise."""
    smallest: float = 8.0         # face size in pixels of the view (square root of its area)
    share: float = 0.9            # largest face, of the view's side
    enlarge: float = 3.5          # largest scale: what is blurred beyond recognition teaches nothing
    group: float = 0.62           # of patches: from a group photo, where allowed
    scene: float = 0.03           # ... from a drawn scene
    empty: float = 0.06           # ... without a face
    bare: float = 0.45            # of patches from folders and photos: around an unmasked face
    mosaic: float = 0.25          # of views: four patches
    laid: float = 0.35            # of views: folder pictures laid over
    laid_most: int = 9            # how many
    fill: float = 0.3             # a folder's picture, in a patch of its own: face at least so much of it; smaller ones are laid over
    clutter: float = 0.5          # of views: drawn things where no face is
    rotation: float = 12.0        # degrees
    occluded: float = 0.15        # of folder pictures: a hand, a thing, sunglasses (landmarks known)
    masked: float = 0.06          # of unmasked folder pictures: a mask drawn
    tone: float = 0.7
    blur: float = 0.12
    noise: float = 0.12
    jpeg: float = 0.35
    low: float = 0.15             # the whole view down and up again
    tiny: float = 6.0             # faces smaller than this are neither right nor wrong
    seen: float = 0.55            # of a face must be inside the view


STYLE = augment.Style(tone=0.7, grey=0.06, mix=0.04)


class Maker:
    """Makes views from pictures (a face_sources.Faces), leaving a fold out, or all group photos."""

    def __init__(self, faces, mix, leave_out=None, groups=True):
        self.faces, self.mix = faces, mix
        use = faces.source >= 0
        if leave_out is not None:
            use &= faces.fold != leave_out
        if not groups:
            use &= faces.source != GROUP
        self.members = {}
        for i in np.flatnonzero(use):
            kind = min(int(faces.source[i]), SCENE)
            for k, label in enumerate(faces.labels[i]):
                side = np.sqrt(faces.known[i][k, 2:].prod())
                if side >= 4:
                    self.members.setdefault((kind, label == 1 and kind != SCENE), []).append((i, k))
        self.members = {key: np.array(rows) for key, rows in self.members.items()}
        self.photos = np.flatnonzero(use & (faces.source == GROUP))
        self.folders = np.flatnonzero(use & (faces.source < GROUP))
        data = faces.data
        self.row = dict(zip(data.photo[data.source < GROUP], np.flatnonzero(data.source < GROUP)))

    def choose(self, rng, kind):
        """(picture, number of the face in it) from a kind of source."""
        if kind == SCENE:
            rows = self.members[SCENE, False]
        else:
            rows = self.members[kind, rng.random() < self.mix.bare]
        return rows[rng.integers(len(rows))]

    def kind(self, rng):
        r = rng.random()
        if r < self.mix.scene and (SCENE, False) in self.members:
            return SCENE
        if r < self.mix.scene + self.mix.group and len(self.photos):
            return GROUP
        return 1 if rng.random() < 0.6 else 0

    def source(self, rng, i):
        """A picture, maybe with something drawn over its face, and its boxes."""
        picture, faces = self.faces.picture(i), self.faces
        row = self.row.get(i)
        if row is not None and len(faces.known[i]) == 1 and faces.data.face_score[row] > 0.65:
            r = rng.random()
            bare = faces.data.label[row] == augment.WITHOUT
            if r < self.mix.occluded or bare and r < self.mix.occluded + self.mix.masked:
                picture = picture.copy()
                face = drawing.face_from_points(faces.data.points[row])
                if r >= self.mix.occluded:
                    drawing.draw_mask(picture, face, rng)
                else:
                    (drawing.draw_hand, drawing.draw_thing, drawing.draw_sunglasses)[rng.integers(3)](picture, face, rng)
        h, w = picture.shape[:2]   # the teacher's boxes of tight crops reach beyond them
        low, high = np.clip(faces.known[i][:, :2], 0, (w, h)), np.clip(faces.known[i][:, :2] + faces.known[i][:, 2:], 0, (w, h))
        return picture, np.column_stack([low, high - low]), faces.ignored[i]

    def patch(self, rng, width, height):
        """(picture, faces, ignored) of width x height pixels; boxes are left, top, right, bottom."""
        if rng.random() < self.mix.empty:
            return self.empty(rng, width, height)
        kind = self.kind(rng)
        i, k = self.choose(rng, kind)
        picture, known, ignored = self.source(rng, i)
        box = known[k]
        side = np.sqrt(box[2:].prod())
        largest = min(self.mix.share * min(width, height), self.mix.enlarge * side)
        smallest = self.mix.smallest if kind >= GROUP else self.mix.fill * min(width, height)
        wanted = np.exp(rng.uniform(np.log(min(smallest, largest)), np.log(largest)))
        return self.warp(rng, picture, known, ignored, box, wanted / side, width, height)

    def warp(self, rng, picture, known, ignored, box, scale, width, height):
        """The picture scaled, turned a little, so that the box's middle lies somewhere inside."""
        if scale < 0.6:   # by area first: an affine map alone would skip pixels
            shrink = scale / 0.8
            h, w = picture.shape[:2]
            size = max(1, round(w * shrink)), max(1, round(h * shrink))
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
            ratio = np.array([size[0] / w, size[1] / h, size[0] / w, size[1] / h], np.float32)
            known, ignored, box = known * ratio, ignored * ratio, box * ratio
            scale = 0.8
        angle = np.deg2rad(rng.normal(0, self.mix.rotation / 2)) if rng.random() < 0.6 else 0.0
        aspect = np.exp(rng.uniform(-0.12, 0.12) / 2)
        c, s = np.cos(angle), np.sin(angle)
        turn = scale * np.array([[c, -s], [s, c]]) @ np.diag([aspect, 1 / aspect])
        if rng.random() < 0.5:
            turn = turn @ np.diag([-1.0, 1.0])
        middle = box[:2] + box[2:] / 2
        extent = np.abs(turn) @ box[2:] / 2 * 0.8
        goal = np.array([rng.uniform(min(extent[0], width / 2), max(width - extent[0], width / 2)),
                         rng.uniform(min(extent[1], height / 2), max(height - extent[1], height / 2))])
        affine = np.column_stack([turn, goal - turn @ middle])
        border = cv2.BORDER_REPLICATE if rng.random() < 0.35 else cv2.BORDER_CONSTANT
        value = (0, 0, 0) if rng.random() < 0.6 else tuple(rng.uniform(0, 255, 3))
        pixels = affine.copy()   # boxes count from the corner of a pixel, OpenCV from its middle
        pixels[:, 2] += affine[:, :2] @ (0.5, 0.5) - 0.5
        view = cv2.warpAffine(picture, pixels, (width, height), flags=cv2.INTER_LINEAR, borderMode=border, borderValue=value)
        return (view, *self.boxes(affine, known, ignored, width, height))

    def boxes(self, affine, known, ignored, width, height):
        """Boxes under an affine map, sorted into faces and ignored."""
        faces, unsure = [], []
        for rows, sure in ((known, True), (ignored, False)):
            if not len(rows):
                continue
            middle = (rows[:, :2] + rows[:, 2:] / 2) @ affine[:, :2].T + affine[:, 2]
            # A face is an ellipse: its box after turning is narrower than the turned box's.
            half = np.sqrt((rows[:, 2:] / 2) ** 2 @ (affine[:, :2] ** 2).T)
            low, high = middle - half, middle + half
            inside = np.column_stack([np.clip(low, 0, (width, height)), np.clip(high, 0, (width, height))])
            seen = (inside[:, 2:] - inside[:, :2]).prod(1) / np.maximum((2 * half).prod(1), 1e-6)
            size = np.sqrt((2 * half).prod(1))
            for box, part, s in zip(inside, seen, size):
                if part <= 0.02:
                    continue
                if sure and part >= self.mix.seen and s >= self.mix.tiny:
                    faces.append(box)
                else:
                    grown = 0.15 * (box[2:] - box[:2])
                    unsure.append(np.concatenate([box[:2] - grown, box[2:] + grown]))
        return (np.array(faces, np.float32).reshape(-1, 4), np.array(unsure, np.float32).reshape(-1, 4))

    def empty(self, rng, width, height):
        """No face, as far as anybody knows: a piece of a group photo between the faces, or something drawn."""
        none = np.zeros((0, 4), np.float32)
        if len(self.photos) and rng.random() < 0.6:
            piece = self.background(rng, self.photos[rng.integers(len(self.photos))])
            if piece is not None:
                return cv2.resize(piece, (width, height)), none, none
        if rng.random() < 0.5:
            other = self.faces.picture(self.folders[rng.integers(len(self.folders))])
            return np.ascontiguousarray(drawing.background(max(width, height), other, rng)[:height, :width]), none, none
        return self.drawn(rng, width, height), none, none

    def background(self, rng, i):
        """A square piece of a photo that nobody sees a face in, or None where chance finds none."""
        picture = self.faces.picture(i)
        taken = np.concatenate([self.faces.known[i], self.faces.ignored[i]])
        h, w = picture.shape[:2]
        grown = 0.25 * taken[:, 2:]
        for _ in range(12):
            side = int(rng.uniform(0.15, 0.6) * min(h, w))
            x, y = int(rng.integers(w - side + 1)), int(rng.integers(h - side + 1))
            clear = ((taken[:, :2] - grown >= (x + side, y + side)) | (taken[:, :2] + taken[:, 2:] + grown <= (x, y))).any(1)
            if clear.all():
                return picture[y:y + side, x:x + side]
        return None

    @staticmethod
    def drawn(rng, width, height):
        """Cloth, gradients, and round things in the colours of skin, masks and anything."""
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

    def mosaic(self, rng, size):
        """Four patches around a random cross."""
        view = np.zeros((size, size, 3), np.uint8)
        x, y = (int(v) for v in rng.uniform(0.3, 0.7, 2) * size)
        faces, ignored = [], []
        for left, top, right, bottom in ((0, 0, x, y), (x, 0, size, y), (0, y, x, size), (x, y, size, size)):
            part, known, unsure = self.patch(rng, right - left, bottom - top)
            view[top:bottom, left:right] = part
            shift = np.array([left, top, left, top], np.float32)
            faces.append(known + shift)
            ignored.append(unsure + shift)
        return view, np.concatenate(faces), np.concatenate(ignored)

    def lay(self, rng, view, faces, ignored):
        """Folder pictures laid over a view, at random places and sizes; what they cover is no face any more."""
        size = view.shape[0]
        for _ in range(int(rng.integers(1, self.mix.laid_most + 1))):
            i, k = self.choose(rng, 1 if rng.random() < 0.6 else 0)
            picture, known, unsure = self.source(rng, i)
            h, w = picture.shape[:2]
            side = np.sqrt(known[k, 2:].prod())
            wanted = np.exp(rng.uniform(np.log(self.mix.smallest), np.log(max(self.mix.smallest * 2, 0.4 * size))))
            scale = min(wanted / side, self.mix.enlarge, 0.95 * size / max(h, w))
            width, height = max(4, int(w * scale)), max(4, int(h * scale))
            x, y = int(rng.integers(size - width + 1)), int(rng.integers(size - height + 1))
            cover = np.array([x, y, x + width, y + height], np.float32)
            if len(faces):
                low, high = np.maximum(faces[:, :2], cover[:2]), np.minimum(faces[:, 2:], cover[2:])
                hidden = np.clip(high - low, 0, None).prod(1) / (faces[:, 2:] - faces[:, :2]).prod(1)
                if ((hidden > 0.2) & (hidden < 0.95)).any():
                    continue
                faces = faces[hidden < 0.95]
            laid = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
            if rng.random() < 0.5:
                laid = laid[:, ::-1]
                known, unsure = (np.column_stack([w - b[:, 0] - b[:, 2], b[:, 1:]]) for b in (known, unsure))
            view[y:y + height, x:x + width] = laid
            affine = np.array([[width / w, 0, 0], [0, height / h, 0]])
            new, doubt = self.boxes(affine, known, unsure, width, height)
            shift = np.array([x, y, x, y], np.float32)
            faces, ignored = np.concatenate([faces, new + shift]), np.concatenate([ignored, doubt + shift])
        return view, faces.astype(np.float32), ignored.astype(np.float32)

    def view(self, rng, size):
        """(picture, faces, ignored) of one view, BGR."""
        r = rng.random()
        view, faces, ignored = self.mosaic(rng, size) if r < self.mix.mosaic else self.patch(rng, size, size)
        if r > 1 - self.mix.laid:
            view, faces, ignored = self.lay(rng, np.ascontiguousarray(view), faces, ignored)
        if rng.random() < self.mix.clutter:
            view = np.ascontiguousarray(view)
            face_clutter.lay(view, np.concatenate([faces, ignored]), rng)
        return self.light(rng, view), faces, ignored

    def light(self, rng, view):
        """Colour, resolution, blur, noise, compression."""
        size = view.shape[0]
        if rng.random() < 0.8:
            view = augment.colour(view, STYLE, rng)
        small = size
        if rng.random() < self.mix.low:
            small = int(size * rng.uniform(0.5, 0.95))
            view = cv2.resize(view, (small, small), interpolation=cv2.INTER_AREA)
        if rng.random() < self.mix.blur:
            view = augment.blur(view, rng)
        if rng.random() < self.mix.noise:
            noise = rng.standard_normal((*view.shape[:2], 1), dtype=np.float32) * rng.uniform(2, 14)
            view = np.clip(view + noise, 0, 255).astype(np.uint8)
        if rng.random() < self.mix.jpeg:
            view = augment.jpeg(view, rng, low=30)
        if small != size:
            view = cv2.resize(view, (size, size), interpolation=cv2.INTER_LINEAR)
        return view


def main():
    """Writes a sheet of random views, to be looked at: python3 face_views.py sheet.png [no-group]"""
    import sys
    import time
    from face_sources import Faces
    cv2.setNumThreads(1)
    maker, rng = Maker(Faces(), Mix(), groups=len(sys.argv) < 3), np.random.default_rng(0)
    start, views = time.time(), []
    for _ in range(40):
        view, faces, ignored = maker.view(rng, 256)
        view = np.ascontiguousarray(view)
        for rows, colour in ((ignored, (0, 200, 255)), (faces, (0, 255, 0))):
            for l, t, r, b in rows:
                cv2.rectangle(view, (int(l), int(t)), (int(r), int(b)), colour, 1)
        views.append(view)
    print(f"{(time.time() - start) / len(views) * 1000:.2f} ms a view")
    cv2.imwrite(sys.argv[1], np.vstack([np.hstack(views[k:k + 8]) for k in range(0, 40, 8)]))


if __name__ == "__main__":
    main()
