// One stream of events for all tabs of this browser: the tab that holds the lock has it, and tells the others. It goes with the last tab that
// wants it; a tab that has been hidden for long no longer does.
const quietAfter = 30 * 60_000, silentAfter = 70_000, longestPause = 5 * 60_000;

class Live extends EventTarget {
  start(url, accounts) {
    const others = this.tabs && accounts !== this.accounts;
    Object.assign(this, { url, accounts });
    // A stream watches the accounts that there were when it began.
    if (others) {
      this.tabs.postMessage({ type: 'accounts' });
      this.reopen();
    }
    if (this.tabs) return this.want();
    this.tabs = new BroadcastChannel('webmail-live');
    this.tabs.onmessage = ({ data }) => { if (data.type === 'accounts') this.reopen(); else this.hear(data.type, data.detail, data.position); };
    document.addEventListener('visibilitychange', () => this.seen());
    addEventListener('pagehide', () => this.rest());
    // Who signs out here is led on by the answer, which must not be overtaken: that the session has ended is no news.
    addEventListener('submit', ({ target }) => { this.leaving ||= target.matches('[action$="/sign-out"]'); });
    addEventListener('pageshow', event => { if (event.persisted) this.resume(); });
    addEventListener('online', () => this.source?.readyState === EventSource.OPEN || this.reopen());
    this.want();
    this.catchUp();
  }

  get leads() { return Boolean(this.release); }

  // Somebody else may hear: keeps the stream while this tab is hidden.
  keepAwake(awake) {
    this.awake = awake;
    if (awake) clearTimeout(this.quiet);
  }

  want() {
    if (this.wanting || this.over) return;
    this.wanting = new AbortController();
    const lead = () => new Promise(resolve => { this.release = resolve; this.open(); });
    // Without locks (a page that is not https) each tab has its own.
    if (navigator.locks) navigator.locks.request('webmail-live', { signal: this.wanting.signal }, lead).catch(() => {});
    else lead();
  }

  // Another tab has the stream: what it told after this page was drawn and before it listened is not told again.
  async catchUp() {
    const { held = [] } = await navigator.locks?.query() ?? {};
    if (!this.leads && held.some(({ name }) => name === 'webmail-live')) this.tell('reset');
  }

  rest() {
    clearTimeout(this.again);
    clearTimeout(this.silence);
    this.source?.close();
    this.release?.();
    this.wanting?.abort();
    this.source = this.release = this.wanting = null;
  }

  resume() {
    if (this.wanting || !this.url) return;
    this.want();
    this.tell('reset');
  }

  seen() {
    clearTimeout(this.quiet);
    if (document.hidden) {
      if (!this.awake) this.quiet = setTimeout(() => this.rest(), quietAfter);
      return;
    }
    this.resume();
    // A device that has slept finds a line that only looks open.
    if (this.leads && Date.now() - this.heard > silentAfter) this.reopen();
  }

  open() {
    this.heard = Date.now();
    this.source = new EventSource(this.position ? `${this.url}?after=${encodeURIComponent(this.position)}` : this.url);
    for (const type of ['changed', 'reset', 'beat', 'end']) {
      this.source.addEventListener(type, event => this.pass(type, JSON.parse(event.data), event.lastEventId));
    }
    this.source.onopen = () => { this.pause = 0; };
    // The browser tries again by itself, unless the answer was a refusal.
    this.source.onerror = () => { if (this.source?.readyState === EventSource.CLOSED) this.reopenLater(); };
    this.listenForSilence();
  }

  pass(type, detail, position) {
    this.listenForSilence();
    if (type === 'beat') return;
    this.tabs.postMessage({ type, detail, position });
    this.hear(type, detail, position);
  }

  hear(type, detail, position) {
    if (position) this.position = position;
    if (type === 'end') {
      this.over = true;
      this.rest();
    }
    this.tell(type, detail);
  }

  tell(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail })); }

  listenForSilence() {
    this.heard = Date.now();
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.reopen(), silentAfter);
  }

  reopen() {
    clearTimeout(this.again);
    if (!this.leads) return;
    this.source?.close();
    this.open();
  }

  reopenLater() {
    clearTimeout(this.silence);
    this.pause = Math.min(longestPause, (this.pause || 7_500) * 2);
    this.again = setTimeout(() => this.reopen(), this.pause * (0.75 + Math.random() / 2));
  }
}

export const live = new Live();
