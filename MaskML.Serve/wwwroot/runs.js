import { attempt } from './alarm.js';
import { showComparison } from './comparison.js';
import { byId, draw, make } from './dom.js';
import { count, moment, percent, short } from './format.js';
import { askForKey } from './key.js';
import { askToPromote } from './promote.js';
import { Retrain } from './retrain.js';
import { Server } from './server.js';
import { table } from './table.js';

const server = new Server(askForKey);
const retrain = new Retrain(server, promote, openReport);

async function show() {
  const { live, previous, runs } = await server.json('v1/runs');
  byId('none').hidden = runs.length > 0;
  byId('table').hidden = runs.length === 0;
  byId('rows').replaceChildren(...runs.map(row));
  byId('back').hidden = previous === null;
  choices(byId('old'), [...(live ? [['live', 'the live model']] : []), ...runs.map(run => [run.run, title(run)])]);
  choices(byId('new'), runs.map(run => [run.run, title(run)]));
  drawRuns(runs);
  await showHistory();
}

const title = run => `${moment(run.created)} · ${percent(run.test.accuracy)}${run.live ? ' · live' : ''}`;

function choices(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options.map(([value, textContent]) => make('option', { value, textContent })));
  select.value = options.some(([value]) => value === chosen) ? chosen : options[0]?.[0] ?? '';
}

function row(run) {
  const act = (textContent, label, work) => {
    const button = make('button', { type: 'button', textContent, ariaLabel: `${label} ${run.run}` });
    button.addEventListener('click', () => attempt(work));
    return button;
  };
  const wide = textContent => make('td', { className: 'wide', textContent });
  return make('tr', {},
    make('th', { scope: 'row', title: run.run }, moment(run.created), run.live ? make('span', { className: 'mark', textContent: 'live' }) : null),
    make('td', { textContent: percent(run.test.accuracy) }),
    wide(run.interval95.map(end => percent(end)).join(' to ')),
    wide(percent(run.test.macroAccuracy)),
    wide(run.test.logLoss.toFixed(4)),
    wide(String(run.trainImages)),
    wide(String(run.testImages)),
    wide(run.seconds.toFixed(1)),
    make('td', {}, make('div', { className: 'actions' },
      act('Details', 'Details of', () => showDetails(run)),
      act('Report', 'Report of', () => openReport(run.run)),
      run.live ? null : act('Promote', 'Promote', () => promote(run)))));
}

/** Asks, promotes, and shows what is live then. */
async function promote(run) {
  if (await askToPromote(server, run)) {
    byId('spoken').textContent = `${run.run} is live.`;
    await show();
  }
}

// A report in a tab of its own cannot send a key, so it is saved where one is needed.
async function openReport(run) {
  const address = `v1/runs/${run}/report`;
  if (!server.hasKey) {
    window.open(address, '_blank', 'noopener');
    return;
  }

  const url = URL.createObjectURL(await server.blob(address));
  make('a', { href: url, download: `${run}.html` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

async function showDetails({ run }) {
  const { before, differences, metrics } = await server.json(`v1/runs/${run}`);
  const labels = Object.entries(metrics.test.perLabel);
  byId('details-title').textContent = `Run ${run}`;
  byId('details-content').replaceChildren(
    make('h3', { textContent: `On ${count(metrics.test.count, 'test image')}, by label` }),
    table(['Label', 'Precision', 'Recall', 'F1', 'Images'], labels.map(([label, m]) => [label, percent(m.precision), percent(m.recall), percent(m.f1), String(m.support)])),
    make('h3', { textContent: before ? `What differs from the run before it, ${before}` : 'The first run' }),
    differences.length ? table(['Setting', 'Before', 'Now'], differences.map(d => [d.key, d.old ?? '–', d.new ?? '–']), 'text') : make('p', { className: 'note', textContent: 'No setting.' }));
  byId('details').hidden = false;
  byId('details').focus();
}

// Accuracy of the runs with its interval, the oldest on the left; those tested on the same images are connected.
function drawRuns(runs) {
  const shown = runs.slice(0, 60).reverse();
  byId('chart').toggleAttribute('hidden', shown.length < 2);
  byId('chart-text').textContent = shown.length < 2 ? '' : `Accuracy of ${count(shown.length, 'run')} with its 95 % interval, from ${moment(shown[0].created)} to ${moment(shown.at(-1).created)}. Runs tested on the same images are connected; the filled one is live.`;
  if (shown.length < 2) {
    return;
  }

  const [left, right, top, bottom] = [85, 700, 15, 195];
  const least = Math.floor(Math.min(...shown.map(run => run.interval95[0])) * 20) / 20;
  const x = i => left + ((right - left) * (i + 0.5) / shown.length);
  const y = share => bottom - ((bottom - top) * (share - least) / (1 - least || 1));
  const marks = [least, (1 + least) / 2, 1].flatMap(share => [
    draw('line', { class: 'axis', x1: left, x2: right, y1: y(share), y2: y(share) }),
    draw('text', { x: left - 8, y: y(share) + 4, 'text-anchor': 'end' }, percent(share, 0)),
  ]);
  const lines = [...new Set(shown.map(run => run.testSet))].map(set => draw('polyline', {
    class: 'line', points: shown.flatMap((run, i) => run.testSet === set ? [`${x(i)},${y(run.test.accuracy)}`] : []).join(' '),
  }));
  const points = shown.flatMap((run, i) => [
    draw('line', { class: 'range', x1: x(i), x2: x(i), y1: y(run.interval95[0]), y2: y(run.interval95[1]) }),
    draw('circle', { class: run.live ? 'point live' : 'point', cx: x(i), cy: y(run.test.accuracy), r: 6 }, draw('title', {}, title(run))),
  ]);
  byId('chart').replaceChildren(...marks, ...lines, ...points);
}

async function showHistory() {
  const history = await server.json('v1/promotions');
  byId('history-none').hidden = history.length > 0;
  byId('history').replaceChildren(...history.map(one => make('li', {},
    make('time', { dateTime: one.time, textContent: moment(one.time) }),
    make('strong', { textContent: one.who }),
    make('span', {}, one.action === 'back' ? 'went back to ' : `promoted ${one.run}, `, make('code', { textContent: short(one.model) })),
    one.reason ? make('q', { textContent: one.reason }) : null,
    one.done ? null : make('span', { className: 'bad', textContent: 'did not happen: it was interrupted' }))));
}

byId('compare').addEventListener('submit', event => {
  event.preventDefault();
  attempt(async () => {
    const [a, b] = [byId('old').value, byId('new').value];
    byId('comparison').replaceChildren(make('p', { className: 'note', textContent: 'Comparing …' }));
    byId('comparison').hidden = false;
    try {
      await showComparison(byId('comparison'), server, await server.json(`v1/runs/compare?${new URLSearchParams({ a, b })}`));
    } catch (problem) {
      byId('comparison').hidden = true;
      throw problem;
    }
  });
});

byId('back').addEventListener('click', () => attempt(async () => {
  if (await askToPromote(server, null)) {
    byId('spoken').textContent = 'The model before is live again.';
    await show();
  }
}));

retrain.addEventListener('end', () => attempt(show));
retrain.addEventListener('problem', ({ detail }) => attempt(() => { throw detail; }));
attempt(async () => {
  await show();
  await retrain.show();
});
