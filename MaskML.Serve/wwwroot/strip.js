import { byId, make } from './dom.js';
import { count } from './format.js';

const thumbSide = 112;

/** The photos as a strip to choose from: arrow keys move through it, Delete removes a photo. */
export class Strip {
  #list = byId('strip');
  #items = new Map();
  #album;
  #choose;

  /** @param choose Called with the photo that was chosen. */
  constructor(album, choose) {
    [this.#album, this.#choose] = [album, choose];
    this.#list.addEventListener('keydown', event => this.#key(event));
  }

  show() {
    const { photos, shown } = this.#album;
    this.#list.hidden = photos.length < 2;
    for (const [photo, item] of this.#items) {
      if (!photos.includes(photo)) {
        item.remove();
        this.#items.delete(photo);
      }
    }

    for (const photo of photos) {
      if (!this.#items.has(photo)) {
        this.#items.set(photo, this.#item(photo));
        this.#list.append(this.#items.get(photo));
      }

      this.#update(this.#items.get(photo), photo, photo === shown);
    }
  }

  #update(item, { name, result, problem, busy }, shown) {
    const [button] = item.children;
    if (shown && button.ariaCurrent !== 'true') {
      this.#list.scrollLeft = item.offsetLeft - ((this.#list.clientWidth - item.offsetWidth) / 2);
    }

    const failed = problem && !busy;
    button.ariaCurrent = String(shown);
    const state = result ? count(result.faces.length, 'face') : failed ? problem.message : 'waiting';
    button.ariaLabel = button.title = `${name}: ${state}`;
    item.classList.toggle('failed', Boolean(failed));
    button.querySelector('.why').textContent = failed ? problem.message : '';
    button.querySelector('.badge').textContent = result ? result.faces.length : failed ? '!' : '…';
  }

  #item(photo) {
    const canvas = make('canvas', { width: thumbSide, height: thumbSide, ariaHidden: 'true', hidden: true });
    const about = make('span', { className: 'about', ariaHidden: 'true' }, make('b', { textContent: `${photo.name}:` }), ' ', make('span', { className: 'why' }));
    const button = make('button', { type: 'button', className: 'thumb' }, canvas, make('span', { className: 'badge' }), about);
    button.addEventListener('click', () => this.#choose(photo));
    const close = make('button', { type: 'button', className: 'close', ariaLabel: `Remove ${photo.name}`, title: 'Remove', textContent: '×' });
    close.addEventListener('click', () => this.#album.remove(photo));
    photo.opened.then(() => {
      if (photo.picture) {
        cover(canvas, photo.picture);
        canvas.hidden = false;
      }
    });
    return make('li', {}, button, close);
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const { photos, shown } = this.#album;
    const at = photos.indexOf(shown);
    if (step !== 0 && photos[at + step]) {
      event.preventDefault();
      this.#choose(photos[at + step]);
    } else if (event.key === 'Delete') {
      this.#album.remove(shown);
    } else {
      return;
    }

    this.#items.get(this.#album.shown)?.firstChild.focus();
  }
}

// The largest square in the middle of a picture.
function cover(canvas, picture) {
  const { naturalWidth: width, naturalHeight: height } = picture;
  const side = Math.min(width, height);
  canvas.getContext('2d').drawImage(picture, (width - side) / 2, (height - side) / 2, side, side, 0, 0, thumbSide, thumbSide);
}
