import { Controller } from '@hotwired/stimulus';
import { name } from '../models/form_token.js';
import { documentOf, markupOf } from '../models/markup.js';

// A form field against forgery belongs to who is signed in, or to nobody: a fresh page has a fresh one.
async function tokenOf(url, form = '') {
  const page = await fetch(url, { headers: { Accept: 'text/html' } }).then(markupOf).catch(() => undefined);
  return page && documentOf(page).querySelector(`${form} [name=${name}]`)?.value;
}

// Signing in again over what one is doing: the form is posted in the background, and the page stays.
export default class extends Controller {
  static targets = ['wrong'];
  static values = { url: String, wrong: String };

  async send(event) {
    event.preventDefault();
    const form = event.target;
    const data = new URLSearchParams(new FormData(form));
    data.set(name, await tokenOf(`${this.urlValue}?email=`, 'form[action$="/sign-in"]') ?? '');
    const answer = await fetch(this.urlValue, { method: 'POST', body: data, redirect: 'manual', headers: { Accept: 'text/html' } }).catch(() => null);
    form.elements.password.value = '';
    if (answer?.type === 'opaqueredirect') {
      await this.renewTokens();
      return this.element.close('signed in');
    }
    this.wrongTarget.textContent = this.wrongValue;
    this.wrongTarget.hidden = false;
    form.elements.password.focus();
  }

  // Those of this page are worth nothing when the cookie they belong to has gone with the session.
  async renewTokens() {
    const token = await tokenOf(location.href);
    if (token) document.querySelectorAll(`input[name=${name}]`).forEach(field => { field.value = token; });
  }
}
