import { make } from './dom.js';
import { count, percent } from './format.js';
import { table } from './table.js';

const shownPictures = 24;
const shares = /^(accuracy|macroAccuracy|balancedAccuracy|recall|precision|f1|macroF1)/;

/**
 * Shows two models on the same images: the verdict, the metrics, and the images that one of them gets wrong.
 * @param server Where the pictures are; null while there are none yet.
 */
export async function showComparison(place, server, result) {
  const { verdict, images, oldOnly, newOnly, p, remarks, metrics, newlyWrong, newlyRight, configuration, data } = result;
  const [name, before] = [result.new, result.old === 'live' ? 'the live model' : result.old];
  const chance = p === null ? '' : `, p ${p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(4)}`} by McNemar’s test`;
  place.replaceChildren(
    make('p', { className: 'verdict' }, `${name} against ${before}: `, make('span', { className: tone(verdict), textContent: verdict })),
    make('p', { textContent: `On ${count(images, 'image')} only the new one gets ${newOnly} right, and only the old one ${oldOnly}${chance}.` }),
    ...remarks.map(remark => make('p', { className: 'note', textContent: `${remark[0].toUpperCase()}${remark.slice(1)}.` })),
    table(['Metric', 'Old', 'New', 'Difference', 'Verdict'], metrics.map(metric => [
      metric.name, value(metric.name, metric.old), value(metric.name, metric.new), signed(metric),
      { textContent: metric.verdict, className: tone(metric.verdict) },
    ])),
    ...pictures('Got worse', newlyWrong, oldOnly, server),
    ...pictures('Got better', newlyRight, newOnly, server),
    ...differences('Settings that differ', configuration),
    ...differences('Data that differ', data));
  place.hidden = false;
}

const tone = verdict => ({ better: 'good', worse: 'bad' })[verdict] ?? 'note';

const value = (name, number) => shares.test(name) ? percent(number) : number.toFixed(4);

function signed({ name, difference }) {
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '±';
  return shares.test(name) ? `${sign}${(Math.abs(difference) * 100).toFixed(2)} points` : `${sign}${Math.abs(difference).toFixed(4)}`;
}

function differences(heading, list) {
  return list.length === 0 ? [] : [
    make('h3', { textContent: heading }),
    table(['Key', 'Old', 'New'], list.map(d => [d.key, d.old ?? '–', d.new ?? '–']), 'text'),
  ];
}

function pictures(heading, images, all, server) {
  if (all === 0) {
    return [];
  }

  const shown = images.slice(0, shownPictures);
  return [
    make('h3', { textContent: `${heading} (${all})` }),
    make('div', { className: 'pictures' }, ...shown.map(image => figure(image, server))),
    all > shown.length ? make('p', { className: 'note', textContent: `The first ${shown.length} of ${all}.` }) : '',
  ];
}

function figure(image, server) {
  const frame = make('div', { className: 'frame', textContent: '…' });
  // The address begins with a slash; a proxy may publish the service below a path.
  server?.blob(image.picture.slice(1)).then(
    blob => {
      const picture = make('img', { alt: image.name, src: URL.createObjectURL(blob) });
      picture.addEventListener('load', () => URL.revokeObjectURL(picture.src), { once: true });
      frame.replaceChildren(picture);
    },
    () => { frame.textContent = 'no picture'; });
  const says = ({ label, confidence }) => `${label} ${percent(confidence)}`;
  const trained = [image.oldTrainedOn && 'the old one', image.newTrainedOn && 'the new one'].filter(Boolean).join(' and ');
  return make('figure', {}, frame, make('figcaption', {},
    make('span', {}, make('b', { textContent: `labelled ${image.label}` })),
    make('span', { textContent: `new: ${says(image.new)}` }),
    make('span', { textContent: `old: ${says(image.old)}` }),
    trained ? make('span', { className: 'note', textContent: `${trained} trained on it` }) : null,
    make('span', { className: 'note', textContent: image.name })));
}
