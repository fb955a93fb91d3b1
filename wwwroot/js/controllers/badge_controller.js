import { Controller } from '@hotwired/stimulus';
import { badge } from '../models/badge.js';
import { live } from '../models/live.js';

// The folder tree knows how much is unread; a tab that is hidden hears of it and draws its tree later.
export default class extends Controller {
  static values = { account: String, unread: Number };

  connect() {
    this.changed = ({ detail }) => { if (detail.account === this.accountValue && detail.inbox != null) this.unreadValue = detail.inbox; };
    live.addEventListener('changed', this.changed);
  }

  disconnect() { live.removeEventListener('changed', this.changed); }

  unreadValueChanged(unread) { badge.show(unread); }
}
