import { make } from './dom.js';

/** A table that scrolls on its own where it is too wide; a cell is a text, or the properties of its element. */
export function table(header, rows, className = '') {
  const cell = (content, tag, more = {}) => make(tag, { ...more, ...(typeof content === 'string' ? { textContent: content } : content) });
  return make('div', { className: 'scroll', tabIndex: 0, role: 'group', ariaLabel: header.filter(Boolean).join(', ') }, make('table', { className },
    make('thead', {}, make('tr', {}, ...header.map(text => cell(text, 'th', { scope: 'col' })))),
    make('tbody', {}, ...rows.map(([first, ...rest]) => make('tr', {}, cell(first, 'th', { scope: 'row' }), ...rest.map(one => cell(one, 'td')))))));
}
