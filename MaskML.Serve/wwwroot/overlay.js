import { draw } from './dom.js';
import { percent } from './format.js';
import { Places } from './places.js';

// In pixels of the screen.
const fontSize = 13;
const tagHeight = 20;
const padding = 6;
const line = 2.5;

// With at least this many faces, a tag wider than its face shows the mark only, so that the picture stays visible.
const crowd = 4;
const font = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

const ruler = document.createElement('canvas').getContext('2d');
ruler.font = `600 ${fontSize}px ${font}`;

/**
 * The boxes and labels of a prediction as an SVG whose units are the photo's pixels. Labels are distinguished by text, by a mark and by
 * the corners of their boxes; uncertain ones have a dashed box and a question mark. Styles are attributes, not style sheets, so that
 * the same SVG can be drawn into a saved picture.
 * @param unit Pixels of the photo for each pixel of the screen, by which lines and text are scaled.
 */
export function overlay({ width, height, faces }, styles, unit) {
  const svg = draw('svg', { class: 'overlay', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': true });
  const places = new Places({ width, height }, faces);

  // Tags of large faces are placed first. Small boxes are drawn on top, where the pointer can reach them.
  for (const face of faces.toSorted((a, b) => b.width - a.width)) {
    const style = styles.get(face.label);
    const group = draw('g', { class: 'face', 'data-face': faces.indexOf(face) }, ...box(face, style, unit));
    group.append(...tags(face, style, unit, places, faces.length >= crowd));
    svg.append(group);
  }

  return svg;
}

function box({ x, y, width, height, uncertain }, style, unit) {
  const stroke = Math.max(1.2 * unit, Math.min(line * unit, width / 10));
  const corner = style.round ? Math.min(8 * unit, width / 5) : 0;
  const shape = { x, y, width, height, rx: corner, fill: 'none' };
  return [
    draw('rect', { ...shape, stroke: '#fff', 'stroke-opacity': 0.75, 'stroke-width': stroke + (1.5 * unit) }),
    draw('rect', {
      ...shape, class: 'box', stroke: style.color, 'stroke-width': stroke,
      ...(uncertain && { 'stroke-dasharray': `${5 * unit} ${3.5 * unit}` }),
    }),
    draw('rect', { ...shape, class: 'area', fill: '#fff', 'fill-opacity': 0 }),
  ];
}

function tags(face, style, unit, places, crowded) {
  const mark = style.glyph + (face.uncertain ? '?' : '');
  const full = `${mark} ${style.text} ${percent(face.confidence)}`;
  const wide = size(full, unit).width > face.width;
  for (const text of crowded && wide ? [mark] : [full, mark]) {
    const place = places.place(face, size(text, unit));
    if (place) {
      return text === full ? [tag(text, place, style, unit)] : [tag(text, place, style, unit), hint(full, face, style, unit, places)];
    }
  }

  return [hint(full, face, style, unit, places)];
}

// A label for which there is no room is shown when the pointer is on its face.
function hint(text, face, style, unit, places) {
  const group = tag(text, places.above(face, size(text, unit)), style, unit);
  group.setAttribute('class', 'hint');
  group.setAttribute('visibility', 'hidden');
  return group;
}

function tag(text, { x, y, width, height }, style, unit) {
  const words = draw('text', {
    x: x + (padding * unit), y: y + (height * 0.71), fill: '#fff', 'font-size': fontSize * unit, 'font-weight': 600, 'font-family': font,
  });
  words.textContent = text;
  return draw('g', { class: 'tag' }, draw('rect', { x, y, width, height, rx: 3 * unit, fill: style.color }), words);
}

const size = (text, unit) => ({ width: (ruler.measureText(text).width + (2 * padding)) * unit, height: tagHeight * unit });
