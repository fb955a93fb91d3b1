import { Controller } from '@hotwired/stimulus';

const visibleFor = 10_000;

// An outcome goes by itself, but never while someone points at it or has its Undo focused (WCAG 2.2.1).
export default class extends Controller {
  connect() {
    for (const older of this.element.parentElement.children) if (older !== this.element) older.remove();
    this.start();
  }

  disconnect() { this.stop(); }

  start() { this.timer = setTimeout(() => this.dismiss(), visibleFor); }

  stop() { clearTimeout(this.timer); }

  dismiss() { this.element.remove(); }
}
