import { Controller } from '@hotwired/stimulus';
import { askAhead } from '../models/next_message.js';
import { panes } from '../models/panes.js';

// Keeps the list in step with the reader: which row is open, and where j and k go.
export default class extends Controller {
  static targets = ['row', 'older', 'newer'];

  connect() {
    // A page that Turbo restores remembers the pane that was shown when it was left.
    if (!this.openKey) panes.show('list');
    this.opened = ({ target }) => {
      this.mark(this.openKey);
      if (target.id === 'reader') this.askAhead();
    };
    document.addEventListener('turbo:frame-load', this.opened);
    this.element.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }

  disconnect() { document.removeEventListener('turbo:frame-load', this.opened); }

  // Rows come and go by streams: a new one learns at once whether it is the open one.
  rowTargetConnected(row) {
    if (row.dataset.message === this.openKey) this.link(row).setAttribute('aria-current', 'true');
  }

  open(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = event.currentTarget.closest('[data-message]');
    this.mark(row.dataset.message);
    panes.show('reader');
  }

  // Beside the link, at the edge of its row: the row is meant.
  edge({ target }) { if (target.matches('[data-message]')) this.link(target).click(); }

  next() { this.step(1, this.hasOlderTarget && this.olderTarget); }

  previous() { this.step(-1, this.hasNewerTarget && this.newerTarget); }

  openHere() {
    const row = this.rowTargets.find(candidate => candidate.contains(document.activeElement)) ?? this.rowTargets[0];
    if (row) this.link(row).click();
  }

  step(by, beyond) {
    const rows = this.rowTargets;
    const here = rows.findIndex(row => row.contains(document.activeElement) || this.link(row).hasAttribute('aria-current'));
    const row = rows[here < 0 ? 0 : here + by];
    if (!row) return beyond && beyond.click();
    this.link(row).focus();
    row.scrollIntoView({ block: 'nearest' });
    if (this.openKey) this.link(row).click();
  }

  mark(key) {
    for (const row of this.rowTargets) this.link(row).toggleAttribute('aria-current', row.dataset.message === key);
  }

  // Who goes up goes on upwards.
  askAhead() {
    const rows = this.rowTargets;
    const here = rows.findIndex(row => row.dataset.message === this.openKey);
    if (here < 0) return;
    const next = rows[here + (here < this.here ? -1 : 1)];
    this.here = here;
    if (next) askAhead(this.link(next));
  }

  link(row) { return row.querySelector('a'); }

  get openKey() { return document.querySelector('[data-open-message]')?.dataset.openMessage; }
}
