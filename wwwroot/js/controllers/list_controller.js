import { Controller } from '@hotwired/stimulus';
import { askAhead } from '../models/next_message.js';
import { isGoingBack } from '../models/next_page.js';
import { panes } from '../models/panes.js';
import { place } from '../models/place.js';
import { rowsOf, watchRows } from '../models/rows.js';

// Keeps the list in step with the reader: which row is open, and where j and k go.
export default class extends Controller {
  static targets = ['older', 'newer'];

  connect() {
    // A page that Turbo kept, for who goes back or to be seen until the answer is there, remembers the pane that was shown when it was left.
    if (!this.openPath) panes.show('list');
    if (!this.openPath && !isGoingBack()) this.title = document.title;
    this.cameBack = () => { if (isGoingBack()) this.comeBack(); };
    this.opened = ({ target }) => {
      this.mark(this.openPath);
      if (target.id === 'reader') this.askAhead();
    };
    this.redrawn = () => this.askAhead();
    document.addEventListener('turbo:frame-load', this.opened);
    document.addEventListener('turbo:morph', this.redrawn);
    document.addEventListener('turbo:render', this.cameBack);
    this.watching = watchRows(this.element, () => this.know());
    this.know();
    this.cameBack();
    this.element.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
    this.askAhead();
  }

  disconnect() {
    document.removeEventListener('turbo:frame-load', this.opened);
    document.removeEventListener('turbo:morph', this.redrawn);
    document.removeEventListener('turbo:render', this.cameBack);
    this.watching.disconnect();
  }

  open(event) {
    const row = event.target.closest('[data-message]');
    // Beside the link, at the edge of its row: the row is meant.
    if (row === event.target) return this.link(row).click();
    if (!row || !event.target.closest('a') || event.ctrlKey || event.metaKey || event.shiftKey) return;
    this.mark(this.link(row).pathname);
    panes.show('reader');
  }

  next() { this.step(1, this.hasOlderTarget && this.olderTarget); }

  previous() { this.step(-1, this.hasNewerTarget && this.newerTarget); }

  openHere() {
    const rows = rowsOf(this.element);
    const row = rows.find(candidate => candidate.contains(document.activeElement)) ?? rows[0];
    if (row) this.link(row).click();
  }

  step(by, beyond) {
    const rows = rowsOf(this.element);
    const here = rows.findIndex(row => row.contains(document.activeElement) || this.link(row).hasAttribute('aria-current'));
    const row = rows[here < 0 ? 0 : here + by];
    if (!row) return beyond && beyond.click();
    this.link(row).focus();
    row.scrollIntoView({ block: 'nearest' });
    if (this.openPath) this.link(row).click();
  }

  // Rows come and go by streams: a new one learns at once that it is the open one.
  know() { if (this.openPath && !this.element.querySelector('[data-message] > [aria-current]')) this.mark(this.openPath); }

  // It remembers the row that was pressed then as well, and the title is that of the page after it.
  comeBack() {
    this.mark(this.openPath);
    this.askAhead();
    if (this.openPath) return;
    panes.show('list');
    document.title = this.title ?? `${this.element.querySelector('h1').textContent.trim()} · Webmail`;
    // A pane that was hidden has no place in some browsers.
    if (this.element.scrollTop === 0) place.comeBack(this.element, place.of(place.keyOf(this.element)));
  }

  // By its address: two accounts may number their messages alike.
  mark(path) {
    for (const link of rowsOf(this.element).map(this.link)) link.toggleAttribute('aria-current', link.pathname === path);
  }

  // Who goes up goes on upwards; some go back to what they have just read; and what is new is what people come for.
  askAhead() {
    const [rows, open] = [rowsOf(this.element), this.openPath];
    const here = rows.findIndex(row => this.link(row).pathname === open);
    if (here >= 0 && here !== this.here) [this.left, this.here] = [this.here, here];
    const by = here < this.left ? -1 : 1;
    const near = here < 0 ? [rows[0]] : [rows[here + by], rows[this.left]];
    const unread = rows.slice(Math.max(0, here)).filter(row => row.hasAttribute('data-unread')).slice(0, 3);
    askAhead([...near, ...unread].filter(row => row && row !== rows[here]).map(row => this.link(row)));
  }

  link(row) { return row.querySelector('a'); }

  get openPath() { return document.querySelector('[data-open-message]')?.dataset.openMessage; }
}
