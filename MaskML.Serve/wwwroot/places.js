const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Finds room for the tags of boxes in a picture, so that none covers another face or tag. */
export class Places {
  #size;
  #boxes;
  #tags = [];

  constructor(size, boxes) {
    [this.#size, this.#boxes] = [size, boxes];
  }

  /** Reserves a place for the tag of a box; null if there is no room. */
  place(box, size) {
    const found = this.#candidates(box, size).find(tag => this.#isFree(tag, box)) ?? null;
    if (found) {
      this.#tags.push(found);
    }

    return found;
  }

  /** The place above a box, or as near to it as the picture allows, even if it is taken. */
  above(box, size) {
    return this.#inside({ x: box.x, y: box.y - size.height, ...size });
  }

  // Above, then below, then inside at the top, where it covers the least of the face.
  #candidates(box, size) {
    const right = box.x + box.width - size.width;
    const inside = this.#boxes.length === 1 && size.width <= box.width && size.height * 4 <= box.height;
    return [
      { x: box.x, y: box.y - size.height },
      { x: right, y: box.y - size.height },
      { x: box.x, y: box.y + box.height },
      { x: right, y: box.y + box.height },
      ...(inside ? [{ x: box.x, y: box.y }] : []),
    ].map(corner => this.#inside({ ...corner, ...size }, false)).filter(tag => tag !== null);
  }

  // A tag may be moved sideways into the picture, but not down, where it would cover its own face.
  #inside(tag, mayCover = true) {
    const x = Math.max(0, Math.min(tag.x, this.#size.width - tag.width));
    const y = Math.max(0, Math.min(tag.y, this.#size.height - tag.height));
    return mayCover || y === tag.y ? { ...tag, x, y } : null;
  }

  #isFree(tag, own) {
    return !this.#tags.some(other => meet(tag, other)) && !this.#boxes.some(box => box !== own && meet(tag, box));
  }
}
