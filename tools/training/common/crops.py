"""The crop convention that training, evaluation and, in C#, MaskML.Predict share.

A *face box* becomes a square centred on the box centre, side = max(w, h) * (1 + 2 * margin); what lies
outside the photo is filled by replicating its border. A *whole image* is stretched to the square.
Both are then resized: INTER_AREA where neither side is enlarged, INTER_LINEAR otherwise.
"""
import cv2

SIZE = 96
MARGIN = 0.15


def resize(image, size=SIZE):
    """Stretches an image (h, w, 3) to size x size."""
    shrinking = image.shape[0] >= size and image.shape[1] >= size
    return cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR)


def cut_square(photo, box, margin=MARGIN):
    """The square around box = (x, y, w, h) in pixels, before resizing; borders are replicated."""
    x, y, w, h = (float(v) for v in box)
    side = max(w, h) * (1 + 2 * margin)
    left, top = round(x + w / 2 - side / 2), round(y + h / 2 - side / 2)   # half to even, as C#'s Math.Round
    side = max(1, round(side))
    height, width = photo.shape[:2]
    before_x, before_y = max(0, -left), max(0, -top)
    after_x, after_y = max(0, left + side - width), max(0, top + side - height)
    inside = photo[max(0, top):min(height, top + side), max(0, left):min(width, left + side)]
    if not (before_x or before_y or after_x or after_y):
        return inside
    return cv2.copyMakeBorder(inside, before_y, after_y, before_x, after_x, cv2.BORDER_REPLICATE)


def crop_face(photo, box, margin=MARGIN, size=SIZE):
    """A face box of a photo as the network sees it."""
    return resize(cut_square(photo, box, margin), size)
