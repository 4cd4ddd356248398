import { byId, draw, make } from './dom.js';
import { percent } from './format.js';

const width = 720;
const left = 56;
const top = 12;
const base = 165;

/** Shows the accuracy in the field: in words, by week as a chart, and by label, week and source as a table. */
export function showField({ all, more, open, noFace, byLabel, byWeek, bySource }) {
  byId('field-more').hidden = all.count === 0;
  byId('field-text').textContent = all.count === 0
    ? `It is measured on faces drawn at random. None of them is labelled yet; ${open} wait${open === 1 ? 's' : ''}.`
    : `${percent(all.accuracy)} of ${all.count} faces drawn at random, from ${percent(all.interval[0])} to ${percent(all.interval[1])} with 95 % confidence. `
      + `${more} more labels would halve that interval; ${open} wait${open === 1 ? 's' : ''}. ${noFace} ${noFace === 1 ? 'was' : 'were'} no face.`;
  if (all.count === 0) {
    return;
  }

  const lowest = Math.min(0.9, ...byWeek.map(week => week.interval[0]));
  const from = Math.floor(lowest * 10) / 10;
  const y = share => base - (base - top) * (share - from) / (1 - from);
  const step = (width - left) / byWeek.length;
  const marks = [from, (from + 1) / 2, 1].flatMap(share => [
    draw('line', { class: 'axis', x1: left, x2: width, y1: y(share), y2: y(share) }),
    draw('text', { x: left - 8, y: y(share) + 4, 'text-anchor': 'end' }, percent(share, 0)),
  ]);
  const weeks = byWeek.flatMap((week, index) => {
    const x = left + step * (index + 0.5);
    return [
      draw('line', { class: 'span', x1: x, x2: x, y1: y(week.interval[0]), y2: y(week.interval[1]) }),
      draw('circle', { class: 'dot', cx: x, cy: y(week.accuracy), r: 6 }),
      ...(index % Math.ceil(byWeek.length / 8) === 0 ? [draw('text', { x, y: base + 24, 'text-anchor': 'middle' }, week.name)] : []),
    ];
  });
  byId('chart').replaceChildren(...marks, ...weeks);
  const last = byWeek.at(-1);
  byId('chart-text').textContent = `Accuracy by week with its 95 % interval. ${last.name}: ${percent(last.accuracy)} of ${last.count}.`;
  byId('rows').replaceChildren(...[all, ...byLabel, ...byWeek, ...bySource].map(row => make('tr', {},
    make('th', { scope: 'row', textContent: row.name.replaceAll('_', ' ') }), make('td', { textContent: row.count }), make('td', { textContent: row.right }),
    make('td', { textContent: percent(row.accuracy) }), make('td', { textContent: row.interval.map(bound => percent(bound)).join(' – ') }))));
}
