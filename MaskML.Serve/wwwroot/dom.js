/** An element with properties and children; null children are skipped. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter(child => child !== null));
  return element;
}

/** An SVG element with attributes and children. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }

  element.append(...children);
  return element;
}

/** The element with an id. */
export const byId = id => document.getElementById(id);

/** Waits for some time; an abort signal ends the wait early. */
export function pause(milliseconds, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

/** Waits until the page is visible, since the answers of a hidden tab are of no use. */
export async function visible() {
  while (document.hidden) {
    await new Promise(resolve => document.addEventListener('visibilitychange', resolve, { once: true }));
  }
}
