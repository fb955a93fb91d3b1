import { Controller } from '@hotwired/stimulus';
import { Sending } from '../models/sending.js';
import { drawMarkup } from '../models/streams.js';

const picture = /^image\/(png|jpeg|gif|webp|avif)$/;

// Files by picker, drop and paste: one after the other, each with its progress and a way to stop it; after a lost connection they go on where they were. Pictures dropped or pasted into the text stand there.
export default class extends Controller {
  static targets = ['picker', 'queue'];
  static values = { url: String, most: Number, tooLarge: String, failed: String, cancel: String, again: String, waiting: String };

  connect() { this.waiting = Promise.resolve(); }

  pick() {
    const files = [...this.pickerTarget.files];
    this.pickerTarget.value = '';
    this.take(files, false);
  }

  over(event) {
    if (![...event.dataTransfer.types].includes('Files')) return;
    event.preventDefault();
    this.element.classList.add('dropping');
  }

  out(event) { if (!this.element.contains(event.relatedTarget)) this.element.classList.remove('dropping'); }

  drop(event) {
    this.element.classList.remove('dropping');
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    this.take([...event.dataTransfer.files], this.inText(event.target));
  }

  paste(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.take(files, this.inText(event.target));
  }

  take(files, inText) {
    this.element.dataset.written = '';
    for (const file of files) {
      const row = this.row(file);
      if (this.used + file.size > this.mostValue) this.say(row, this.tooLargeValue.replace('{0}', file.name));
      else this.waiting = this.waiting.then(() => this.upload(file, row, inText && picture.test(file.type)));
    }
  }

  // The words first: the file belongs to a draft that the server knows.
  async upload(file, row, inText) {
    if (row.dataset.stopped) return;
    if (!await this.isKnown()) return this.say(row, this.failedValue.replace('{0}', file.name), () => this.retry(file, row, inText));
    const cid = inText ? `${[...crypto.getRandomValues(new Uint8Array(12))].map(octet => octet.toString(16).padStart(2, '0')).join('')}@webmail.invalid` : null;
    const answer = await new Sending(this, file, row, cid).run();
    if (row.dataset.stopped) return row.remove();
    if (!answer.files) return this.say(row, answer.said ?? this.failedValue.replace('{0}', file.name), () => this.retry(file, row, inText));
    await drawMarkup(answer.files);
    const shown = cid && this.element.querySelector(`[data-cid="${cid}"]`);
    if (shown) this.dispatch('picture', { detail: { cid, url: shown.dataset.cidUrl, name: file.name } });
    row.remove();
    if (!this.underWay) this.dispatch('arrived');
  }

  async isKnown() {
    const composer = this.application.getControllerForElementAndIdentifier(this.element, 'composer');
    // The page was left for another one: what was written there has been kept, and its number is not on screen any more.
    if (!composer) return true;
    await composer.settled();
    composer.changed = true;
    return composer.keep();
  }

  // A whole page that goes takes them along.
  unload(event) { if (this.underWay) event.preventDefault(); }

  retry(file, row, inText) {
    row.remove();
    this.waiting = this.waiting.then(() => this.upload(file, this.row(file), inText));
  }

  row(file) {
    const row = document.createElement('li');
    const name = Object.assign(document.createElement('span'), { className: 'file-name', textContent: file.name });
    const bar = Object.assign(document.createElement('progress'), { max: 1, value: 0 });
    bar.setAttribute('aria-label', file.name);
    row.append(name, bar, this.button('×', this.cancelValue.replace('{0}', file.name), () => {
      row.dataset.stopped = '';
      row.stop?.();
      row.remove();
      this.dispatch('lost');
    }));
    this.queueTarget.append(row);
    return row;
  }

  say(row, sentence, again) {
    const said = Object.assign(document.createElement('span'), { className: 'error', textContent: sentence });
    said.setAttribute('role', 'alert');
    row.replaceChildren(said, ...again ? [this.button(this.againValue, null, again)] : [], this.button('×', this.cancelValue.replace('{0}', ''), () => row.remove()));
    this.dispatch('lost');
  }

  button(text, label, action) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'tool', textContent: text });
    if (label) { button.setAttribute('aria-label', label); button.title = label; }
    button.addEventListener('click', action);
    return button;
  }

  inText(target) { return !!target.closest?.('[data-editor-target=root]'); }

  // Until it stands in the list, or in the text; and what has not arrived, until somebody tries again or leaves it out.
  get underWay() { return !!this.queueTarget.querySelector('progress'); }
  get lacking() { return !this.underWay && this.queueTarget.childElementCount > 0; }

  get used() { return [...this.element.querySelectorAll('[data-octets]')].reduce((sum, file) => sum + Number(file.dataset.octets), 0); }
}
