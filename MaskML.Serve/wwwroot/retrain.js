import { showComparison } from './comparison.js';
import { byId, make, pause, visible } from './dom.js';

const phases = { decode: 'Reading images', features: 'Computing features', head: 'Fitting', curve: 'Learning curve' };

/** The panel that trains on the server. Raises `end` when a training has ended, and `problem` with an error in `detail`. */
export class Retrain extends EventTarget {
  #server;
  #promote;
  #openReport;
  #id = null;
  #shown = false;

  /**
   * @param promote Called with a run that is to go live.
   * @param openReport Called with the name of a run whose report is to be shown.
   */
  constructor(server, promote, openReport) {
    super();
    [this.#server, this.#promote, this.#openReport] = [server, promote, openReport];
    byId('retrain').addEventListener('submit', event => {
      event.preventDefault();
      this.#try(() => this.#start());
    });
    byId('cancel').addEventListener('click', () => this.#try(() => server.send(`v1/trainings/${this.#id}`, 'DELETE')));
  }

  /** Shows the sources, and a training that runs already. */
  async show() {
    const { sources, running } = await this.#server.json('v1/trainings');
    byId('sources').append(...sources.map(({ name, weight }) => make('div', { className: 'source' },
      make('label', {}, make('input', { type: 'checkbox', checked: true, value: name }), ` ${name}`),
      make('input', { type: 'number', min: 0.001, max: 1000, step: 'any', required: true, value: weight, ariaLabel: `Weight of ${name}` }))));
    if (running) {
      await this.#follow(running);
    }
  }

  async #start() {
    const chosen = [...byId('sources').querySelectorAll('.source')].filter(source => source.querySelector('[type=checkbox]').checked);
    const sources = chosen.map(source => ({ name: source.querySelector('[type=checkbox]').value, weight: source.querySelector('[type=number]').valueAsNumber }));
    const { id } = await (await this.#server.send('v1/trainings', 'POST', { sources })).json();
    await this.#follow(id);
  }

  // After a lost connection the stream begins with the state of now.
  async #follow(id) {
    this.#id = id;
    this.#busy(true);
    let last = null;
    try {
      while (!last?.ended) {
        try {
          await this.#server.stream(`v1/trainings/${id}/stream`, {}, (_, training) => {
            last = training;
            this.#draw(training);
          });
        } catch (problem) {
          if (problem.status) {
            throw problem;
          }
        }

        if (!last?.ended) {
          await pause(1000);
          await visible();
        }
      }
    } finally {
      this.#busy(false);
    }

    this.dispatchEvent(new Event('end'));
    await this.#result(last);
  }

  #busy(is) {
    byId('start').disabled = is;
    byId('cancel').hidden = byId('progress').hidden = !is;
    if (is) {
      byId('phase').textContent = 'Starting …';
      byId('bar').removeAttribute('value');
      byId('failed').hidden = byId('trained').hidden = true;
      this.#shown = false;
      byId('warnings').replaceChildren();
    }
  }

  #draw({ phase, done, total, warnings, comparison }) {
    byId('phase').textContent = phase ? `${phases[phase] ?? phase}${total ? ` ${done} of ${total}` : ''}` : 'Starting …';
    if (total) {
      byId('bar').value = done / total;
    } else {
      byId('bar').removeAttribute('value');
    }

    byId('warnings').replaceChildren(...warnings.map(textContent => make('li', { textContent })));

    // The comparison comes before learning curve and report, and the run's pictures with the run.
    if (comparison && !this.#shown) {
      this.#shown = true;
      showComparison(byId('trained'), null, comparison);
    }
  }

  async #result({ state, run, problem, comparison, notComparable }) {
    byId('failed').hidden = state === 'done';
    byId('failed').textContent = state === 'cancelled' ? 'The training was cancelled; nothing has changed.' : `The training failed. ${problem ?? ''}`;
    byId('spoken').textContent = state === 'done' ? `The training has ended: ${run}.` : byId('failed').textContent;
    if (state !== 'done') {
      byId('trained').hidden = true;
      return;
    }

    const place = byId('trained');
    const result = make('div');
    if (comparison) {
      await showComparison(result, this.#server, comparison);
    } else {
      result.append(make('p', { textContent: `${run} cannot be compared with the live model: ${notComparable ?? 'the reason is not known.'}` }));
    }

    const go = make('button', { type: 'button', className: 'primary', textContent: 'Promote', ariaLabel: `Promote ${run}` });
    go.addEventListener('click', () => this.#try(() => this.#promote({ run })));
    const report = make('button', { type: 'button', textContent: 'Report' });
    report.addEventListener('click', () => this.#try(() => this.#openReport(run)));
    place.replaceChildren(make('div', { className: 'buttons' }, go, report), result);
    place.hidden = false;
    place.focus();
  }

  async #try(work) {
    try {
      await work();
    } catch (detail) {
      this.dispatchEvent(new CustomEvent('problem', { detail }));
    }
  }
}
