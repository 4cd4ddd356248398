import { byId } from './dom.js';

/** Asks for the API key; returns null if the dialog is cancelled. */
export function askForKey(refused) {
  const dialog = byId('key-dialog');
  const input = byId('key');
  byId('key-title').textContent = refused ? 'The server did not accept this key' : 'This server asks for a key';
  input.value = '';
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => {
    const key = dialog.returnValue === 'ok' ? input.value : null;
    input.value = '';
    resolve(key);
  }, { once: true }));
}
