import { byId, make } from './dom.js';
import { percent } from './format.js';

const cropSide = 96;

/** The faces as an accessible list. Raises `point` when a face is hovered over, focused or pressed. */
export class Faces extends EventTarget {
  #list = byId('faces');
  #result = null;
  #pinned = null;

  /** @param picture Source of the thumbnails: an image, a canvas, or null. */
  show(result, styles, picture) {
    // An answer that is already shown is kept, with its focus and hover state.
    if (result === this.#result) {
      return;
    }

    const focused = this.#buttons.indexOf(document.activeElement);
    this.#result = result;
    this.#list.replaceChildren(...(result?.faces ?? []).map((face, index) => make('li', {}, this.#button(face, index, styles.get(face.label), result, picture))));
    if (focused >= 0) {
      // The camera gives new answers while the user navigates the list, so the focus is restored.
      this.#buttons[Math.min(focused, this.#buttons.length - 1)]?.focus({ preventScroll: true });
    }

    this.#pin(this.#pinned !== null && this.#pinned < this.#buttons.length ? this.#pinned : null);
  }

  /** Marks one face, or none. */
  light(index) {
    this.#buttons.forEach((button, i) => button.classList.toggle('lit', i === index));
  }

  get #buttons() {
    return [...this.#list.querySelectorAll('button')];
  }

  #button(face, index, style, result, picture) {
    const bar = make('span', { className: 'bar', ariaHidden: 'true' }, make('span'));
    bar.firstChild.style.width = `${face.confidence * 100}%`;
    const tag = make('span', { className: 'tag' }, make('span', { ariaHidden: 'true', textContent: `${style.glyph} ` }), style.text);
    tag.style.backgroundColor = style.color;
    const button = make(
      'button', { type: 'button', className: 'face', ariaPressed: 'false' },
      crop(face, result, picture),
      make('span', { className: 'what' }, make('span', { className: 'number', textContent: `${index + 1}` }), ' ', tag),
      make('span', { className: 'confidence', textContent: percent(face.confidence) }),
      bar,
      make('span', { className: 'size', textContent: `${face.width} × ${face.height} px` }),
      face.uncertain ? make('span', { className: 'uncertain', textContent: 'uncertain' }) : null);
    for (const [event, pointed] of [['pointerenter', index], ['focus', index], ['pointerleave', null], ['blur', null]]) {
      button.addEventListener(event, () => this.#point(pointed ?? this.#pinned));
    }

    button.addEventListener('click', () => this.#pin(this.#pinned === index ? null : index));
    return button;
  }

  #pin(index) {
    this.#pinned = index;
    this.#buttons.forEach((button, i) => { button.ariaPressed = String(i === index); });
    this.#point(index);
  }

  #point(index) {
    this.dispatchEvent(new CustomEvent('point', { detail: index }));
  }
}

// A square around the face, with a margin.
function crop({ x, y, width, height }, result, picture) {
  const canvas = make('canvas', { width: cropSide, height: cropSide, ariaHidden: 'true' });
  if (picture) {
    const scale = (picture.naturalWidth ?? picture.width) / result.width;
    const side = Math.max(width, height) * 1.3;
    canvas.getContext('2d').drawImage(
      picture, (x + (width / 2) - (side / 2)) * scale, (y + (height / 2) - (side / 2)) * scale, side * scale, side * scale, 0, 0, cropSide, cropSide);
  }

  return canvas;
}
