import { Controller } from '@hotwired/stimulus';

// Items are dragged by their handle to another place. Dropping submits the item's own form, whose buttons move it step by step.
export default class extends Controller {
  static targets = ['item', 'handle'];

  handleTargetConnected(handle) { handle.hidden = false; }

  start(event) {
    this.dragged = this.itemTargets.find(item => item.contains(event.target));
    this.next = this.dragged.nextElementSibling;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('application/x-webmail-order', '');
    event.dataTransfer.setDragImage(this.dragged, 0, 0);
  }

  over(event) {
    if (!this.dragged) return;
    event.preventDefault();
    const item = this.itemTargets.find(other => other.contains(event.target));
    if (!item || item === this.dragged) return;
    const { top, height } = item.getBoundingClientRect();
    item[event.clientY < top + height / 2 ? 'before' : 'after'](this.dragged);
  }

  drop(event) {
    if (!this.dragged) return;
    event.preventDefault();
    const button = Object.assign(document.createElement('button'), { name: 'before', value: this.dragged.nextElementSibling?.dataset.label ?? '', hidden: true });
    const form = this.dragged.querySelector('form[data-order-form]');
    form.append(button);
    form.requestSubmit(button);
    button.remove();
    this.dragged = null;
  }

  // Let go elsewhere, or called off: where it was.
  end() {
    this.dragged?.parentElement.insertBefore(this.dragged, this.next);
    this.dragged = null;
  }
}
