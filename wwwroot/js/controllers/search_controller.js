import { Controller } from '@hotwired/stimulus';
import { morphElements, renderStreamMessage, session, StreamActions } from '@hotwired/turbo';
import { Anew } from '../models/anew.js';
import { markupAsItComes } from '../models/markup.js';
import { place } from '../models/place.js';
import { draw } from '../models/streams.js';

// Rows that were taken away while a search was under way: it asked before, and what it finds of them is no longer so.
const gone = new Set();

// As a row is now; whether it is open or chosen stays as it is.
function drawRow(shown, row) {
  const open = shown.querySelector('a[aria-current]')?.getAttribute('aria-current') ?? null;
  if (open !== null) row.querySelector('a')?.setAttribute('aria-current', open);
  shown.removeAttribute('data-before');
  if (!shown.isEqualNode(row)) morphElements(shown, row, { callbacks: { beforeNodeMorphed: node => !node.matches('input') } });
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
    if (shown) drawRow(shown, row);
    else list.insertBefore(row, before[0] ?? null);
  }
};

// Follows a search as it finds. The reader and the place in the list stay; stopping keeps what is there. A list over all accounts is found anew, without a word, when
// something changes in one of them.
export default class extends Controller {
  static targets = ['list', 'progress'];
  static values = { url: String, anew: String };

  connect() {
    place.comeBack(this.element, Number(this.element.dataset.scroll ?? 0));
    if (!this.anewValue) return;
    this.anew = new Anew(() => true, () => this.findAnew(), 4);
    // What Turbo restores was found then.
    if (!this.urlValue) this.anew.ask();
  }

  // Also when the page was drawn anew around what had been found: that stays until it is found again, or is not.
  urlValueChanged(url) {
    if (!url) return;
    this.reading?.abort();
    this.stopped = false;
    this.progressTarget.querySelector('[data-search-done]')?.removeAttribute('data-search-done');
    this.following = this.follow(url, false);
  }

  async findAnew() {
    // It may have asked before this.
    while (this.reading) await this.following;
    if (this.stopped || !this.element.isConnected) return;
    this.following = this.follow(this.anewValue, true);
    await this.following;
  }

  // The page that is drawn anew has no rows of its own.
  stay(event) { if (event.target.matches('[data-search-target]')) event.preventDefault(); }

  // What the reader's tools mark is another row here: what is found is asked for again.
  marked({ target, detail: { success, formSubmission } }) {
    if (success && target.closest('#reader') && /\/(flags|labels)$/.test(formSubmission.location.pathname)) session.refresh(document.baseURI);
  }

  leave({ target }) { if (target.action === 'remove') gone.add(target.target); }

  disconnect() {
    this.anew?.end();
    this.reading?.abort();
  }

  // The page is kept, which is no leaving it: so it is when one of the messages is opened.
  keep() { this.element.dataset.scroll = this.element.scrollTop; }

  stop() {
    this.stopped = true;
    this.reading?.abort();
    this.say(this.progressTarget.dataset.stopped);
  }

  async follow(url, quietly) {
    const reading = this.reading = new AbortController();
    gone.clear();
    for (const row of this.listTarget.children) row.dataset.before = '';
    try {
      // A failure is told by its status, which a stream has not.
      const answer = await fetch(url, { signal: reading.signal, headers: { Accept: 'text/html' } });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      if (quietly && !await draw(answer)) throw new TypeError('No answer of ours.');
      if (!quietly) for await (const found of markupAsItComes(answer)) renderStreamMessage(found);
      if (this.reading === reading) await this.end(quietly);
    } catch {
      if (!reading.signal.aborted && !quietly) this.say(this.progressTarget.dataset.failed);
    } finally {
      if (this.reading === reading) this.reading = null;
    }
  }

  // Below the horizon a mailbox has more than it gave: what others found there would look whole. What a mailbox had that does not answer stays.
  async end(quietly) {
    if (!quietly) this.urlValue = '';
    while (this.hasProgressTarget && !this.progressTarget.querySelector('[data-search-done]')) await new Promise(requestAnimationFrame);
    if (!this.hasListTarget) return;
    if (!this.progressTarget.querySelector('[data-search-silent]')) for (const row of this.listTarget.querySelectorAll('[data-before]')) row.remove();
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
