import { Controller } from '@hotwired/stimulus';
import { selection } from '../models/selection.js';

const kind = 'application/x-webmail-messages';

// Rows are dragged onto folders, or onto another account, whose inbox takes them: the selection, or the one row that is not part of it. Dropping submits the form of the selection, as its menu does; with Ctrl or Alt a copy is made.
export default class extends Controller {
  static values = { moves: String, copies: String };

  // The row that was pressed: mail that comes before the mouse moves puts another one under it.
  press(event) { this.pressed = event.target.closest('[data-message]'); }

  start(event) {
    const [row, form] = [this.pressed, this.element.querySelector('form.selection')];
    if (!row || !form) return;
    if (!row.isConnected) return event.preventDefault();
    this.alone = !selection.has(row.dataset.message);
    if (this.alone) {
      selection.clear();
      selection.set(row.dataset.message, true, 1);
      this.changed();
    }
    event.dataTransfer.setData(kind, row.dataset.message);
    event.dataTransfer.effectAllowed = 'copyMove';
    this.count = document.createElement('div');
    this.count.className = 'drag-count';
    this.count.textContent = form.querySelector('.selection-count').value;
    document.body.append(this.count);
    event.dataTransfer.setDragImage(this.count, -12, -12);
  }

  over(event) {
    const folder = this.folder(event);
    if (!folder) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = event.ctrlKey || event.altKey ? 'copy' : 'move';
    if (folder !== this.target) { this.unmark(); this.target = folder; folder.classList.add('drop'); }
  }

  leave(event) {
    if (this.target && !this.target.contains(event.relatedTarget)) this.unmark();
  }

  drop(event) {
    const folder = this.folder(event);
    if (!folder) return;
    event.preventDefault();
    const form = this.element.querySelector('form.selection');
    const button = document.createElement('button');
    Object.assign(button, folder.dataset.drop ? { name: 'elsewhere', value: folder.dataset.drop } : { name: 'to', value: folder.dataset.mailbox }, { hidden: true });
    button.setAttribute('formaction', event.ctrlKey || event.altKey ? this.copiesValue : this.movesValue);
    form.append(button);
    form.requestSubmit(button);
    button.remove();
    this.alone = false;
    this.end();
  }

  end() {
    this.unmark();
    this.count?.remove();
    if (!this.alone) return;
    this.alone = false;
    selection.clear();
    this.changed();
  }

  folder(event) {
    if (!event.dataTransfer?.types.includes(kind)) return null;
    const folder = event.target.closest?.('.folders :not([data-folders=Kept]) > li [data-mailbox], .account-list [data-drop]');
    return folder && !folder.hasAttribute('aria-current') ? folder : null;
  }

  unmark() {
    this.target?.classList.remove('drop');
    this.target = null;
  }

  changed() { this.element.dispatchEvent(new CustomEvent('selection:changed')); }
}
