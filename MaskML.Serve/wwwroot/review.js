import { attempt } from './alarm.js';
import { Board } from './board.js';
import { byId, make, pause, visible } from './dom.js';
import { showField } from './field.js';
import { count, moment, percent, short } from './format.js';
import { askForKey } from './key.js';
import { stylesOf } from './labels.js';
import { Server } from './server.js';

const pageSize = 60;
const pollSeconds = 5;
const nameKey = 'maskml-reviewer';

const server = new Server(askForKey);
const board = new Board(byId('grid'), crop => server.blob(`v1/review/crops/${crop.id}/crop.png`));
const filters = byId('filters');
const undone = [];
let styles = new Map();
let answers = [];
let next = null;
let newest = null;
let looked = null;

byId('by').value = localStorage.getItem(nameKey) ?? '';
byId('by').addEventListener('change', () => localStorage.setItem(nameKey, byId('by').value));
filters.addEventListener('submit', event => event.preventDefault());
filters.addEventListener('input', event => {
  byId('below-value').textContent = percent(Number(filters.elements.below.value), 0);
  if (event.target.name) {
    attempt(() => load());
  }
});
byId('more').addEventListener('click', () => attempt(() => load(next)));
byId('fresh').addEventListener('click', () => attempt(() => load()));
board.addEventListener('select', showChoice);
board.addEventListener('look', event => look(event.detail));

// Letters and digits answer wherever the focus is, except where they are typed.
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, dialog')) {
    return;
  }

  const key = event.key.toLowerCase();
  const chosen = answers.find(answer => answer.key === key);
  if (key === 'u') {
    attempt(undo);
  } else if (chosen) {
    attempt(() => answer(chosen.name));
  }
});

function query(more = {}) {
  const { state, label, source, reason, below } = filters.elements;
  const wanted = { state: state.value, label: label.value, source: source.value, reason: reason.value, ...(below.value < 1 && { below: below.value }), ...more };
  return 'v1/review/crops?' + new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
}

async function load(after = null) {
  const page = await server.json(query({ limit: pageSize, ...(after && { after }) }));
  styles = stylesOf(page.labels);
  fill('label', page.labels, label => styles.get(label).text);
  fill('source', page.sources, source => source);
  next = page.next;
  byId('more').hidden = next === null;
  if (!after) {
    newest = page.crops[0]?.id ?? null;
    byId('fresh').hidden = true;
    byId('around').hidden = true;
  }

  showAnswers(page.labels);
  board.show(page.crops, styles, Boolean(after));
  byId('none').hidden = board.crops.length > 0;
  byId('none').textContent = page.open + page.answered === 0
    ? 'Nothing is collected yet. Crops appear here when photos or cameras are judged.'
    : 'None of the crops fits the filter.';
  showCount(page);
  await figures();
}

function fill(name, values, text) {
  const select = filters.elements[name];
  if (select.options.length - 1 !== values.length) {
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...values.map(value => make('option', { value, textContent: text(value) })));
    select.value = values.includes(chosen) ? chosen : '';
  }
}

function showCount({ open, answered }) {
  byId('count').textContent = `${open} without an answer, ${answered} answered`;
}

function showAnswers(labels) {
  const wanted = [
    ...labels.map((name, index) => ({ name, key: index < 9 ? String(index + 1) : '', text: styles.get(name).text })),
    { name: 'skip', key: 's', text: 'Skip' }, { name: 'no_face', key: 'n', text: 'No face' },
  ];
  if (JSON.stringify(wanted) !== JSON.stringify(answers)) {
    answers = wanted;
    byId('answers').replaceChildren(
      ...answers.map(({ name, key, text }) => button(text, key, () => answer(name))),
      button('Undo', 'u', undo, 'undo'));
  }
}

function button(text, key, work, id = '') {
  const made = make('button', { type: 'button', id }, text, key ? make('kbd', { textContent: key.toUpperCase() }) : '');
  made.setAttribute('aria-keyshortcuts', key.toUpperCase());
  made.addEventListener('click', () => attempt(work));
  return made;
}

function showChoice() {
  const chosen = board.chosen.length;
  byId('answers').querySelectorAll('button').forEach(made => { made.disabled = made.id === 'undo' ? undone.length === 0 : chosen === 0; });
}

async function answer(name) {
  const chosen = board.chosen;
  if (chosen.length > 0) {
    const before = chosen.map(crop => ({ id: crop.id, answer: crop.answer }));
    await send(chosen.map(crop => ({ id: crop.id, answer: name, version: crop.version })));
    undone.push(before);
    board.advance();
    say(`${count(chosen.length, 'face')}: ${answers.find(one => one.name === name).text}`);
  }
}

async function undo() {
  const before = undone.pop();
  if (before) {
    const known = before.filter(({ id }) => board.crops.some(crop => crop.id === id));
    await send(known.map(({ id, answer: old }) => ({ id, answer: old, version: board.crops.find(crop => crop.id === id).version })));
    say(`${count(known.length, 'answer')} taken back`);
  }
}

async function send(given) {
  try {
    board.update(await server.post('v1/review/labels', { by: byId('by').value.trim(), answers: given }));
  } catch (problem) {
    if (problem.body?.conflicts) {
      // Shown, so that nobody overrules somebody else without seeing it.
      board.update(problem.body.conflicts, true);
    }

    throw problem;
  } finally {
    showChoice();
  }

  poll().catch(() => { /* The next poll says why. */ });
}

function say(text) {
  byId('spoken').textContent = text;
}

async function look(crop) {
  if (looked === crop.id && !byId('around').hidden) {
    return;
  }

  looked = crop.id;
  const text = name => styles.get(name)?.text ?? name;
  const blob = await server.blob(`v1/review/crops/${crop.id}/around.jpg`).catch(() => null);
  if (blob === null || looked !== crop.id) {
    return;
  }

  const picture = byId('around-picture');
  URL.revokeObjectURL(picture.src);
  picture.src = URL.createObjectURL(blob);
  picture.alt = 'The face in its photo';
  byId('around-title').textContent = `${text(crop.label)}? ${percent(crop.confidence)}`;
  byId('around-text').textContent = [
    crop.name ?? crop.source, moment(crop.time), crop.reason,
    ...Object.entries(crop.scores).map(([label, score]) => `${text(label)} ${percent(score)}`), `model ${short(crop.model)}`,
  ].join(' · ');
  byId('around').hidden = false;
}

async function figures() {
  showField(await server.json('v1/review/figures'));
}

async function poll() {
  const page = await server.json(query({ limit: 1 }));
  showCount(page);
  const fresh = page.crops[0]?.id ?? '';
  byId('fresh').hidden = board.crops.length > 0 && fresh <= (newest ?? '');
  if (board.crops.length === 0 && page.open > 0 && fresh > (newest ?? '')) {
    await load();
  }

  await figures();
}

await attempt(() => load());
newest ??= '';
for (;;) {
  await pause(pollSeconds * 1000);
  await visible();
  await poll().catch(problem => attempt(() => { throw problem; }));
}
