import { byId, make, pause, visible } from './dom.js';
import { moment, percent, short, timeOfDay } from './format.js';

const everyMilliseconds = 3000;

/** Polls the live model every few seconds. Raises `change` with the model in `detail`. */
export class ModelWatch extends EventTarget {
  #server;
  #model = null;
  #etag = null;
  #news = '';

  constructor(server) {
    super();
    this.#server = server;
  }

  async run() {
    for (;;) {
      await visible();
      try {
        const answer = await this.#server.model(this.#etag);
        if (answer) {
          this.#etag = answer.etag;
          this.#show(answer.model);
        }

        chip(this.#model.loaded ? 'live' : 'waiting', this.#model.loaded ? `${short(this.#model.sha256)} is live${this.#news}` : 'no model yet');
      } catch (problem) {
        chip('lost', problem.title ?? String(problem));
      }

      await pause(everyMilliseconds);
    }
  }

  #show(model) {
    const before = this.#model;
    this.#model = model;
    byId('model-facts').replaceChildren(...facts(model).map(([name, ...value]) => make('div', {}, make('dt', { textContent: name }), make('dd', {}, ...value))));
    if (before?.loaded && model.loaded && before.sha256 !== model.sha256) {
      this.#news = ` since ${timeOfDay(model.since)}`;
      tell(`A new model took over at ${timeOfDay(model.since)}: ${short(model.sha256)} instead of ${short(before.sha256)}.`);
    }

    // The failure is shown as long as the rejected file is in place.
    const fault = byId('model-fault');
    fault.hidden = model.state !== 'degraded';
    fault.textContent = fault.hidden ? '' : `A newer file was refused at ${timeOfDay(model.lastFault.at)}, and this model stays: ${model.lastFault.reason}`;
    this.dispatchEvent(new CustomEvent('change', { detail: model }));
  }
}

function facts({ name, version, sha256, since, trained, labels, backbone, metrics, loaded }) {
  if (!loaded) {
    return [];
  }

  const judged = metrics?.test ?? metrics?.validation;
  return [
    ['Hash', make('code', { textContent: short(sha256), title: sha256 })],
    ['Name', name],
    ['Version', `${version} since the service started`],
    ['Trained', trained ? moment(trained) : 'not said'],
    ['Live since', moment(since)],
    ['Labels', labels.join(', ') || 'not said'],
    ['Backbone', backbone?.name ?? 'not said'],
    ['Accuracy', judged ? accuracy(judged, metrics.test ? 'test' : 'validation') : 'not said'],
  ];
}

function accuracy({ accuracy: share, count, interval95 }, split) {
  const range = interval95?.accuracy ? ` (${interval95.accuracy.map(end => percent(end)).join(' to ')})` : '';
  return `${percent(share)}${range} of ${count} ${split} images`;
}

function tell(text) {
  byId('model-news').textContent = text;
  for (const place of [byId('model'), byId('live-chip')]) {
    place.classList.remove('new');
    requestAnimationFrame(() => place.classList.add('new'));
  }
}

function chip(state, text) {
  byId('live-chip').dataset.state = state;
  const words = byId('live-chip-text');
  if (words.textContent !== text) {
    words.textContent = text;
  }
}
