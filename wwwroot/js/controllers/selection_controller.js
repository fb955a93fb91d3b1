import { Controller } from '@hotwired/stimulus';
import { foresee } from '../models/foresight.js';
import { boxesOf, watchRows } from '../models/rows.js';
import { selection } from '../models/selection.js';

const touch = matchMedia('(hover: none)');
const stays = ['set', 'add', 'remove', 'make'];

// Chooses rows: by their boxes, a range with shift, on a phone by a long press. The boxes belong to one form, whose bar css/selection.css shows.
export default class extends Controller {
  static targets = ['form', 'count', 'mode', 'all', 'strip'];
  static values = { place: String, most: { type: Number, default: 1000 } };

  connect() {
    selection.enter(this.placeValue);
    this.redrawn = () => this.show();
    document.addEventListener('turbo:morph', this.redrawn);
    this.watching = watchRows(this.element, this.redrawn);
    this.show();
  }

  disconnect() {
    this.watching.disconnect();
    document.removeEventListener('turbo:morph', this.redrawn);
    clearTimeout(this.holding);
  }

  // Before anything else hears of it: with shift, or on a phone once something is selected, a row is chosen instead of opened.
  click(event) {
    const row = event.target.closest('[data-message]');
    if (!row) return;
    const box = row.querySelector('.check input');
    if (event.target === box) return this.choose(box, box.checked, event.shiftKey);
    if (event.target.closest('.check')) return;
    if (this.held || event.shiftKey || (touch.matches && selection.any)) {
      event.preventDefault();
      event.stopPropagation();
      if (!this.held) this.choose(box, event.shiftKey || !box.checked, event.shiftKey);
      this.held = false;
    }
  }

  press(event) {
    this.held = false;
    const row = event.target.closest('[data-message]');
    if (!row || event.pointerType === 'mouse' || event.target.closest('.check')) return;
    this.pressedAt = [event.clientX, event.clientY];
    this.holding = setTimeout(() => {
      this.held = true;
      navigator.vibrate?.(10);
      this.choose(row.querySelector('.check input'), true, false);
    }, 450);
  }

  release(event) {
    if (event.type === 'pointermove' && this.pressedAt && Math.hypot(event.clientX - this.pressedAt[0], event.clientY - this.pressedAt[1]) < 10) return;
    clearTimeout(this.holding);
  }

  // The long press of a phone would open the browser's menu of the link.
  menu(event) { if (this.held) event.preventDefault(); }

  toggleHere() {
    const here = document.activeElement?.closest('[data-message]') ?? this.element.querySelector('[data-message]:has([aria-current])') ?? this.element.querySelector('[data-message]');
    const box = here?.querySelector('.check input');
    if (box) this.choose(box, !box.checked, false);
  }

  page() {
    for (const box of boxesOf(this.element)) selection.set(box.value, true, this.mostValue);
    this.show();
  }

  clear() {
    selection.clear();
    if (this.hasModeTarget) this.modeTarget.checked = false;
    this.show();
  }

  escape(event) {
    if (!selection.any || event.defaultPrevented || document.querySelector('.menu[open], :popover-open')) return;
    event.preventDefault();
    this.clear();
  }

  everything() {
    selection.all = this.allTarget.checked;
    this.show();
  }

  choose(box, chosen, range) {
    if (selection.all) {
      selection.all = false;
      this.page();
    }
    const boxes = boxesOf(this.element);
    const from = range ? boxes.findIndex(other => other.value === selection.from) : -1;
    const to = boxes.indexOf(box);
    const touched = from < 0 ? [box] : boxes.slice(Math.min(from, to), Math.max(from, to) + 1);
    for (const one of touched) selection.set(one.value, chosen, this.mostValue);
    selection.from = box.value;
    if (range) getSelection()?.removeAllRanges();
    this.show();
  }

  // The form sends the boxes of this page by itself; those of other pages are added.
  complete({ formData }) {
    if (selection.all) return formData.delete('keys');
    for (const key of selection.elsewhere(this.shown)) formData.append('keys', key);
  }

  submitting({ detail: { formSubmission } }) {
    this.answered = foresee(boxesOf(this.element).filter(box => box.checked).map(box => box.closest('[data-message]')), formSubmission.submitter);
  }

  // What was moved is gone from the list; what was marked or labelled stays chosen, for the next action.
  submitted({ detail: { success, formSubmission } }) {
    this.answered?.(success);
    if (success && !stays.includes(formSubmission.submitter?.name)) this.clear();
  }

  show() {
    const boxes = boxesOf(this.element);
    for (const box of boxes) box.checked = selection.has(box.value);
    this.element.toggleAttribute('data-selecting', selection.any);
    this.element.toggleAttribute('data-boxes', selection.any || (this.hasModeTarget && this.modeTarget.checked));
    if (!this.hasFormTarget) return;
    // What lies in the bar's menus answers to its key while the bar is shown.
    for (const control of this.formTarget.querySelectorAll('.menu-items [data-shortcut]')) control.toggleAttribute('data-shortcut-hidden', selection.any);
    if (this.hasAllTarget) {
      this.allTarget.checked = selection.all;
      this.stripTarget.hidden = !selection.all && !boxes.every(box => box.checked);
    }
    this.countTarget.value = this.words;
  }

  get words() {
    const { one, other, every, mostReached } = this.formTarget.dataset;
    if (selection.all) return every;
    if (selection.size >= this.mostValue) return mostReached;
    return (selection.size === 1 ? one : other).replace('{0}', selection.size.toLocaleString(document.documentElement.lang));
  }

  get shown() { return boxesOf(this.element).map(box => box.value); }
}
