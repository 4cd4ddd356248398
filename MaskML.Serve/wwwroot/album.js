import { Photo } from './photo.js';

/** The photos on the page, one of which is shown. Raises `change` when the list or the shown photo changes. */
export class Album extends EventTarget {
  photos = [];
  shown = null;

  add(files) {
    const added = [...files].map(file => new Photo(file));
    this.photos.push(...added);
    added.forEach(photo => photo.opened.then(() => this.changed()));
    this.show(added[0] ?? this.shown);
  }

  show(photo) {
    this.shown = photo;
    this.changed();
  }

  /** Removes a photo and shows its neighbour. */
  remove(photo) {
    const at = this.photos.indexOf(photo);
    this.photos.splice(at, 1);
    photo.close();
    this.show(this.shown === photo ? this.photos[Math.min(at, this.photos.length - 1)] ?? null : this.shown);
  }

  /** The next photo without an answer for these settings and this model; the shown photo comes first. */
  next(judgedBy) {
    const waits = photo => photo && photo.judgedBy !== judgedBy;
    return waits(this.shown) ? this.shown : this.photos.find(waits) ?? null;
  }

  changed() {
    this.dispatchEvent(new Event('change'));
  }
}
