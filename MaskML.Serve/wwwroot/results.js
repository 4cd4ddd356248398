import { byId, make } from './dom.js';
import { count, short } from './format.js';

// Limits how often a screen reader announces results of the camera.
const quietMilliseconds = 3000;

/** Describes in words what was found, or why there is no answer. */
export class Results {
  #summary = byId('summary');
  #spokenText = byId('spoken');
  #problem = byId('problem');
  #timing = byId('timing');
  #spoken = -quietMilliseconds;

  show({ result, problem, busy, live }, styles) {
    this.#problem.hidden = !problem;
    tell(this.#problem, problem);
    const text = result ? found(result, styles) : state({ problem, busy, live });
    write(this.#summary, text);
    this.#say(text, live);
    write(this.#timing, result ? timing(result) : '');
  }

  #say(text, live) {
    const now = performance.now();
    if (!live || now - this.#spoken > quietMilliseconds) {
      this.#spoken = now;
      write(this.#spokenText, text);
    }
  }
}

/** "5 faces: 3 Mask, 2 No mask (1 uncertain)". */
export function found({ faces, leftOut }, styles) {
  if (faces.length === 0) {
    return 'No faces found.';
  }

  const counts = [...styles].map(([label, style]) => [faces.filter(face => face.label === label).length, style.text]).filter(([n]) => n > 0);
  const uncertain = faces.filter(face => face.uncertain).length;
  const words = faces.length === 1 ? counts[0][1] : counts.map(([n, text]) => `${n} ${text}`).join(', ');
  const unsure = uncertain ? ` (${faces.length === 1 ? '' : `${uncertain} `}uncertain)` : '';
  return `${count(faces.length, 'face')}: ${words}${unsure}${leftOut ? `, and ${leftOut} more than the server judges` : ''}`;
}

function state({ problem, busy, live }) {
  if (problem) {
    return problem.retryAfter === null ? 'No answer.' : 'Waiting for the server …';
  }

  return busy ? 'Looking for faces …' : live ? 'Waiting for the camera …' : 'No photo yet.';
}

function timing({ milliseconds, model, width, height }) {
  const all = Object.values(milliseconds).reduce((sum, value) => sum + value, 0);
  return `${width} × ${height} px, ${Math.round(all)} ms on the server, by model ${short(model)}`;
}

// Title and detail of the problem.
function tell(element, problem) {
  if (element.textContent !== (problem?.message ?? '')) {
    element.replaceChildren(...(problem ? [make('strong', { textContent: problem.title }), ' ', problem.detail] : []));
  }
}

// Unchanged text is not set again, since a live region would announce it again.
function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
