import { byId, make, pause, visible } from './dom.js';
import { moment, percent, short, timeOfDay } from './format.js';

const everyMilliseconds = 3000;

/** Which model is live: asks every few seconds, tells of a new one. Says `change` with the model in `detail`. */
export class ModelWatch extends EventTarget {
  #server;
  #model = null;
  #etag = null;

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

        chip('live', `${short(this.#model.sha256)} is live`);
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
    if (before && before.sha256 !== model.sha256) {
      tell(`A new model took over at ${timeOfDay(model.since)}: ${short(model.sha256)} instead of ${short(before.sha256)}.`);
    }

    const fault = byId('model-fault');
    fault.hidden = !model.lastFault;
    fault.textContent = model.lastFault ? `A newer file was refused, and this model stays: ${reason(model.lastFault)}` : '';
    this.dispatchEvent(new CustomEvent('change', { detail: model }));
  }
}

function facts({ name, version, sha256, since, trained, labels, backbone, metrics }) {
  const judged = metrics?.test ?? metrics?.validation;
  return [
    ['Hash', make('code', { textContent: short(sha256), title: sha256 })],
    ['Name', [name, version].filter(Boolean).join(', version ')],
    ['Trained', trained ? moment(trained) : 'not said'],
    ['Live since', moment(since)],
    ['Labels', labels.join(', ')],
    ['Backbone', backbone?.name ?? 'not said'],
    ['Accuracy', judged ? accuracy(judged, metrics.test ? 'test' : 'validation') : 'not said'],
  ].filter(([, value]) => value !== '');
}

function accuracy({ accuracy: share, count, interval95 }, split) {
  const range = interval95?.accuracy ? ` (${interval95.accuracy.map(end => percent(end)).join(' to ')})` : '';
  return `${percent(share)}${range} of ${count} ${split} images`;
}

const reason = fault => fault.reason ?? fault.detail ?? String(fault);

function tell(text) {
  byId('model-news').textContent = text;
  const card = byId('model');
  card.classList.remove('new');
  requestAnimationFrame(() => card.classList.add('new'));
}

function chip(state, text) {
  byId('live-chip').dataset.state = state;
  const words = byId('live-chip-text');
  if (words.textContent !== text) {
    words.textContent = text;
  }
}
