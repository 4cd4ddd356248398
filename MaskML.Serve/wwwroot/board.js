import { make } from './dom.js';
import { percent } from './format.js';

/** The grid of crops: which there are, which are selected, and which has the focus. Raises `select` and `look`. */
export class Board extends EventTarget {
  crops = [];

  #list;
  #items = new Map();
  #selected = new Set();
  #pictures;
  #styles = new Map();
  #at = 0;
  #anchor = 0;

  /** @param pictures Returns the picture of a crop as a Blob. */
  constructor(list, pictures) {
    super();
    [this.#list, this.#pictures] = [list, pictures];
    list.addEventListener('click', event => this.#click(event));
    list.addEventListener('keydown', event => this.#key(event));
    list.addEventListener('focusin', event => this.#look(event.target));
    list.addEventListener('mouseover', event => this.#look(event.target.closest('li')));
  }

  /** The selected crops, or the one with the focus. */
  get chosen() {
    const chosen = this.crops.filter(crop => this.#selected.has(crop.id));
    return chosen.length > 0 ? chosen : this.crops.slice(this.#at, this.#at + 1);
  }

  /** Shows crops instead of those before, or after them. */
  show(crops, styles, after = false) {
    this.#styles = styles;
    if (!after) {
      this.#items.forEach(item => URL.revokeObjectURL(item.firstChild.src));
      this.#items.clear();
      this.#selected.clear();
      this.#list.replaceChildren();
      [this.crops, this.#at, this.#anchor] = [[], 0, 0];
    }

    for (const crop of crops) {
      this.#items.set(crop.id, this.#add(crop));
      this.crops.push(crop);
    }

    this.crops.forEach(crop => this.#draw(crop));
    this.#mark();
  }

  /** Replaces crops by what they are now. */
  update(crops, clash = false) {
    for (const crop of crops) {
      const index = this.crops.findIndex(one => one.id === crop.id);
      if (index >= 0) {
        this.crops[index] = crop;
        this.#draw(crop);
        this.#items.get(crop.id).classList.toggle('clash', clash);
      }
    }
  }

  /** Moves the focus to the next crop without an answer. */
  advance() {
    this.#selected.clear();
    const last = this.#at;
    const order = [...this.crops.keys()];
    const next = [...order.slice(last), ...order.slice(0, last)].find(index => this.crops[index].answer === null);
    this.#move(next ?? last);
  }

  #add(crop) {
    const item = make('li', { role: 'option', tabIndex: -1 },
      make('img', { alt: '', draggable: false }), make('span', { className: 'guess' }), make('span', { className: 'said', hidden: true }),
      make('span', { className: 'unseen' }));
    item.dataset.id = crop.id;
    this.#list.append(item);
    this.#pictures(crop).then(blob => { item.firstChild.src = URL.createObjectURL(blob); }, () => { /* The list says why. */ });
    return item;
  }

  #draw(crop) {
    const item = this.#items.get(crop.id);
    const [, guess, said, spoken] = item.children;
    const text = name => name === 'skip' ? 'skipped' : name === 'no_face' ? 'no face' : this.#styles.get(name)?.text ?? name.replaceAll('_', ' ');
    guess.textContent = `${text(crop.label)}? ${percent(crop.confidence, 0)}`;
    said.hidden = crop.answer === null;
    said.textContent = crop.answer === null ? '' : text(crop.answer);
    said.style.setProperty('--colour', this.#styles.get(crop.answer)?.color ?? '#48546e');
    item.classList.toggle('answered', crop.answer !== null);
    spoken.textContent = crop.answer === null ? ', no answer yet' : ` is the answer${crop.by ? ` of ${crop.by}` : ''}`;
  }

  #mark() {
    this.crops.forEach((crop, index) => {
      const item = this.#items.get(crop.id);
      item.ariaSelected = String(this.#selected.has(crop.id));
      item.tabIndex = index === this.#at ? 0 : -1;
    });
    this.dispatchEvent(new Event('select'));
  }

  #look(item) {
    const crop = this.crops.find(one => one.id === item?.dataset?.id);
    if (crop) {
      this.dispatchEvent(new CustomEvent('look', { detail: crop }));
    }
  }

  #move(to, extend = false) {
    this.#at = Math.max(0, Math.min(this.crops.length - 1, to));
    if (extend) {
      this.#range();
    } else {
      this.#selected.clear();
      this.#anchor = this.#at;
    }

    this.#mark();
    this.#items.get(this.crops[this.#at]?.id)?.focus();
  }

  #range() {
    const [from, to] = [Math.min(this.#anchor, this.#at), Math.max(this.#anchor, this.#at)];
    this.#selected = new Set(this.crops.slice(from, to + 1).map(crop => crop.id));
  }

  #toggle(id) {
    if (!this.#selected.delete(id)) {
      this.#selected.add(id);
    }
  }

  // A finger and Ctrl add to the selection, Shift extends it.
  #click(event) {
    const id = event.target.closest('li')?.dataset.id;
    if (!id) {
      return;
    }

    this.#at = this.crops.findIndex(crop => crop.id === id);
    if (event.shiftKey) {
      this.#range();
    } else {
      if (!event.ctrlKey && !event.metaKey && event.pointerType !== 'touch') {
        this.#selected.clear();
      }

      this.#toggle(id);
      this.#anchor = this.#at;
    }

    this.#mark();
    this.#items.get(id).focus();
  }

  #key(event) {
    const columns = this.crops.filter(crop => this.#items.get(crop.id).offsetTop === this.#list.firstChild.offsetTop).length;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -this.crops.length, End: this.crops.length }[event.key];
    if (step) {
      this.#move(this.#at + step, event.shiftKey);
    } else if (event.key === ' ') {
      this.#toggle(this.crops[this.#at].id);
      this.#mark();
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      this.#selected = new Set(this.crops.map(crop => crop.id));
      this.#mark();
    } else if (event.key === 'Enter') {
      this.#look(event.target);
    } else {
      return;
    }

    event.preventDefault();
  }
}
