import { Controller } from '@hotwired/stimulus';
import { atOnce } from '../models/fold.js';
import { afterNextFrame, aheadOfNeed } from '../models/idle.js';
import { documentOf, markupOf } from '../models/markup.js';
import { place } from '../models/place.js';
import { known, newRows } from '../models/rows.js';

const most = 20, near = 800;

// Appends the next page when one nears the end of the list; the links to older and newer pages stay underneath. When the page is fetched again,
// what was appended stays, and what of it is in sight is fetched again too.
export default class extends Controller {
  static targets = ['rows', 'more', 'older'];

  connect() {
    // What Turbo restores has its pages already, and says which.
    this.nearEnd = new IntersectionObserver(entries => { if (entries.some(entry => entry.isIntersecting)) this.append(); }, { root: this.element, rootMargin: `0px 0px ${near}px 0px` });
    if (this.hasOlderTarget) this.nearEnd.observe(this.olderTarget);
    this.keep = event => this.keepPages(event);
    this.redrawn = () => this.drawAgain();
    document.addEventListener('turbo:before-morph-element', this.keep);
    document.addEventListener('turbo:morph', this.redrawn);
    place.comeBack(this.element, place.of(this.key));
    this.lookAhead();
  }

  disconnect() {
    this.nearEnd.disconnect();
    this.ahead = this.before = null;
    document.removeEventListener('turbo:before-morph-element', this.keep);
    document.removeEventListener('turbo:morph', this.redrawn);
  }

  scrolled() {
    // A pane that a phone hides has no place.
    const { element } = this;
    if (!element.checkVisibility()) return;
    place.remember(this.key, element.scrollTop);
    // The observer tells of it a frame later; what is not here yet is left to it, or a server that is gone would be asked at each step.
    if (this.ahead && element.scrollHeight - element.scrollTop - element.clientHeight < near) this.append();
  }

  async append() {
    if (this.busy || !this.hasOlderTarget || !this.hasRowsTarget || this.pages.length >= most) return;
    this.busy = true;
    const link = this.olderTarget;
    link.setAttribute('aria-busy', 'true');
    try {
      await this.appendPage(link.href);
    } finally {
      this.busy = false;
      this.ahead = null;
      link.removeAttribute('aria-busy');
    }
    this.lookAhead();
  }

  // What one who is at the end sees next comes first, and the rest when that has been painted: the page is not there before.
  async appendPage(url) {
    const page = (this.ahead?.url === url && await this.ahead.page) || await this.fetchAnew(url);
    const goesOn = () => this.element.isConnected && this.hasOlderTarget && this.olderTarget.href === url;
    if (!page || !goesOn()) return;
    const here = this.ahead = { url, page }, rows = newRows(page, this.rowsTarget, url);
    this.rowsTarget.append(...rows.splice(0, atOnce()).map(row => row.cloneNode(true)));
    await new Promise(afterNextFrame);
    if (!goesOn()) return;
    // Drawn anew meanwhile, the list has lost rows perhaps that this page still has: drawAgain keeps it for when there is no other.
    if (this.ahead === here) this.complete(page, rows);
    // An end that is still in sight has been told already.
    this.nearEnd.disconnect();
    if (this.hasOlderTarget) this.nearEnd.observe(this.olderTarget);
  }

  complete(page, rest) {
    this.before = null;
    this.rowsTarget.append(...rest);
    this.pages = [...this.pages, this.olderTarget.href];
    const older = page.querySelector('[data-scroll-target=older]');
    if (older) this.olderTarget.href = older.href; else this.olderTarget.remove();
  }

  // The next page is here before somebody scrolls to it, and no part of the list until then.
  lookAhead() {
    aheadOfNeed(() => {
      if (this.ahead || this.busy || !this.element.isConnected || !this.hasOlderTarget || this.pages.length >= most) return;
      const url = this.olderTarget.href;
      this.ahead = { url, page: this.fetchAnew(url) };
    });
  }

  // Where it is not to be had (a train in a tunnel), what was fetched ahead before the list was drawn again is what there is.
  fetchAnew(url) {
    const { before } = this;
    return this.fetchPage(url).then(page => page ?? (before?.url === url ? before.page : null));
  }

  async fetchPage(url) {
    const answer = await fetch(url, { headers: { 'Turbo-Frame': 'list', Accept: 'text/html' } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return null;
    const page = await markupOf(answer);
    return page ? documentOf(page) : null;
  }

  // The page that comes has its own rows only: the rows below its last one are added to it before it takes our place.
  keepPages(event) {
    const { target, detail: { newElement } } = event;
    if (this.pages.length === 0 || !newElement) return;
    if (this.hasMoreTarget && target === this.moreTarget) return event.preventDefault();
    if (!this.hasRowsTarget || target !== this.rowsTarget) return;
    newElement.dataset.pages = this.rowsTarget.dataset.pages;
    const last = [...newElement.children].at(-1);
    for (let row = last && document.getElementById(last.id)?.nextElementSibling; row; row = row.nextElementSibling)
      if (!row.id || !known(row, newElement)) newElement.append(row.cloneNode(true));
  }

  async drawAgain() {
    // What was fetched ahead may be of before the change.
    [this.before, this.ahead] = [this.ahead ?? this.before, null];
    this.lookAhead();
    if (!this.hasRowsTarget) return;
    const { top, bottom } = this.element.getBoundingClientRect();
    const inSight = row => { const box = row.getBoundingClientRect(); return box.bottom > top && box.top < bottom; };
    const urls = new Set([...this.rowsTarget.querySelectorAll('[data-page]')].filter(inSight).map(row => row.dataset.page));
    for (const url of urls) {
      const page = await this.fetchPage(url);
      for (const row of page?.querySelectorAll('[data-message]') ?? []) {
        const shown = document.getElementById(row.id);
        row.dataset.page = url;
        if (shown?.dataset.page) shown.replaceWith(row);
      }
    }
  }

  get key() { return place.keyOf(this.element); }
  get pages() { return this.hasRowsTarget && this.rowsTarget.dataset.pages ? this.rowsTarget.dataset.pages.split(' ') : []; }
  set pages(urls) { this.rowsTarget.dataset.pages = urls.join(' '); }
}
