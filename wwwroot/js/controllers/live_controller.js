import { Controller } from '@hotwired/stimulus';
import { freshen } from '../models/freshen.js';
import { live } from '../models/live.js';
import { markupOf } from '../models/markup.js';

const soon = 120;

// Hears that something has changed, gets this page's list and folders again and morphs them into place. A hidden tab does so when it is looked at.
export default class extends Controller {
  static values = { url: String, account: String };

  connect() {
    this.heard = ({ type, detail }) => { if (type === 'reset' || detail.account === this.accountValue) this.refresh(); };
    this.ended = () => location.reload();
    this.shown = () => { if (this.stale) this.refresh(); };
    live.addEventListener('changed', this.heard);
    live.addEventListener('reset', this.heard);
    live.addEventListener('end', this.ended);
    document.addEventListener('visibilitychange', this.shown);
    live.start(this.urlValue);
  }

  disconnect() {
    live.removeEventListener('changed', this.heard);
    live.removeEventListener('reset', this.heard);
    live.removeEventListener('end', this.ended);
    document.removeEventListener('visibilitychange', this.shown);
    clearTimeout(this.timer);
    this.timer = null;
  }

  refresh() {
    this.stale = document.hidden;
    if (this.stale) return;
    // What is on its way may have been drawn before this.
    if (this.getting) this.again = true;
    else this.timer ??= setTimeout(() => this.get(), soon);
  }

  async get() {
    const here = location.href;
    [this.timer, this.getting, this.again] = [null, true, false];
    const answer = await fetch(here, { headers: { Accept: 'text/html', 'Turbo-Frame': 'fresh' } }).catch(() => null);
    const html = answer?.ok ? await markupOf(answer) : undefined;
    this.getting = false;
    if (answer?.status === 401) return this.ended();
    if (!this.element.isConnected) return;
    // Going elsewhere meanwhile: what is drawn then is new, but this answer is not of it.
    if (here !== location.href || document.querySelector('turbo-frame[busy], html[aria-busy]')) return this.refresh();
    if (html) freshen(html);
    if (this.again) this.refresh();
  }
}
