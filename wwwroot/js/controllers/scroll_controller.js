import { Controller } from '@hotwired/stimulus';
import { aheadOfNeed } from '../models/idle.js';
import { documentOf, markupOf } from '../models/markup.js';
import { place } from '../models/place.js';

const most = 20, near = 800;

// A conversation that goes on has the name of its newest message, and stands where that one does; by its first one it is known again.
const known = (row, rows) => rows.querySelector(`#${CSS.escape(row.id)}`) ?? (row.dataset.begun && rows.querySelector(`[data-begun='${CSS.escape(row.dataset.begun)}']`));

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
    if (place.of(this.key) > 0) this.element.scrollTop = place.of(this.key);
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
    const link = this.olderTarget, url = link.href;
    link.setAttribute('aria-busy', 'true');
    let page;
    try {
      page = (this.ahead?.url === url && await this.ahead.page) || await this.fetchAnew(url);
    } finally {
      this.busy = false;
      this.ahead = this.before = null;
      link.removeAttribute('aria-busy');
    }
    if (!page || !this.element.isConnected || this.olderTarget.href !== url) return;
    this.pages = [...this.pages, url];
    this.rowsTarget.append(...this.newRows(page, url));
    const older = page.querySelector('[data-scroll-target=older]');
    if (older) this.olderTarget.href = older.href; else this.olderTarget.remove();
    // A short page leaves the end in sight, which the observer has told already.
    if (older) { this.nearEnd.unobserve(this.olderTarget); this.nearEnd.observe(this.olderTarget); }
    this.lookAhead();
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

  // A heading that the list already stands under is not said twice.
  newRows(page, url) {
    let day = [...this.rowsTarget.querySelectorAll('.day')].at(-1)?.textContent;
    const rows = [];
    for (const row of page.querySelectorAll('#messages ol > li')) {
      if (row.classList.contains('day')) {
        if (row.textContent === day) continue;
        day = row.textContent;
      } else if (known(row, this.rowsTarget)) continue;
      row.dataset.page = url;
      rows.push(row);
    }
    return rows;
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
