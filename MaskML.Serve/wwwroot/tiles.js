import { make, pause, visible } from './dom.js';
import { count } from './format.js';

const frameSeconds = 1;

/** The pictures of the cameras, each with its state. */
export class Tiles {
  #list;
  #server;
  #tiles = new Map();

  constructor(list, server) {
    this.#list = list;
    this.#server = server;
  }

  /** Shows the cameras; tiles that stay keep their picture. */
  show(cameras) {
    for (const [name, tile] of this.#tiles) {
      if (!cameras.some(camera => camera.name === name)) {
        tile.item.remove();
        this.#tiles.delete(name);
      }
    }

    for (const camera of cameras) {
      const tile = this.#tiles.get(camera.name) ?? this.#add(camera.name);
      tile.camera = camera;
      tile.item.className = `tile ${camera.state}${camera.violations ? ' violating' : ''}`;
      const live = camera.state === 'live';
      tile.picture.hidden = !live || !tile.picture.src;
      tile.why.textContent = live ? 'waiting for a picture' : camera.reason ? `${camera.state}: ${camera.reason}` : camera.state;
      tile.about.replaceChildren(live
        ? make('span', {}, `${count(camera.people, 'person').replace('persons', 'people')}`,
          ...(camera.violations ? [', ', make('b', { textContent: `${camera.violations} without mask` })] : []),
          ` · ${camera.framesPerSecond.toFixed(1)}/s${camera.skipped ? ` · ${camera.skipped} skipped` : ''}`)
        : '');
      tile.picture.alt = `${camera.name}: ${count(camera.people, 'person').replace('persons', 'people')}, ${camera.violations} without a mask`;
    }
  }

  /** Asks for one picture after the other, while the page is visible. */
  async run() {
    for (;;) {
      await visible();
      const live = [...this.#tiles.values()].filter(tile => tile.camera?.state === 'live');
      await Promise.all([pause(frameSeconds * 1000), ...live.map(tile => this.#load(tile))]);
    }
  }

  async #load(tile) {
    try {
      const blob = await this.#server.blob(`v1/cameras/${encodeURIComponent(tile.camera.name)}/frame.jpg`);
      const old = tile.picture.src;
      tile.picture.src = URL.createObjectURL(blob);
      tile.picture.hidden = false;
      if (old) {
        URL.revokeObjectURL(old);
      }
    } catch {
      // The state of the camera says why.
    }
  }

  #add(name) {
    const picture = make('img', { hidden: true });
    const why = make('span', { className: 'why' });
    const about = make('p');
    const item = make('li', {}, make('div', { className: 'view' }, why, picture), make('div', { className: 'about' }, make('h3', { textContent: name }), about));
    this.#list.append(item);
    const tile = { item, picture, why, about, camera: null };
    this.#tiles.set(name, tile);
    return tile;
  }
}
