import { byId } from './dom.js';
import { overlay } from './overlay.js';

/** Shows a photo or the picture of the camera, with its boxes. Raises `point` when the pointer is on a face. */
export class Stage extends EventTarget {
  #frame = byId('frame');
  #busy = byId('busy');
  #picture = null;
  #result = null;
  #styles = null;
  #lit = null;

  constructor() {
    super();
    new ResizeObserver(() => this.#drawBoxes()).observe(this.#frame);
    this.#frame.addEventListener('pointerover', event => this.#point(event.target.closest('.face')));
    this.#frame.addEventListener('pointerleave', () => this.#point(null));
  }

  /** Shows a picture (an img or video element, or null) with its prediction, if there is one. */
  show({ picture, result, busy }, styles) {
    this.#busy.hidden = !busy;
    if (picture !== this.#picture) {
      this.#frame.replaceChildren(...(picture ? [picture] : []));
    }

    const isNew = picture !== this.#picture || result !== this.#result;
    [this.#picture, this.#result, this.#styles] = [picture, result, styles];
    this.#fit();
    if (isNew) {
      this.#drawBoxes();
    }
  }

  /** Highlights one face, or none. */
  light(index) {
    this.#lit = index;
    const svg = this.#frame.querySelector('.overlay');
    svg?.classList.toggle('pointing', index !== null);
    for (const face of svg?.children ?? []) {
      face.classList.toggle('lit', face.dataset.face === String(index));
    }
  }

  #fit() {
    const width = this.#result?.width ?? this.#picture?.naturalWidth ?? this.#picture?.videoWidth;
    const height = this.#result?.height ?? this.#picture?.naturalHeight ?? this.#picture?.videoHeight;
    this.#frame.hidden = !(width && height);
    this.#frame.style.setProperty('--ratio', width / height);
  }

  #drawBoxes() {
    this.#frame.querySelector('.overlay')?.remove();
    if (this.#result && this.#frame.clientWidth) {
      this.#frame.append(overlay(this.#result, this.#styles, this.#result.width / this.#frame.clientWidth));
      this.light(this.#lit);
    }
  }

  #point(face) {
    this.dispatchEvent(new CustomEvent('point', { detail: face ? Number(face.dataset.face) : null }));
  }
}
