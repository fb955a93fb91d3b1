import { Controller } from '@hotwired/stimulus';

// Closes a details menu on Escape, on a click elsewhere and after a choice.
export default class extends Controller {
  connect() {
    // Who comes back finds the page as it was left, but no menu over it.
    this.close();
    this.outside = event => { if (!this.element.contains(event.target)) this.close(); };
    this.chosen = event => { if (this.element.contains(event.detail.formSubmission.submitter)) this.close(); };
    document.addEventListener('click', this.outside);
    document.addEventListener('turbo:submit-start', this.chosen);
  }

  disconnect() {
    document.removeEventListener('click', this.outside);
    document.removeEventListener('turbo:submit-start', this.chosen);
    this.close();
  }

  escape(event) {
    if (!this.element.open) return;
    event.stopPropagation();
    this.close();
    this.element.querySelector('summary').focus();
  }

  close() {
    this.element.open = false;
  }
}
