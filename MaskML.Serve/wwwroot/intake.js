import { byId } from './dom.js';

/** Takes photos that are chosen, dropped anywhere on the page, or pasted. */
export function takePhotos(add) {
  const input = byId('files');
  input.addEventListener('change', () => {
    add([...input.files]);
    input.value = '';
  });
  document.addEventListener('paste', event => bring(event.clipboardData, event, add));

  // Entering a child also leaves its parent, so only leaving the window counts.
  const bench = byId('bench');
  document.addEventListener('dragover', event => {
    if (event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      bench.classList.add('dragging');
    }
  });
  document.addEventListener('dragleave', event => bench.classList.toggle('dragging', event.relatedTarget !== null));
  document.addEventListener('drop', event => {
    bench.classList.remove('dragging');
    bring(event.dataTransfer, event, add);
  });
}

function bring(transfer, event, add) {
  if (transfer.files.length > 0) {
    event.preventDefault();
    add([...transfer.files]);
  }
}
