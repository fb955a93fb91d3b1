import { Controller } from '@hotwired/stimulus';
import { navigator as turbo } from '@hotwired/turbo';
import { panes } from '../models/panes.js';
import { markRead, rowsOf } from '../models/rows.js';
import { draw } from '../models/streams.js';

// The open message: marks it as read once it is really shown, and chooses what is open after it has left the mailbox.
export default class extends Controller {
  static targets = ['seen'];
  static values = { list: String, title: String };

  connect() {
    panes.show('reader');
    document.title = this.titleValue;
    if (this.hasSeenTarget && !document.documentElement.hasAttribute('data-turbo-preview')) this.markSeen(this.seenTarget);
  }

  // A POST of its own: a prefetch or a preview of the page never marks anything.
  async markSeen(form) {
    // Read while it is in the page: its token comes from there (form_token.js).
    const body = new URLSearchParams(new FormData(form)), found = document.querySelector('.list.search [data-message]:has(> [aria-current])');
    form.remove();
    const answer = await fetch(form.action, {
      method: 'POST', body, headers: { Accept: 'text/vnd.turbo-stream.html' },
    }).catch(() => null);
    if (!answer?.ok) return;
    await draw(answer);
    if (found) markRead(found);
  }

  back(event) {
    if (!panes.onePane) return;
    event.preventDefault();
    this.showList();
  }

  // The row after the leaving one, or before it at the end: chosen before the answer takes the row away. What is leaving is not filed a second time.
  leaving() {
    this.element.inert = true;
    const rows = rowsOf(document), here = rows.findIndex(row => row.querySelector('[aria-current]'));
    this.follower = here < 0 ? null : rows[here + 1] ?? rows[here - 1];
    this.leavingRow = rows[here];
    this.leavingRow?.classList.add('leaving');
  }

  left(event) {
    this.leavingRow?.classList.remove('leaving');
    if (!event.detail.success) return void (this.element.inert = false);
    const link = this.follower?.querySelector('a');
    if (panes.onePane || !link) return this.showList();
    const frame = document.getElementById('reader');
    frame.dataset.turboAction = 'replace';
    frame.addEventListener('turbo:frame-load', () => { frame.dataset.turboAction = 'advance'; }, { once: true });
    link.click();
  }

  showList() {
    turbo.history.replace(new URL(this.listValue, location.href));
    panes.show('list');
    this.leavingRow ?? document.querySelector('[data-message] > [aria-current]')?.focus();
  }
}
