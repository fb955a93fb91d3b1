import { morphElements } from '@hotwired/turbo';
import { documentOf } from './markup.js';

// What the person is doing on this page stays as it is: boxes that are ticked, menus that are open, what is typed, what has gone already.
const theirs = 'input:not([type=hidden]), select, textarea, .leaving, .menu[open] turbo-frame';

function keep(node, replacement) {
  return !(node.matches?.(theirs) && replacement);
}

function keepAttribute(event) {
  if (event.detail.attributeName === 'open' && event.target.matches('details')) event.preventDefault();
}

// Draws folders and list as they are now, and leaves the reader, the focus and the place in the list alone.
export function freshen(html) {
  const fresh = documentOf(html);
  document.addEventListener('turbo:before-morph-attribute', keepAttribute);
  for (const id of ['folders', 'messages']) {
    const [shown, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (shown && now) morphElements(shown, now, { callbacks: { beforeNodeMorphed: keep } });
  }
  document.removeEventListener('turbo:before-morph-attribute', keepAttribute);
  // Who shows something of its own in what was drawn does so again.
  document.dispatchEvent(new Event('turbo:morph'));
}
