import { payingForEach } from './idle.js';

const restsFor = 80, goodFor = 10_000;
let asked = { until: 0 };

// A server orders a large mailbox in a tenth of a second and more, and a person takes longer to press what their pointer has come to: meanwhile ours has that list made.
// Nothing is remembered for it, and nothing shown.
export function orderAhead() {
  let resting;
  const comes = ({ target }) => {
    clearTimeout(resting);
    const button = target.closest('[data-list-menu] button:is([name=order], [name=grouped])');
    if (button && !payingForEach()) resting = setTimeout(() => ask(button), restsFor);
  };
  document.addEventListener('pointerover', comes);
  document.addEventListener('focusin', comes);
}

function ask({ name, value }) {
  const url = new URL(document.getElementById('messages').dataset.selectionPlaceValue, location), now = Date.now();
  url.searchParams.set(name, value);
  if (asked.href === url.href && asked.until > now) return;
  asked = { href: url.href, until: now + goodFor };
  fetch(url, { headers: { Accept: 'text/html', 'Turbo-Frame': 'list', 'X-Ahead': '1' } }).catch(() => {});
}
