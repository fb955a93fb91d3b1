import { Controller } from '@hotwired/stimulus';
import { selection } from '../models/selection.js';

const touch = matchMedia('(hover: none)');

// Chooses rows: by their boxes, a range with shift, on a phone by a long press. The boxes belong to one form, whose bar css/selection.css shows.
export default class extends Controller {
  static targets = ['box', 'form', 'count', 'mode'];
  static values = { place: String, most: { type: Number, default: 1000 } };

  connect() {
    selection.enter(this.placeValue);
    this.redrawn = () => this.show();
    document.addEventListener('turbo:morph', this.redrawn);
    this.show();
  }

  disconnect() {
    document.removeEventListener('turbo:morph', this.redrawn);
    clearTimeout(this.holding);
  }

  boxTargetConnected(box) {
    box.checked = selection.has(box.value);
    this.showSoon();
  }

  boxTargetDisconnected() { this.showSoon(); }

  // Before anything else hears of it: with shift, or on a phone once something is selected, a row is chosen instead of opened.
  click(event) {
    const row = event.target.closest('[data-message]');
    if (!row) return;
    const box = row.querySelector('.check input');
    if (event.target === box) return this.choose(box, box.checked, event.shiftKey);
    if (event.target.closest('.check')) return;
    if (this.held || event.shiftKey || (touch.matches && selection.size > 0)) {
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
    for (const box of this.boxTargets) selection.set(box.value, true, this.mostValue);
    this.show();
  }

  clear() {
    selection.clear();
    if (this.hasModeTarget) this.modeTarget.checked = false;
    this.show();
  }

  escape(event) {
    if (selection.size === 0 || event.defaultPrevented || document.querySelector('.menu[open], :popover-open')) return;
    event.preventDefault();
    this.clear();
  }

  choose(box, chosen, range) {
    const boxes = this.boxTargets;
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
    for (const key of selection.elsewhere(this.shown)) formData.append('keys', key);
  }

  // What was moved is gone from the list; what was marked stays chosen, for the next action.
  submitted({ detail: { success, formSubmission } }) {
    if (success && formSubmission.submitter?.name !== 'set') this.clear();
  }

  showSoon() {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => { this.waiting = false; this.show(); });
  }

  show() {
    for (const box of this.boxTargets) box.checked = selection.has(box.value);
    this.element.toggleAttribute('data-selecting', selection.size > 0);
    if (!this.hasFormTarget) return;
    // What lies in the bar's menus answers to its key while the bar is shown.
    for (const control of this.formTarget.querySelectorAll('.menu-items [data-shortcut]')) control.toggleAttribute('data-shortcut-hidden', selection.size > 0);
    const { one, other, mostReached } = this.formTarget.dataset;
    const words = selection.size === 1 ? one : other;
    const count = selection.size.toLocaleString(document.documentElement.lang);
    this.countTarget.value = selection.size >= this.mostValue ? mostReached : words.replace('{0}', count);
  }

  get shown() { return this.boxTargets.map(box => box.value); }
}
