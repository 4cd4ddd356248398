import { byId } from './dom.js';

const nameKey = 'maskml-name';

/**
 * Asks whether a run goes live, and again with a reason where it is worse than the live model.
 * @param run The run; null for the model before the live one.
 * @returns Whether the live model has changed.
 */
export async function askToPromote(server, run) {
  byId('promote-title').textContent = run ? 'Make this model live?' : 'Go back to the model before?';
  byId('promote-about').textContent = run
    ? `${run.run} is compared with the live model on its test images first. Running requests finish on the model that they began with.`
    : 'The model that is live now is kept, so that this can be undone the same way.';
  byId('promote-ok').textContent = run ? 'Make it live' : 'Go back';
  byId('who').value = localStorage.getItem(nameKey) ?? '';
  for (let problem = null; ;) {
    byId('promote-problem').hidden = byId('reason-part').hidden = problem === null;
    byId('promote-problem').textContent = problem?.message ?? '';
    byId('reason').required = problem !== null;
    if (!await confirmed()) {
      return false;
    }

    const who = byId('who').value.trim();
    localStorage.setItem(nameKey, who);
    const more = problem ? { confirm: true, reason: byId('reason').value } : {};
    try {
      await server.send(run ? `v1/runs/${run.run}/promote` : 'v1/models/back', 'POST', { who: who || null, ...more });
      return true;
    } catch (refused) {
      if (problem || !/(worse|not-comparable)$/.test(refused.body?.type ?? '')) {
        throw refused;
      }

      problem = refused;
      byId('reason').value = '';
      byId('promote-ok').textContent = 'Make it live all the same';
    }
  }
}

function confirmed() {
  const dialog = byId('promote-dialog');
  dialog.returnValue = '';
  dialog.showModal();
  (byId('reason-part').hidden ? byId('who') : byId('reason')).focus();
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'ok'), { once: true }));
}
