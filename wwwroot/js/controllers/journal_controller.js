import { Controller } from '@hotwired/stimulus';
import { journal } from '../models/journal.js';

// Says that this browser still has text which never reached the server, and leads to it.
export default class extends Controller {
  static targets = ['link'];
  static values = { account: String, url: String, known: String };

  async connect() {
    this.entry = await this.unknown();
    this.element.hidden = !this.entry;
    if (this.entry) this.linkTarget.href = `${this.urlValue}&restore=${this.entry.draft}`;
  }

  async unknown() {
    for (const entry of journal.orphans(this.accountValue)) {
      if (!await journal.isKnown(entry, this.knownValue)) return entry;
      journal.forget(this.accountValue, entry.draft);
    }
  }

  forget() {
    journal.forget(this.accountValue, this.entry.draft);
    this.connect();
  }
}
