import { Controller } from '@hotwired/stimulus';
import { arrivals } from '../models/arrivals.js';

// Tells of new mail by the browser's notifications, if the person wants that.
export default class extends Controller {
  static values = { person: String, url: String, since: Number };

  connect() { arrivals.start(this.personValue, this.urlValue, this.sinceValue); }
}
