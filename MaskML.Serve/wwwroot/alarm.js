import { byId } from './dom.js';

/** Does some work; a failure is shown at the top of the page until the next success, and returned. */
export async function attempt(work) {
  try {
    await work();
    byId('alarm').hidden = true;
    return null;
  } catch (problem) {
    byId('alarm').textContent = problem.message;
    byId('alarm').hidden = false;
    return problem;
  }
}
