import { Controller } from '@hotwired/stimulus';
import { signed } from '../models/signature.js';

// As whom one writes: another sender brings another signature.
export default class extends Controller {
  connect() { this.remember(); }

  remember() { this.was = this.element.selectedOptions[0]; }

  changed() {
    const { was } = this, form = this.element.form;
    this.remember();
    const editor = this.application.getControllerForElementAndIdentifier(form, 'editor');
    if (editor.sign(was.dataset.signatureHtml, this.was.dataset.signatureHtml)) return;
    const text = form.elements.body;
    text.value = signed(text.value, was.dataset.signature, this.was.dataset.signature);
  }
}
