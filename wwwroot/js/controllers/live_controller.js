import { Controller } from '@hotwired/stimulus';
import { Anew } from '../models/anew.js';
import { freshen } from '../models/freshen.js';
import { live } from '../models/live.js';
import { markupOf } from '../models/markup.js';

// A mail server that cannot be asked now, and one that takes too long.
const busy = [503, 504];

// Hears that something has changed, gets this page's list and folders again and morphs them into place. What was found is found again by search_controller.
export default class extends Controller {
  static values = { url: String, account: String };

  connect() {
    this.anew = new Anew(({ account }) => account === this.accountValue, () => this.get());
    this.ended = () => live.leaving || location.reload();
    live.addEventListener('end', this.ended);
    live.start(this.urlValue, [...document.querySelectorAll('.account-list [data-account]')].map(link => link.dataset.account).join());
  }

  disconnect() {
    this.anew.end();
    live.removeEventListener('end', this.ended);
  }

  async get() {
    const here = location.href;
    // Beside what was found stand the folders of the account that asked; the message that is open may be of another one.
    const page = document.querySelector('.list.search')?.dataset.selectionPlaceValue ?? here;
    const answer = await fetch(page, { headers: { Accept: 'text/html', 'Turbo-Frame': 'fresh' } }).catch(() => null);
    const html = answer?.ok ? await markupOf(answer) : undefined;
    if (answer?.status === 401) return this.ended();
    if (!this.element.isConnected) return;
    // Going elsewhere meanwhile: what is drawn then is new, but this answer is not of it.
    if (here !== location.href || document.querySelector('turbo-frame[busy], html[aria-busy]')) return this.anew.ask();
    if (html) freshen(html);
    // Without a network the stream says when it is back.
    return !busy.includes(answer?.status);
  }
}
