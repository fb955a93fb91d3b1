import { Controller } from '@hotwired/stimulus';

// Closes a details menu on Escape, on a click elsewhere and after a choice.
export default class extends Controller {
  connect() {
    this.outside = event => { if (!this.element.contains(event.target)) this.close(); };
    this.chosen = event => { if (this.element.contains(event.detail.formSubmission.submitter)) this.close(); };
    document.addEventListener('click', this.outside);
    document.addEventListener('turbo:submit-start', this.chosen);
    // Who comes back finds the page, and no menu over it.
    this.kept = () => this.close();
    document.addEventListener('turbo:before-cache', this.kept);
  }

  disconnect() {
    document.removeEventListener('click', this.outside);
    document.removeEventListener('turbo:submit-start', this.chosen);
    document.removeEventListener('turbo:before-cache', this.kept);
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
