import { Controller } from '@hotwired/stimulus';

// Offers to open mailto: links here, where the browser can do that (secure pages only).
export default class extends Controller {
  static targets = ['done'];
  static values = { url: String };

  connect() { this.element.hidden = !navigator.registerProtocolHandler; }

  // The browser asks; what is answered it does not tell.
  register() {
    navigator.registerProtocolHandler('mailto', new URL(this.urlValue, location.href).href.replace('%25s', '%s'));
    this.doneTarget.hidden = false;
  }
}
