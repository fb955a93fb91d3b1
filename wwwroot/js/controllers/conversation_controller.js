import { Controller } from '@hotwired/stimulus';

const tallest = 20_000;
// A body that is as tall as its frame would grow with it for ever.
const patience = 60;

// A stack of messages: each body as tall as it says it is, letters that open and fold, and where n and p go.
export default class extends Controller {
  static targets = ['letter', 'line', 'frame'];

  connect() {
    this.told = new WeakMap();
    this.listen = event => this.fit(event);
    addEventListener('message', this.listen);
    this.element.classList.add('scripted');
    if (this.frameTargets.length > 0 && this.letterTargets.length > 1) this.frameTargets[0].closest('[data-letter]').scrollIntoView({ block: 'nearest' });
  }

  disconnect() { removeEventListener('message', this.listen); }

  // A frame tells its height and nothing else; whoever else speaks is not listened to.
  fit(event) {
    const frame = this.frameTargets.find(candidate => candidate.contentWindow === event.source);
    if (!frame || !Number.isInteger(event.data) || event.data < 0 || event.data > tallest) return;
    const times = (this.told.get(frame) ?? 0) + 1;
    this.told.set(frame, times);
    if (times <= patience) frame.style.height = `${event.data}px`;
  }

  // What is here already only hides and shows; the rest is fetched into its frame.
  toggle(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const line = event.currentTarget;
    const body = line.closest('[data-letter]').querySelector('.letter-body');
    if (!body) return;
    event.preventDefault();
    body.hidden = !body.hidden;
    line.setAttribute('aria-expanded', String(!body.hidden));
  }

  expandAll(event) {
    event.preventDefault();
    for (const line of this.lineTargets) if (line.getAttribute('aria-expanded') === 'false') line.click();
    event.currentTarget.remove();
  }

  // The line that was pressed is another element now.
  arrived(event) {
    const line = event.target.querySelector?.('.letter-line');
    if (line && event.target.id.startsWith('letter-') && (document.activeElement === document.body || document.activeElement === null)) line.focus({ preventScroll: true });
  }

  next() { this.step(1); }

  previous() { this.step(-1); }

  step(by) {
    const lines = this.lineTargets;
    const here = lines.findIndex(line => line.closest('[data-letter]').contains(document.activeElement));
    const line = lines[here < 0 ? (by > 0 ? 0 : lines.length - 1) : here + by];
    if (!line) return;
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: 'nearest' });
  }
}
