import { Controller } from '@hotwired/stimulus';
import { inert } from '../models/markup.js';
import { focusNext, placeAfter } from '../models/refocus.js';

// Rich text over the plain text area, which stays the form's field: what is written is in both, and without this script there is only the second.
export default class extends Controller {
  static targets = ['root', 'text', 'html', 'format', 'kit', 'tools', 'linkBox', 'linkUrl', 'toRich', 'toPlain', 'picture'];
  static values = { rich: Boolean, pastes: String, lossy: String };

  async connect() {
    const format = this.formatTarget.value || (this.richValue ? 'html' : 'plain');
    this.formatTarget.value = format;
    if (format === 'html') await this.mount();
    this.show();
  }

  disconnect() {
    this.editor?.destroy();
    this.editor = null;
    this.rootTarget.replaceChildren();
    this.rootTarget.hidden = true;
    this.textTarget.hidden = false;
  }

  async mount() {
    const { RichText } = await import(this.kitTarget.href);
    if (this.editor || !this.element.isConnected) return;
    this.rootTarget.hidden = false;
    this.editor = new RichText(this.rootTarget, {
      html: this.htmlTarget.value, text: this.textTarget.value, pictureUrl: id => this.pictureUrl(id), changed: () => this.write(), parse: inert,
    });
    // Turbo may give the focus before or after this.
    const writing = document.activeElement === this.textTarget || (this.textTarget.autofocus && document.activeElement === document.body);
    this.textTarget.hidden = true;
    if (writing) this.rootTarget.focus();
  }

  // The answer to a form is drawn by morphing this page into it, and what the server draws has no editor: it takes the place of this one as a whole.
  replace({ detail }) {
    const place = this.submitter && placeAfter(this.submitter, this.element, detail.newBody);
    if (detail.renderMethod !== 'morph') return place && focusNext(place, detail.newBody);
    detail.render = (current, next) => {
      current.replaceWith(next);
      place?.focus();
    };
  }

  pressed({ submitter }) { this.submitter = submitter; }

  show() {
    const rich = !!this.editor;
    this.toolsTarget.hidden = !rich;
    this.toRichTarget.hidden = rich;
    this.toPlainTarget.hidden = !rich;
    if (this.hasPictureTarget) this.pictureTarget.hidden = !rich;
  }

  write() {
    this.htmlTarget.value = this.editor.html;
    this.textTarget.value = this.editor.text;
    this.htmlTarget.dispatchEvent(new Event('input', { bubbles: true }));
  }

  run({ currentTarget }) {
    this.editor.run(currentTarget.dataset.command);
    this.formats();
  }

  choose({ target }) {
    this.editor.run(target.dataset.command, target.value);
    this.formats();
  }

  linkOpened(event) {
    if (event.newState !== 'open') return;
    this.linkUrlTarget.value = this.linkHere?.getAttribute('href') ?? '';
    this.linkUrlTarget.focus();
  }

  link() {
    this.linkBoxTarget.hidePopover();
    this.editor.run('link', this.linkUrlTarget.value.trim());
  }

  press(event) {
    // Whoever has said what it is about goes on to say it: a message is not sent by a key that ends a line.
    if (event.key === 'Enter' && event.target.name === 'subject' && !event.ctrlKey && !event.metaKey && !event.isComposing) {
      event.preventDefault();
      return (this.editor ? this.rootTarget : this.textTarget).focus();
    }
    if (!this.editor || !(event.ctrlKey || event.metaKey) || event.key !== 'k') return;
    event.preventDefault();
    this.linkBoxTarget.showPopover();
  }

  formats() {
    for (const button of this.toolsTarget.querySelectorAll('[aria-pressed]')) button.setAttribute('aria-pressed', !!this.editor?.has(button.dataset.command));
    // A box that shows what is here can be used for the same again elsewhere. What is not in it, or several at once, it shows as none.
    if (this.editor) for (const box of this.toolsTarget.querySelectorAll('select')) box.value = this.editor.look(box.dataset.command);
  }

  // A stranger's HTML goes to the server first: the editor gets what comes back, never what was on the clipboard.
  async paste(event) {
    const html = event.clipboardData.getData('text/html'), text = event.clipboardData.getData('text/plain');
    if (!html || !this.editor || [...event.clipboardData.items].some(item => item.kind === 'file')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const data = new FormData();
    data.append('html', html);
    data.append('__RequestVerificationToken', this.element.elements.__RequestVerificationToken.value);
    const answer = await fetch(this.pastesValue, { method: 'POST', body: new URLSearchParams(data) }).catch(() => null);
    if (answer?.ok) this.editor.insert(await answer.text());
    else this.editor.insertText(text);
  }

  insertPicture({ detail: { cid, url, name, widest } }) {
    if (!this.editor) return;
    this.editor.insertPicture(cid, url, name, widest);
    this.write();
  }

  // Whether there is an editor to sign in.
  sign(was, now) {
    if (!this.editor) return false;
    this.editor.sign(was, now);
    this.write();
    return true;
  }

  toPlain() {
    if (this.rootTarget.querySelector('b, i, u, a, ul, ol, blockquote, img, font, table, [style]') && !confirm(this.lossyValue)) return;
    this.textTarget.value = this.editor.text;
    this.htmlTarget.value = '';
    this.switch('plain', this.textTarget);
  }

  async toRich() {
    this.htmlTarget.value = '';
    this.formatTarget.value = 'html';
    await this.mount();
    this.show();
    this.write();
    this.rootTarget.focus();
  }

  switch(format, field) {
    this.disconnect();
    this.formatTarget.value = format;
    this.show();
    this.formatTarget.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  }

  pictureUrl(id) {
    for (const picture of this.element.querySelectorAll('[data-cid-url]')) if (picture.dataset.cid.toLowerCase() === id.toLowerCase()) return picture.dataset.cidUrl;
    return '';
  }

  get linkHere() {
    const at = getSelection().anchorNode;
    return (at?.nodeType === Node.ELEMENT_NODE ? at : at?.parentElement)?.closest('a');
  }
}
