import { attempt } from './alarm.js';
import { showDay } from './day.js';
import { byId, make, pause, visible } from './dom.js';
import { count, percent, timeOfDay } from './format.js';
import { askForKey } from './key.js';
import { Server } from './server.js';
import { Tiles } from './tiles.js';

const kiosk = new URLSearchParams(location.search).has('kiosk');
const stateSeconds = 1;
const countSeconds = 20;
const spokenSeconds = 10;
const shownViolations = 12;

const server = new Server(askForKey);
const tiles = new Tiles(byId('tiles'), server);
const violations = new Map();
let cameras = [];
let spoken = { text: '', at: 0 };
let tone = null;
let last = null;

document.body.classList.toggle('kiosk', kiosk);
byId('sign').hidden = !kiosk;

/** Runs some work again and again while the page is visible; a failure is shown until the next success. */
async function repeat(seconds, work) {
  for (;;) {
    await visible();
    const problem = await attempt(work);
    await pause(1000 * (problem ? Math.max(seconds, problem.retryAfter ?? 5) : seconds));
  }
}

async function showCameras() {
  cameras = await server.json('v1/cameras');
  tiles.show(cameras);
  byId('none').hidden = cameras.length > 0;
  byId('now').textContent = sum(cameras, camera => camera.people);
  const violating = cameras.filter(camera => camera.violations > 0);
  const lost = cameras.filter(camera => camera.state === 'lost');
  const red = violating.length > 0;
  byId('sign').classList.toggle('red', red);
  byId('sign-glyph').textContent = red ? '✕' : '✓';
  byId('sign-text').textContent = red ? 'Please put on a mask' : 'Thank you for wearing a mask';
  say([...violating.map(camera => `${camera.name}: ${count(camera.violations, 'person')} without a mask`).map(text => text.replace('persons', 'people')),
    ...lost.map(camera => `${camera.name} is lost`)].join('. ') || 'All cameras are live, and everybody wears a mask.');
}

// A screen reader is told of changes, but not of each of them.
function say(text) {
  if (text !== spoken.text && Date.now() - spoken.at > spokenSeconds * 1000) {
    byId('spoken').textContent = text;
    spoken = { text, at: Date.now() };
  }
}

async function showCounts() {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const rows = await server.json(`v1/counts?by=hour&from=${midnight.toISOString()}`);
  const bad = row => sum(cameras.find(camera => camera.name === row.camera)?.labels ?? ['without_mask'], label => row.labels[label] ?? 0);
  const people = sum(rows, row => row.people);
  byId('today').textContent = people;
  byId('share').textContent = people ? percent(1 - sum(rows, bad) / people, 0) : '–';
  byId('violations').textContent = sum(rows, row => row.violations);
  showDay(rows, bad);
}

async function showLast() {
  const { events } = await server.json('v1/events?limit=60');
  events.reverse().forEach(take);
  list();
}

function take(event) {
  const camera = event.source.slice('cameras/'.length);
  // The camera, its session and the track; the type is what the id ends with.
  const key = event.id.replace(/-violation-(started|ended)$/, '');
  if (event.type === 'maskml.violation.started') {
    violations.set(key, { camera, time: event.time, label: event.data.label, seconds: null });
  } else if (event.type === 'maskml.violation.ended' && violations.has(key)) {
    violations.get(key).seconds = event.data.seconds;
  }
}

function list() {
  const latest = [...violations.values()].slice(-shownViolations).reverse();
  byId('last-none').hidden = latest.length > 0;
  byId('last').replaceChildren(...latest.map(one => make('li', {},
    make('time', { dateTime: one.time, textContent: timeOfDay(one.time) }),
    make('strong', { textContent: one.camera }),
    make('span', { textContent: one.label.replaceAll('_', ' ') }),
    one.seconds === null
      ? make('span', { className: 'lasts', textContent: 'still there' })
      : make('span', { textContent: `${one.seconds.toFixed(1)} s` }))));
  for (const key of [...violations.keys()].slice(0, -100)) {
    violations.delete(key);
  }
}

// Events as they happen; after a gap the stream continues where it was.
async function follow() {
  await showLast();
  await server.events(last, (id, event) => {
    last = id;
    take(event);
    list();
    if (event.type === 'maskml.violation.started') {
      beep();
    }
  });
}

function beep() {
  if (tone === null) {
    return;
  }

  const beeper = tone.createOscillator();
  const volume = tone.createGain();
  beeper.frequency.value = 880;
  volume.gain.setValueAtTime(0.3, tone.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, tone.currentTime + 0.6);
  beeper.connect(volume).connect(tone.destination);
  beeper.start();
  beeper.stop(tone.currentTime + 0.6);
}

// Browsers allow sound after a click only.
byId('sound').addEventListener('click', () => {
  tone = tone === null ? new AudioContext() : (tone.close(), null);
  byId('sound').textContent = tone === null ? 'Sound is off' : 'Sound is on';
  byId('sound').setAttribute('aria-pressed', String(tone !== null));
  beep();
});

const sum = (items, value) => items.reduce((total, item) => total + value(item), 0);

repeat(stateSeconds, showCameras);
repeat(countSeconds, showCounts);
repeat(0.2, follow);
tiles.run();
