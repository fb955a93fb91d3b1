import { Controller } from '@hotwired/stimulus';

// The card of a folder, over the screen as soon as it is there. Without JavaScript it is a page of its own.
export default class extends Controller {
  static targets = ['frame'];

  open() {
    if (!this.element.open) this.element.showModal();
  }

  // Emptied, so that the same card is asked for anew the next time.
  close() {
    if (!this.element.open) return;
    this.element.close();
    this.frameTarget.removeAttribute('src');
    this.frameTarget.replaceChildren();
  }

  // What was asked for is done, and the page is drawn anew under the card. That would take its mark away, and browsers keep a page locked for a card that did not close.
  done({ detail: { success, fetchResponse } }) {
    if (success && fetchResponse.redirected) this.close();
  }

  clickBeside(event) {
    if (event.target === this.element) this.close();
  }
}
