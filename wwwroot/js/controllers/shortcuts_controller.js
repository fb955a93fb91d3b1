import { Controller } from '@hotwired/stimulus';

const typing = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

// A frame that has just been drawn goes on to write its address into the history, which would call off a visit begun meanwhile.
async function settled() {
  const patience = Date.now() + 2000;
  while (document.querySelector('turbo-frame[busy]') && Date.now() < patience) await new Promise(requestAnimationFrame);
}

// A key presses the first visible control that names it in data-shortcut (or one that is never visible and says so).
export default class extends Controller {
  async press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key === 'Shift' || event.target.closest(typing)) return;
    // Two keys, one after the other: "* a".
    const pressed = this.prefix ? `${this.prefix} ${event.key}` : event.key;
    const controls = [...document.querySelectorAll('[data-shortcut]')];
    this.prefix = controls.some(candidate => candidate.dataset.shortcut.startsWith(`${pressed} `)) ? pressed : null;
    const control = controls.find(candidate => candidate.dataset.shortcut === pressed && ('shortcutHidden' in candidate.dataset || candidate.checkVisibility()));
    if (!control) return;
    event.preventDefault();
    if (control.matches('a[data-turbo-frame=_top]')) await settled();
    if (control.matches('summary')) this.openMenu(control);
    else if (control.matches('input')) control.select();
    else control.click();
  }

  openMenu(summary) {
    summary.click();
    summary.parentElement.querySelector('.menu-items :is(a, button)')?.focus();
  }
}
