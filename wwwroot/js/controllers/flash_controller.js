import { Controller } from '@hotwired/stimulus';

// An outcome goes by itself, but never while someone points at it or has its Undo focused (WCAG 2.2.1).
export default class extends Controller {
  static values = { seconds: { type: Number, default: 10 } };

  connect() {
    for (const older of this.element.parentElement.children) if (older !== this.element) older.remove();
    this.start();
  }

  disconnect() { this.stop(); }

  start() { this.timer = setTimeout(() => this.dismiss(), this.secondsValue * 1000); }

  stop() { clearTimeout(this.timer); }

  dismiss() { this.element.remove(); }
}
