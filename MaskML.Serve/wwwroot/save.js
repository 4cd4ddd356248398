import { overlay } from './overlay.js';

// Lines and text have their screen size in a picture with this many pixels on its longer side.
const screenSide = 1000;

/** Saves the photo with its boxes and labels, at its full size. */
export async function savePicture({ name, file, picture, result }, styles) {
  const { width, height } = result;
  const svg = overlay(result, styles, Math.max(width, height) / screenSide);
  svg.setAttribute('width', width);
  svg.setAttribute('height', height);
  const drawing = new Image();
  const address = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' }));
  try {
    drawing.src = address;
    await drawing.decode();
  } finally {
    URL.revokeObjectURL(address);
  }

  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0, width, height);
  context.drawImage(drawing, 0, 0, width, height);
  const [type, ending] = file.type === 'image/png' ? ['image/png', 'png'] : ['image/jpeg', 'jpg'];
  const blob = await new Promise(resolve => canvas.toBlob(resolve, type, 0.92));
  if (!blob) {
    throw new Error(`The browser cannot make a picture of ${width} × ${height} pixels.`);
  }

  save(blob, `${stem(name)}-faces.${ending}`);
}

/** Saves the prediction as the server sent it. */
export function saveJson({ name, result }) {
  save(new Blob([`${JSON.stringify(result, null, 2)}\n`], { type: 'application/json' }), `${stem(name)}-faces.json`);
}

const stem = name => name.replace(/\.[^.]*$/, '');

function save(blob, name) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
