import { live } from './live.js';

const soon = 120, afterFailure = 5_000, longestRest = 30_000;

// Does its work anew when the stream tells of something that concerns it: soon, once for all that is told together, once more for what is told while it is being
// done, and in a hidden tab when that is looked at. Work that costs time rests so many times as long as it took; what could not be done, of which it says false, is
// done later.
export class Anew {
  next = 0;
  ending = new AbortController();

  constructor(concerns, work, rest = 0) {
    Object.assign(this, { work, rest });
    const { signal } = this.ending;
    live.addEventListener('changed', ({ detail }) => { if (concerns(detail)) this.ask(); }, { signal });
    live.addEventListener('reset', () => this.ask(), { signal });
    document.addEventListener('visibilitychange', () => { if (this.stale) this.ask(); }, { signal });
  }

  end() {
    this.ending.abort();
    clearTimeout(this.timer);
  }

  ask() {
    this.stale = document.hidden;
    if (this.stale || this.ending.signal.aborted) return;
    if (this.working) this.again = true;
    else this.timer ??= setTimeout(() => this.go(), Math.max(soon, this.next - performance.now()));
  }

  async go() {
    const began = performance.now();
    [this.timer, this.working, this.again] = [null, true, false];
    let failed = false;
    try {
      failed = await this.work() === false;
    } finally {
      this.working = false;
      this.next = performance.now() + (failed ? afterFailure : Math.min(longestRest, this.rest * (performance.now() - began)));
      if (this.again || failed) this.ask();
    }
  }
}
