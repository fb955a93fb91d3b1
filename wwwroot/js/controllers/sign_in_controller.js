import { Controller } from '@hotwired/stimulus';
import { documentOf, markupOf } from '../models/markup.js';

// Signing in again over what one is doing: the form is posted in the background, and the page stays.
export default class extends Controller {
  static targets = ['wrong'];
  static values = { url: String, wrong: String };

  async send(event) {
    event.preventDefault();
    const form = event.target;
    const data = new URLSearchParams(new FormData(form));
    // A form field against forgery belongs to who is signed in, which is nobody now: a fresh page has a fresh one.
    const page = await fetch(`${this.urlValue}?email=`, { headers: { Accept: 'text/html' } }).then(markupOf).catch(() => undefined);
    const token = page && documentOf(page).querySelector('form[action$="/sign-in"] [name=__RequestVerificationToken]')?.value;
    data.set('__RequestVerificationToken', token ?? '');
    const answer = await fetch(this.urlValue, { method: 'POST', body: data, redirect: 'manual', headers: { Accept: 'text/html' } }).catch(() => null);
    form.elements.password.value = '';
    if (answer?.type === 'opaqueredirect') return this.element.close('signed in');
    this.wrongTarget.textContent = this.wrongValue;
    this.wrongTarget.hidden = false;
    form.elements.password.focus();
  }
}
