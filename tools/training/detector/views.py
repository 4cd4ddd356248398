"""Random training views for the face detector: a square picture, its face boxes, and its ignored regions.

A view is one picture at a random scale, or a mosaic of four, or folder pictures laid over another picture. In each, some face gets a
random size, log-uniform, so that all sizes are seen equally often. `python3 -m detector.views sheet.png` shows a sheet.
"""
import cv2
import numpy as np

from common import drawing
from common.pictures import LABELS
from detector import clutter, lighting, view_transforms
from detector.all_faces import NEGATIVES, SHARES
from detector.boxes import GROUP, SCENE
from detector.view_transforms import Mix


ALL = "all"   # leaves every fold out, so that no group photo is seen
FRAGMENTED = 80   # px: faces from this size on, enlarged, have parts worth showing


class Maker:
    """
    Makes views from pictures (a boxes.Faces, or all_faces.AllFaces), leaving a fold of the group photos out, or ALL of them, and
    all photos of `without`: numbers of sources, or masks of pictures. `hard` are hard negatives (detector/mine_negatives.py).
    """

    def __init__(self, faces, mix, leave_out=None, hard=(), without=()):
        self.faces, self.mix = faces, mix
        use = faces.source >= 0
        if leave_out is not None:
            use &= faces.source != GROUP if leave_out == ALL else faces.fold != leave_out
        for left in without:
            use &= ~left if isinstance(left, np.ndarray) else faces.source != left
        self.hard = [row for row in hard if use[int(row[0])]]
        self.members = {}
        for i in np.flatnonzero(use):
            kind = int(faces.source[i])
            for k, label in enumerate(faces.labels[i]):
                side = np.sqrt(faces.known[i][k, 2:].prod())
                if side >= 4:
                    self.members.setdefault((kind, label == 1 and kind != SCENE), []).append((i, k))
        self.members = {key: np.array(rows) for key, rows in self.members.items()}
        self.photos = np.flatnonzero(use & ((faces.source == GROUP) | (faces.source > SCENE) & (faces.source != NEGATIVES)))
        self.negatives = np.flatnonzero(use & (faces.source == NEGATIVES))
        self.folders = np.flatnonzero(use & (faces.source < GROUP))
        self.large = np.array([(i, k) for i in np.concatenate([self.photos, self.folders])
                               for k, box in enumerate(faces.known[i]) if box[2:].min() >= FRAGMENTED])
        shares = {kind: share for kind, share in SHARES.items() if any((kind, bare) in self.members for bare in (False, True))}
        self.kinds, self.shares = np.array(list(shares)), np.cumsum(list(shares.values())) / sum(shares.values())
        data = faces.data
        self.row = dict(zip(data.photo[data.source < GROUP], np.flatnonzero(data.source < GROUP)))

    def choose(self, rng, kind):
        """(picture, number of the face in it) from a kind of source."""
        wanted = kind != SCENE and rng.random() < self.mix.bare
        rows = self.members[kind, wanted if (kind, wanted) in self.members else not wanted]
        return rows[rng.integers(len(rows))]

    def kind(self, rng):
        """The number of a source, by its share."""
        if rng.random() < self.mix.scene and (SCENE, False) in self.members:
            return SCENE
        if len(self.photos) and rng.random() < self.mix.group:
            return int(self.kinds[np.searchsorted(self.shares, rng.random())])
        return 1 if rng.random() < 0.6 else 0

    def source(self, rng, i):
        """A picture, possibly with something drawn over its face, and its boxes."""
        picture, faces = self.faces.picture(i), self.faces
        row = self.row.get(i)
        if row is not None and len(faces.known[i]) == 1 and faces.data.face_score[row] > 0.65:
            r = rng.random()
            bare = faces.data.label[row] == LABELS.index("without_mask")
            if r < self.mix.occluded or bare and r < self.mix.occluded + self.mix.masked:
                picture = picture.copy()
                face = drawing.face_from_points(faces.data.points[row])
                if r >= self.mix.occluded:
                    drawing.draw_mask(picture, face, rng)
                else:
                    (drawing.draw_hand, drawing.draw_thing, drawing.draw_sunglasses)[rng.integers(3)](picture, face, rng)
        h, w = picture.shape[:2]   # YuNet's boxes in tight crops extend beyond the picture
        low, high = np.clip(faces.known[i][:, :2], 0, (w, h)), np.clip(faces.known[i][:, :2] + faces.known[i][:, 2:], 0, (w, h))
        return picture, np.column_stack([low, high - low]), faces.ignored[i]

    def patch(self, rng, width, height):
        """(picture, faces, ignored) of width x height pixels; boxes are left, top, right, bottom."""
        r = rng.random()
        if r < self.mix.empty:
            return self.empty(rng, width, height)
        if r < self.mix.empty + self.mix.fragment and len(self.large):
            return self.fragment(rng, width, height)
        if rng.random() < self.mix.hard and self.hard:
            return self.trap(rng, width, height)
        kind = self.kind(rng)
        i, k = self.choose(rng, kind)
        picture, known, ignored = self.source(rng, i)
        box = known[k]
        side = np.sqrt(box[2:].prod())
        largest = min(self.mix.share * min(width, height), self.mix.enlarge * side)
        smallest = self.mix.smallest if kind >= GROUP else self.mix.fill * min(width, height)
        wanted = np.exp(rng.uniform(np.log(min(smallest, largest)), np.log(largest)))
        return view_transforms.warp(rng, self.mix, picture, known, ignored, box, wanted / side, width, height)

    def trap(self, rng, width, height):
        """Around what an earlier network took for a face, at about the size at which it did."""
        row = self.hard[rng.integers(len(self.hard))]
        picture, known, ignored = self.source(rng, int(row[0]))
        box = row[1:5]
        scale = row[6] * np.exp(rng.uniform(-0.4, 0.4)) / np.sqrt(box[2:].prod())
        return view_transforms.warp(rng, self.mix, picture, known, ignored, box, min(scale, 5.0), width, height)

    def fragment(self, rng, width, height):
        """A part of a face that is far larger than the view: mouth, eyes, mask, ear."""
        i, k = self.large[rng.integers(len(self.large))]
        picture, known, ignored = self.source(rng, i)
        x, y, w, h = known[k]
        middle = np.array([x, y]) + rng.uniform(0, 1, 2) * (w, h)
        scale = min(rng.uniform(1.3, 4.0) * max(width, height) / np.sqrt(w * h), 6.0)
        size = np.array([width, height], np.float32) / scale * 0.5
        return view_transforms.warp(rng, self.mix, picture, known, ignored, np.concatenate([middle - size / 2, size]), scale, width, height)

    def empty(self, rng, width, height):
        """No face, as far as anybody knows: a photo of no one, a piece of another photo between the faces, or something drawn."""
        none = np.zeros((0, 4), np.float32)
        if len(self.negatives) and rng.random() < self.mix.negative:
            picture = self.faces.picture(self.negatives[rng.integers(len(self.negatives))])
            h, w = picture.shape[:2]
            size = np.array([w, h]) * np.exp(rng.uniform(np.log(0.15), 0))
            corner = rng.uniform(0, 1, 2) * ((w, h) - size)
            scale = min(min(width, height) / size.min(), 3.0)
            return view_transforms.warp(rng, self.mix, picture, none, none, np.concatenate([corner, size]).astype(np.float32), scale, width, height)
        if len(self.photos) and rng.random() < 0.6:
            piece = self.background(rng, self.photos[rng.integers(len(self.photos))])
            if piece is not None:
                return cv2.resize(piece, (width, height)), none, none
        if rng.random() < 0.5:
            other = self.faces.picture(self.folders[rng.integers(len(self.folders))])
            return np.ascontiguousarray(drawing.background(max(width, height), other, rng)[:height, :width]), none, none
        return clutter.backdrop(rng, width, height), none, none

    def background(self, rng, i):
        """A random square of a photo without face or ignored box, or None if no such square was found."""
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

    def mosaic(self, rng, size):
        """Four patches around a random point."""
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
        """Pastes folder pictures at random places and sizes; faces that they cover are removed."""
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
            new, doubt = view_transforms.boxes(self.mix, affine, known, unsure, width, height)
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
            clutter.lay(view, np.concatenate([faces, ignored]), rng)
        view = view_transforms.light(rng, self.mix, view)
        if rng.random() < self.mix.harsh:
            view, faces, ignored = lighting.hard(view, faces, ignored, rng)
        return view, faces, ignored


def main():
    """Writes a contact sheet of random views: python3 -m detector.views sheet.png"""
    import sys
    import time
    from detector.all_faces import AllFaces
    cv2.setNumThreads(1)
    maker, rng = Maker(AllFaces(), Mix()), np.random.default_rng(0)
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
