import { Controller } from '@hotwired/stimulus';
import { renderStreamMessage, StreamActions } from '@hotwired/turbo';
import { markupAsItComes } from '../models/markup.js';

// Rows of one more mailbox take their places by date.
StreamActions.found = function () {
  const list = this.targetElements[0];
  if (!list) return;
  const before = [...list.children];
  for (const row of this.templateContent.querySelectorAll('[data-at]')) {
    while (before.length && Number(before[0].dataset.at) >= Number(row.dataset.at)) before.shift();
    if (!document.getElementById(row.id)) list.insertBefore(row, before[0] ?? null);
  }
};

// Follows a search as it finds. The reader and the place in the list stay; stopping keeps what is there.
export default class extends Controller {
  static targets = ['list', 'progress'];
  static values = { url: String };

  connect() {
    this.element.scrollTop = Number(this.element.dataset.scroll ?? 0);
  }

  // Also when the page was drawn anew around what had been found.
  urlValueChanged(url) {
    if (!url) return;
    this.reading?.abort();
    this.follow(url);
  }

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
    try {
      const answer = await fetch(url, { signal: reading.signal, headers: { Accept: 'text/vnd.turbo-stream.html' } });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      for await (const found of markupAsItComes(answer)) renderStreamMessage(found);
      await this.end();
    } catch {
      if (!reading.signal.aborted) this.say(this.progressTarget.dataset.failed);
    }
  }

  // Below the horizon a mailbox has more than it gave: what others found there would look whole.
  async end() {
    this.urlValue = '';
    this.reading = null;
    while (this.hasProgressTarget && this.progressTarget.querySelector('progress')) await new Promise(requestAnimationFrame);
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
