import { visit } from '@hotwired/turbo';
import { live } from './live.js';
import { isLookedAt, watchLooking } from './looking.js';
import { notifications } from './notifications.js';

// Tells of new mail in an inbox while nobody looks at the application. The tab that has the live stream does, so that there is one notification for all tabs;
// up to where it has told is kept where another one finds it that takes the stream over.
class Arrivals {
  told = Promise.resolve();

  start(person, url, since) {
    [this.person, this.url] = [person, url];
    live.keepAwake(this.wanted);
    if (this.since || !notifications.possible) return;
    [this.since, this.began] = [since, Date.now()];
    watchLooking();
    live.addEventListener('changed', ({ detail }) => { this.told = this.told.then(() => this.hear(detail)).catch(() => {}); });
  }

  // The browser is asked last: it answers after asking another process.
  get wanted() { return notifications.choiceOf(this.person) !== 'off' && notifications.allowed; }

  async hear({ account, mailbox }) {
    if (mailbox.toUpperCase() !== 'INBOX' || !live.leads || !this.wanted) return;
    const asked = new URLSearchParams({ since: this.since, names: notifications.choiceOf(this.person) === 'names' });
    const after = this.position(account);
    if (after) asked.set('after', after);
    const answer = await fetch(`${this.url}/${account}?${asked}`, { headers: { Accept: 'application/json' } });
    if (!answer.ok) return;
    const { position, notices } = await answer.json();
    localStorage.setItem(`webmail-arrivals-${account}`, JSON.stringify({ position, at: Date.now() }));
    if (await isLookedAt()) return;
    for (const { title, body, url, tag } of notices) notifications.show(title, body, tag, () => this.open(url));
  }

  // Not from before this tab came: what arrived between is no news.
  position(account) {
    const kept = JSON.parse(localStorage.getItem(`webmail-arrivals-${account}`) ?? 'null');
    return kept?.at >= this.began ? kept.position : null;
  }

  // What is being written in this tab stays there.
  open(url) {
    if (document.querySelector('[data-controller~=live]')) visit(url);
    else window.open(url, '_blank');
  }
}

export const arrivals = new Arrivals();
