import { Controller } from '@hotwired/stimulus';
import { notifications } from '../models/notifications.js';

// The choice whether this browser tells of new mail. The browser is asked for its permission on the click, as it wants to be.
export default class extends Controller {
  static targets = ['unable', 'form', 'choice', 'outcome', 'try'];
  static values = { person: String };

  connect() {
    this.unableTarget.hidden = notifications.possible;
    this.formTarget.hidden = !notifications.possible;
    this.draw();
  }

  async choose({ target }) {
    if (target.value !== 'off' && await Notification.requestPermission() !== 'granted') return this.draw('refused');
    notifications.keep(this.personValue, target.value);
    this.draw(target.value === 'off' ? 'off' : 'kept');
  }

  try() { notifications.show(this.tryTarget.dataset.title, '', 'webmail-try'); }

  draw(outcome) {
    const choice = notifications.allowed ? notifications.choiceOf(this.personValue) : 'off';
    for (const radio of this.choiceTargets) radio.checked = radio.value === choice;
    this.tryTarget.hidden = choice === 'off';
    this.outcomeTarget.textContent = outcome ? this.outcomeTarget.dataset[outcome] : '';
    this.outcomeTarget.className = outcome === 'refused' ? 'notice warn' : '';
  }
}
