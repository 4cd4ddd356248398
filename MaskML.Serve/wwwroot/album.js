import { Photo } from './photo.js';

/** The photos on the page, one of which is shown. Says `change` when any of that changes. */
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

  /** Takes a photo away; its neighbour is shown instead. */
  remove(photo) {
    const at = this.photos.indexOf(photo);
    this.photos.splice(at, 1);
    photo.close();
    this.show(this.shown === photo ? this.photos[Math.min(at, this.photos.length - 1)] ?? null : this.shown);
  }

  /** The next photo that has no answer from these settings and this model; the shown one comes first. */
  next(judgedBy) {
    const waits = photo => photo && photo.judgedBy !== judgedBy;
    return waits(this.shown) ? this.shown : this.photos.find(waits) ?? null;
  }

  changed() {
    this.dispatchEvent(new Event('change'));
  }
}
