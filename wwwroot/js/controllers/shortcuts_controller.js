import { Controller } from '@hotwired/stimulus';

const typing = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

// A frame that has just been drawn writes its address into the history a moment later, by a visit that calls off one begun meanwhile: that is begun again.
// Who has left, and opens another message, has nothing to do with it any more.
function leave(link) {
  const { src } = document.getElementById('reader') ?? {};
  const again = event => {
    if (event.detail.url !== src || !link.isConnected) return;
    document.removeEventListener('turbo:visit', again);
    link.click();
  };
  document.addEventListener('turbo:visit', again, { signal: AbortSignal.timeout(2000) });
  link.click();
}

// A key presses the first visible control that names it in data-shortcut (or one that is never visible and says so).
export default class extends Controller {
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key === 'Shift' || event.target.closest(typing)) return;
    // Who types while a menu asks for a folder or a label names one, also when the list was drawn anew under the cursor.
    const asking = [...document.querySelectorAll('details:is([data-target-menu], [data-copy-menu], [data-label-menu])[open]')].find(menu => menu.checkVisibility());
    if (asking && event.key.length === 1) return asking.querySelector('.targets-search:not([hidden])')?.focus();
    // Two keys, one after the other: "* a".
    const pressed = this.prefix ? `${this.prefix} ${event.key}` : event.key;
    const controls = [...document.querySelectorAll('[data-shortcut]')];
    this.prefix = controls.some(candidate => candidate.dataset.shortcut.startsWith(`${pressed} `)) ? pressed : null;
    const control = controls.find(candidate => candidate.dataset.shortcut === pressed && !candidate.closest('[inert]') && ('shortcutHidden' in candidate.dataset || candidate.checkVisibility()));
    if (!control) return;
    event.preventDefault();
    // A key that is held files one message, and not one after the other.
    if (event.repeat && control.matches('button')) return;
    if (control.matches('a[data-turbo-frame=_top]')) return leave(control);
    if (control.matches('summary')) this.openMenu(control);
    else if (control.matches('input')) control.select();
    else control.click();
  }

  openMenu(summary) {
    summary.click();
    summary.parentElement.querySelector('.menu-items :is(.targets-search:not([hidden]), a, button)')?.focus();
  }
}
