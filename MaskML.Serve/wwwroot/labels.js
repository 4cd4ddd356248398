// The same words and colours as on the server's annotated pictures; green and orange a little darker, since small white text needs it.
const known = {
  with_mask: { text: 'Mask', glyph: '✓', color: '#008024', round: true },
  without_mask: { text: 'No mask', glyph: '✕', color: '#de1c1c', round: false },
};
const palette = ['#b05800', '#0062cc', '#8c3cbe', '#00808c', '#be1e78', '#786000', '#48546e', '#824628'];

/**
 * How the labels of a model look: a Map from label to { text, glyph, color, round }. A colour depends on the label's name, so that
 * a label keeps it from model to model unless two of one model clash. No label is told by its colour alone.
 */
export function stylesOf(labels) {
  const taken = new Set();
  return new Map(labels.map(label => [label, known[label] ?? other(label, taken)]));
}

function other(label, taken) {
  const text = label.replaceAll('_', ' ');
  return { text, glyph: text[0].toUpperCase(), color: palette[choose(label, taken)], round: false };
}

// FNV-1a over the letters, then the next colour that is free.
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
