import { pause } from './dom.js';
import { size } from './format.js';
import { Problem } from './server.js';

/** Sends the photos of an album, one at a time, and again when the settings or the model change. */
export class Judge {
  #server;
  #album;
  #settings;
  #wake = () => {};

  constructor(server, album, settings) {
    Object.assign(this, { limits: {}, model: '' });
    [this.#server, this.#album, this.#settings] = [server, album, settings];
    for (const source of [album, settings]) {
      source.addEventListener('change', () => this.#wake());
    }
  }

  /** Sets the live model and the limits for photos. */
  use({ sha256, limits }) {
    [this.model, this.limits] = [sha256, limits ?? {}];
    this.#wake();
  }

  async run() {
    for (;;) {
      const key = `${this.#settings.key} ${this.model}`;
      const photo = this.#album.next(key);
      if (photo) {
        await this.#judge(photo, key);
      } else {
        await new Promise(resolve => { this.#wake = resolve; });
      }
    }
  }

  async #judge(photo, key) {
    photo.busy = true;
    this.#album.changed();
    let wait = 0;
    try {
      await photo.opened;
      this.#check(photo);
      photo.answer(await this.#server.predict(photo.file, this.#settings), key);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, 'The page made a mistake.', String(error));
      wait = problem.retryAfter ?? 0;
      photo.fail(problem, wait > 0 ? null : key);
    }

    photo.busy = wait > 0;
    this.#album.changed();
    await pause(wait * 1000);
  }

  // Checked here, so that a photo that is too large is not sent.
  #check({ file, name, megapixels }) {
    const { maxBytes, maxMegapixels } = this.limits;
    if (file.size > maxBytes) {
      throw new Problem(413, 'This photo is too large.', `${name} has ${size(file.size)}; this server takes up to ${size(maxBytes)}.`);
    }

    if (megapixels > maxMegapixels) {
      throw new Problem(413, 'This photo has too many pixels.', `${name} has ${megapixels.toFixed(1)} megapixels; this server takes up to ${maxMegapixels}.`);
    }
  }
}
