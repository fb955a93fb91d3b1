import { Controller } from '@hotwired/stimulus';

const tell = (name, detail) => parent.dispatchEvent(new CustomEvent(name, { detail }));

// The tools of a composer that stands in a frame at the foot of the window; or, when it has done its work, the page that says so (models/dock.js).
export default class extends Controller {
  static targets = ['small', 'large'];
  static values = { ended: Boolean };

  connect() {
    if (parent === window) return;
    if (this.endedValue) return tell('dock:ended', { frame: frameElement, said: document.getElementById('flash')?.firstElementChild });
    this.form = this.element.closest('form');
    // Back leads where the page around came from, and not through what happened in here.
    this.form.dataset.turboAction = 'replace';
    this.heading = this.form.querySelector('h1');
    this.title = this.heading.textContent;
    this.form.addEventListener('input', event => event.target.name === 'subject' && this.name());
    this.name();
    this.show(frameElement.dataset.mode);
  }

  // In a line of several, the subject tells them apart.
  name() { this.heading.textContent = this.form.elements.subject.value.trim() || this.title; }

  small() { this.change(this.mode === 'small' ? 'open' : 'small'); }

  large() { this.change(this.mode === 'large' ? 'open' : 'large'); }

  change(mode) {
    this.show(mode);
    tell('dock:changed', frameElement);
  }

  show(mode) {
    frameElement.dataset.mode = mode;
    document.documentElement.classList.toggle('small', mode === 'small');
    this.smallTarget.setAttribute('aria-pressed', mode === 'small');
    this.largeTarget.setAttribute('aria-pressed', mode === 'large');
  }

  // A whole tab for it. What could not be kept stays where it is.
  async window() {
    if (this.composer.uploads.underWay) return this.composer.say(this.composer.firstValue);
    if (!await this.composer.keep()) return;
    const url = new URL(location.href);
    url.searchParams.delete('back');
    open(url, '_blank', 'noopener');
    tell('dock:ended', { frame: frameElement });
  }

  async close() {
    const { composer } = this;
    // Until it goes out, with the last of its files, it is a line.
    if (composer.waiting.held?.sends) return this.change('small');
    if (composer.waiting.for(() => this.close(), composer.closesValue)) return;
    await composer.settled();
    if (await composer.keep({ leaving: true })) tell('dock:ended', { frame: frameElement });
  }

  escape(event) { if (!event.defaultPrevented && this.mode === 'large') this.change('open'); }

  get mode() { return frameElement?.dataset.mode; }
  get composer() { return this.application.getControllerForElementAndIdentifier(this.form, 'composer'); }
}
