import { byId, make } from './dom.js';
import { percent } from './format.js';

// What each is called on the page, and what it is good for.
const names = { auto: 'Best here', masknet: 'MaskNet', yunet: 'YuNet', haar: 'Haar cascade', none: 'No search' };
const hints = {
  masknet: 'MaskML’s own network: masked and bare faces from a few pixels on.',
  yunet: 'OpenCV’s network: better at bare faces.',
  haar: 'The method of 2001 that the tutorial uses: it misses two of three masked faces.',
  none: 'The whole picture is one face that is cut out already.',
};

const remedies = {
  masknet: 'its file belongs into data/models',
  yunet: './maskml models pull yunet brings it',
  haar: 'it is in Debian’s package opencv-data',
};

// While the slider is dragged, photos are judged again only when it pauses.
const restMilliseconds = 150;

/** Detector and threshold, as chosen on the page. Raises `change` when the photos must be judged again. */
export class Settings extends EventTarget {
  detector = 'auto';
  uncertainBelow = null;

  #slider = byId('uncertain');
  #resting = 0;
  #listed = '';

  constructor() {
    super();
    this.#slider.addEventListener('input', () => {
      this.#set(this.#slider.valueAsNumber);
      clearTimeout(this.#resting);
      this.#resting = setTimeout(() => this.#changed(), restMilliseconds);
    });
  }

  /** Identifies the settings of an answer. */
  get key() {
    return `${this.detector} ${this.uncertainBelow}`;
  }

  /** Applies the detectors and defaults of the server. */
  use({ detectors, detector, defaultDetector, uncertainBelow }) {
    if (this.uncertainBelow === null) {
      this.detector = defaultDetector;
      this.#set(uncertainBelow);
    }

    // An unchanged list is kept, with its focus.
    const listed = JSON.stringify([detectors, detector]);
    if (listed === this.#listed) {
      return;
    }

    this.#listed = listed;
    const box = byId('detectors');
    box.querySelectorAll('.choice').forEach(choice => choice.remove());
    box.append(...[{ name: 'auto', available: true }, ...detectors].map(item => this.#choice(item, detector)));
    const absent = detectors.filter(other => !other.available).map(other => other.name);
    this.#hint(detector, absent);
    box.onchange = () => this.#hint(detector, absent);
  }

  #choice({ name, available }, best) {
    const input = make('input', { type: 'radio', name: 'detector', value: name, checked: name === this.detector, disabled: !available });
    input.addEventListener('change', () => {
      this.detector = name;
      this.#changed();
    });
    const label = make('label', { className: 'choice', title: available ? hints[name] ?? '' : 'Not on this server' }, input, make('span', { textContent: names[name] ?? name }));
    if (name === 'auto') {
      label.append(make('small', { textContent: names[best] ?? best }));
    }

    return label;
  }

  #hint(best, absent) {
    const text = this.detector === 'auto' ? `The best that is on this server, ${names[best] ?? best}. ${hints[best] ?? ''}` : hints[this.detector] ?? '';
    const missing = absent.map(name => ` ${name} is not on this server: ${remedies[name] ?? 'its file is missing'}.`);
    byId('detector-hint').textContent = text + missing.join('');
  }

  #set(uncertainBelow) {
    this.uncertainBelow = uncertainBelow;
    this.#slider.value = uncertainBelow;
    this.#slider.ariaValueText = byId('uncertain-value').textContent = percent(uncertainBelow, 0);
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
