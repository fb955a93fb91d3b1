import { Controller } from '@hotwired/stimulus';
import { draw } from '../models/streams.js';

// Asks how far a long action is, until it has ended; the answer draws this element anew. A server that was restarted knows nothing of it: that is said.
export default class extends Controller {
  static targets = ['state', 'lost'];
  static values = { url: String, active: Boolean };

  connect() { this.askLater(); }

  disconnect() { clearTimeout(this.timer); }

  activeValueChanged() { this.askLater(); }

  askLater() {
    clearTimeout(this.timer);
    if (this.activeValue) this.timer = setTimeout(() => this.ask(), document.hidden ? 5000 : 800);
  }

  async ask() {
    const answer = await fetch(this.urlValue, { headers: { Accept: 'text/vnd.turbo-stream.html' } }).catch(() => null);
    if (answer?.status === 404) return this.giveUp();
    if (answer?.ok && !answer.redirected && await draw(answer)) return;
    this.askLater();
  }

  giveUp() {
    this.activeValue = false;
    this.stateTarget.hidden = true;
    this.lostTarget.hidden = false;
    this.element.querySelector('progress')?.remove();
  }
}
