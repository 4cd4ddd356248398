"""Face boxes and five landmarks by YuNet (MIT). They only prepare training data: masks and occluders are drawn at the
landmarks. The shipped networks do not contain or call YuNet.
"""
import cv2
import numpy as np

INPUT = 160   # most images hold one large face; larger inputs only cost time
FLOOR = 0.5   # below this score a landmark is a guess
FRAME = 0.25  # around a tight crop, of its longer side


class YuNet:
    """Decodes YuNet 2023mar over cv2.dnn (OpenCV 4.6 has no FaceDetectorYN for this file's outputs)."""

    def __init__(self, path, size=INPUT):
        self.net = cv2.dnn.readNet(path)
        self.names = self.net.getUnconnectedOutLayersNames()
        self.size = size

    def best(self, image):
        """(score, box x y w h, landmarks 5x2) of the best face in pixels of the image, or None."""
        rows = self._rows(image, FLOOR, FRAME)
        return max(rows, key=lambda row: row[0]) if rows else None

    def faces(self, image, floor, frame=FRAME, overlap=0.3):
        """[(score, box x y w h)] of all faces above a score, by descending score; `frame` is a fraction of the longer side."""
        rows = self._rows(image, floor, frame)
        if not rows:
            return []
        kept = cv2.dnn.NMSBoxes([[float(v) for v in box] for _, box, _ in rows], [score for score, _, _ in rows], floor, overlap)
        return [rows[i][:2] for i in np.asarray(kept).ravel()]

    def _rows(self, image, floor, frame):
        """(score, box, landmarks) of every cell above a score, in pixels of the image."""
        h, w = image.shape[:2]
        # Tight crops lack the surroundings that a detector expects: give them a replicated frame.
        pad = int(frame * max(h, w))
        side = max(h, w) + 2 * pad
        left, top = (side - w) // 2, (side - h) // 2
        framed = cv2.copyMakeBorder(image, top, side - h - top, left, side - w - left, cv2.BORDER_REPLICATE if pad else cv2.BORDER_CONSTANT)
        scale = side / self.size
        self.net.setInput(cv2.dnn.blobFromImage(cv2.resize(framed, (self.size, self.size)), 1.0))
        out = dict(zip(self.names, self.net.forward(self.names)))
        rows = []
        for stride in (8, 16, 32):
            cls, obj = out[f"cls_{stride}"][0, :, 0], out[f"obj_{stride}"][0, :, 0]
            score = np.sqrt(np.clip(cls, 0, 1) * np.clip(obj, 0, 1))
            cells = self.size // stride
            for i in np.flatnonzero(score >= floor):
                col, row = i % cells, i // cells
                dx, dy, dw, dh = out[f"bbox_{stride}"][0, i]
                bw, bh = np.exp(dw) * stride, np.exp(dh) * stride
                box = np.array([(col + dx) * stride - bw / 2, (row + dy) * stride - bh / 2, bw, bh]) * scale
                points = (out[f"kps_{stride}"][0, i].reshape(5, 2) + (col, row)) * stride * scale
                box[:2] -= (left, top)
                rows.append((float(score[i]), box.astype(np.float32), (points - (left, top)).astype(np.float32)))
        return rows
