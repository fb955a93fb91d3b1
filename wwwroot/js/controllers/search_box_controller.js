import { Controller } from '@hotwired/stimulus';
import { folded } from '../models/folding.js';

// Suggests operators for the word that is being typed: a combobox (WAI-ARIA 1.2) whose list never takes the focus.
export default class extends Controller {
  static targets = ['input', 'hints', 'hint'];

  suggest() {
    const word = folded(this.word);
    // A value is offered once its operator is written; its quotes come with it.
    const fits = hint => {
      const value = folded(hint.dataset.value);
      if ('late' in hint.dataset) return word.includes(':') && [value, value.replaceAll('"', '')].some(text => text.startsWith(word) && text.length > word.length);
      return word ? value.startsWith(word) && value.length > word.length : !this.inputTarget.value;
    };
    for (const hint of this.hintTargets) hint.hidden = !fits(hint);
    this.choose(null);
    this.show(this.shown.length > 0);
  }

  press(event) {
    if (event.isComposing) return;
    const at = this.shown.indexOf(this.chosen);
    if (event.key === 'Escape') this.escape(event);
    else if (this.hintsTarget.hidden) return;
    else if (event.key === 'ArrowDown') this.move(event, at + 1);
    else if (event.key === 'ArrowUp') this.move(event, at < 0 ? this.shown.length - 1 : at - 1);
    else if ((event.key === 'Enter' || event.key === 'Tab') && this.chosen) this.write(event, this.chosen);
  }

  take({ currentTarget }) { this.write(null, currentTarget); }

  left({ relatedTarget }) { if (!this.element.contains(relatedTarget)) this.show(false); }

  escape(event) {
    if (this.hintsTarget.hidden) return this.inputTarget.blur();
    event.preventDefault();
    this.show(false);
  }

  move(event, to) {
    event.preventDefault();
    this.choose(this.shown[(to + this.shown.length) % this.shown.length]);
  }

  write(event, hint) {
    event?.preventDefault();
    const { value, selectionStart } = this.inputTarget;
    const before = value.slice(0, selectionStart - this.word.length) + hint.dataset.value;
    const closed = /[:-]$/.test(before) ? before : `${before} `;
    this.inputTarget.value = closed + value.slice(selectionStart).trimStart();
    this.inputTarget.setSelectionRange(closed.length, closed.length);
    this.suggest();
  }

  choose(hint) {
    this.chosen = hint;
    for (const other of this.hintTargets) other.toggleAttribute('aria-selected', other === hint);
    hint?.setAttribute('aria-selected', 'true');
    hint?.scrollIntoView({ block: 'nearest' });
    if (hint) this.inputTarget.setAttribute('aria-activedescendant', hint.id);
    else this.inputTarget.removeAttribute('aria-activedescendant');
  }

  show(shown) {
    this.hintsTarget.hidden = !shown;
    this.inputTarget.setAttribute('aria-expanded', String(shown));
    if (!shown) this.choose(null);
  }

  get shown() { return this.hintTargets.filter(hint => !hint.hidden); }
  get word() { return this.inputTarget.value.slice(0, this.inputTarget.selectionStart).split(/\s/).at(-1); }
}
