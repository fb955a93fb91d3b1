import { Controller } from '@hotwired/stimulus';
import { morphElements, renderStreamMessage, StreamActions } from '@hotwired/turbo';
import { markupAsItComes } from '../models/markup.js';

// Rows that were taken away while a search was under way: it asked before, and what it finds of them is no longer so.
const gone = new Set();

// As a row is now; which one is open stays as it is.
function draw(shown, row) {
  const open = shown.querySelector('a[aria-current]')?.getAttribute('aria-current');
  if (open) row.querySelector('a')?.setAttribute('aria-current', open);
  morphElements(shown, row);
}

// Rows of one more mailbox take their places by date.
StreamActions.found = function () {
  const list = this.targetElements[0];
  if (!list) return;
  const before = [...list.children];
  for (const row of this.templateContent.querySelectorAll('[data-at]')) {
    if (gone.has(row.id)) continue;
    while (before.length && Number(before[0].dataset.at) >= Number(row.dataset.at)) before.shift();
    const shown = document.getElementById(row.id);
    if (shown) draw(shown, row);
    else list.insertBefore(row, before[0] ?? null);
  }
};

// Follows a search as it finds. The reader and the place in the list stay; stopping keeps what is there.
export default class extends Controller {
  static targets = ['list', 'progress'];
  static values = { url: String };

  connect() {
    this.element.scrollTop = Number(this.element.dataset.scroll ?? 0);
  }

  // Also when the page was drawn anew around what had been found: that stays until it is found again, or is not.
  urlValueChanged(url) {
    if (!url) return;
    this.reading?.abort();
    for (const row of this.listTarget.children) row.dataset.before = '';
    this.progressTarget.querySelector('[data-search-done]')?.removeAttribute('data-search-done');
    this.follow(url);
  }

  // The page that is drawn anew has no rows of its own.
  stay(event) { if (event.target.matches('[data-search-target]')) event.preventDefault(); }

  leave({ target }) { if (target.action === 'remove') gone.add(target.target); }

  disconnect() { this.reading?.abort(); }

  // What a page remembers is found already.
  keep() {
    this.element.dataset.scroll = this.element.scrollTop;
    if (!this.reading) return;
    this.reading.abort();
  }

  stop() {
    this.reading?.abort();
    this.say(this.progressTarget.dataset.stopped);
  }

  async follow(url) {
    this.reading = new AbortController();
    const reading = this.reading;
    gone.clear();
    try {
      const answer = await fetch(url, { signal: reading.signal, headers: { Accept: 'text/vnd.turbo-stream.html' } });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      for await (const found of markupAsItComes(answer)) renderStreamMessage(found);
      if (this.reading === reading) await this.end();
    } catch {
      if (!reading.signal.aborted) this.say(this.progressTarget.dataset.failed);
    }
  }

  // Below the horizon a mailbox has more than it gave: what others found there would look whole.
  async end() {
    this.urlValue = '';
    this.reading = null;
    while (this.hasProgressTarget && !this.progressTarget.querySelector('[data-search-done]')) await new Promise(requestAnimationFrame);
    if (!this.hasListTarget) return;
    for (const row of this.listTarget.querySelectorAll('[data-before]')) row.remove();
    const horizon = this.progressTarget.querySelector('[data-search-horizon]')?.dataset.searchHorizon;
    if (!horizon) return;
    for (const row of this.listTarget.querySelectorAll('[data-day]')) if (row.dataset.day <= horizon) row.remove();
  }

  say(sentence) {
    this.urlValue = '';
    const paragraph = document.createElement('p');
    paragraph.textContent = sentence;
    this.progressTarget.replaceChildren(paragraph);
  }
}
