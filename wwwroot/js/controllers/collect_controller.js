import { Controller } from '@hotwired/stimulus';
import { live } from '../models/live.js';

const pace = 3000;

// While mail is being fetched: draws list and progress anew now and then, also when nothing has come. What came is told at once (live_controller).
export default class extends Controller {
  static values = { account: String };

  connect() { this.timer = setInterval(() => live.dispatchEvent(new CustomEvent('changed', { detail: { account: this.accountValue } })), pace); }

  disconnect() { clearInterval(this.timer); }
}
