// The same words and colours as on annotated pictures; green and orange are darker for the contrast with small white text.
const known = {
  with_mask: { text: 'Mask', glyph: '✓', color: '#008024', round: true },
  without_mask: { text: 'No mask', glyph: '✕', color: '#de1c1c', round: false },
};
const palette = ['#b05800', '#0062cc', '#8c3cbe', '#00808c', '#be1e78', '#786000', '#48546e', '#824628'];

/**
 * Styles of the labels of a model: a Map from label to { text, glyph, color, round }. The colour depends on the label's name, so that
 * a label has the same colour with every model, unless two labels of a model collide. No label is distinguished by its colour alone.
 */
export function stylesOf(labels) {
  const taken = new Set();
  return new Map(labels.map(label => [label, known[label] ?? other(label, taken)]));
}

function other(label, taken) {
  const text = label.replaceAll('_', ' ');
  return { text, glyph: text[0].toUpperCase(), color: palette[choose(label, taken)], round: false };
}

// FNV-1a of the name, then the next free colour.
function choose(label, taken) {
  let hash = 2166136261;
  for (let i = 0; i < label.length; i++) {
    hash = Math.imul(hash ^ label.charCodeAt(i), 16777619) >>> 0;
  }

  const first = hash % palette.length;
  for (let step = 0; step < palette.length; step++) {
    const index = (first + step) % palette.length;
    if (!taken.has(index)) {
      taken.add(index);
      return index;
    }
  }

  return first;
}
