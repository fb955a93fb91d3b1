import { Controller } from '@hotwired/stimulus';

// Writing: the keys that send, and files that are uploaded as soon as they are chosen.
export default class extends Controller {
  static targets = ['body', 'send', 'picker', 'state', 'files', 'back'];

  connect() {
    document.documentElement.classList.add('scripted');
    // The cursor stands before what is quoted.
    if (document.activeElement === this.bodyTarget) this.bodyTarget.setSelectionRange(0, 0);
  }

  press(event) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    this.element.requestSubmit(this.sendTarget);
  }

  attach() {
    if (this.pickerTarget.files.length > 0) this.element.requestSubmit(this.element.querySelector('[value=attach]'));
  }
}
