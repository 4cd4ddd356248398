import { byId, draw, make } from './dom.js';
import { count, percent } from './format.js';

const width = 720;
const base = 190;
const top = 24;

/** Draws people an hour of today, and which share of them wore a mask. */
export function showDay(rows, bad) {
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, people: 0, bad: 0, violations: 0 }));
  for (const row of rows) {
    const at = hours[new Date(row.time).getHours()];
    at.people += row.people;
    at.bad += bad(row);
    at.violations += row.violations;
  }

  const most = Math.max(1, ...hours.map(hour => hour.people));
  const step = width / 24;
  const high = people => (base - top) * people / most;
  const bars = hours.filter(hour => hour.people).flatMap(({ hour, people, bad }) => [
    draw('rect', { class: 'with', x: hour * step + 3, y: base - high(people - bad), width: step - 6, height: high(people - bad) }),
    draw('rect', { class: 'without', x: hour * step + 3, y: base - high(people), width: step - 6, height: high(bad) }),
    label(hour * step + step / 2, base - high(people) - 6, String(people)),
  ]);
  const marks = hours.filter(({ hour }) => hour % 3 === 0).map(({ hour }) => label(hour * step + step / 2, base + 20, String(hour)));
  byId('chart').replaceChildren(draw('line', { class: 'axis', x1: 0, x2: width, y1: base, y2: base }), ...bars, ...marks);
  const busiest = hours.reduce((a, b) => b.people > a.people ? b : a);
  byId('chart-text').textContent = busiest.people === 0
    ? 'Nobody has left the picture today.'
    : `Green: with mask, red: without. Busiest: ${busiest.hour} to ${busiest.hour + 1} o’clock, ${count(busiest.people, 'person').replace('persons', 'people')}.`;
  byId('chart-rows').replaceChildren(...hours.filter(hour => hour.people || hour.violations).map(({ hour, people, bad, violations }) => make('tr', {},
    make('th', { scope: 'row', textContent: `${hour}:00` }), make('td', { textContent: people }),
    make('td', { textContent: people ? percent(1 - bad / people, 0) : '–' }), make('td', { textContent: violations }))));
}

const label = (x, y, text) => draw('text', { x, y, 'text-anchor': 'middle' }, text);
