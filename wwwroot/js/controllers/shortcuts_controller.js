import { Controller } from '@hotwired/stimulus';

const typing = 'input, textarea, select, [contenteditable]';

// A key presses the first visible control that names it in data-shortcut (or one that is never visible and says so).
export default class extends Controller {
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(typing)) return;
    const control = [...document.querySelectorAll('[data-shortcut]')]
      .find(candidate => candidate.dataset.shortcut === event.key && ('shortcutHidden' in candidate.dataset || candidate.checkVisibility()));
    if (!control) return;
    event.preventDefault();
    if (control.matches('summary')) this.openMenu(control); else control.click();
  }

  openMenu(summary) {
    summary.click();
    summary.parentElement.querySelector('.menu-items :is(a, button)')?.focus();
  }
}
