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
  // What is pressed while it is being made waits for that: it would be made twice, on two connections.
  document.addEventListener('turbo:before-fetch-request', event => {
    // Nor is it asked for once it has been pressed.
    clearTimeout(resting);
    const { answer, button } = asked;
    if (!answer || event.target !== button.form || event.detail.fetchOptions.body?.get(button.name) !== button.value) return;
    event.preventDefault();
    button.closest('details').open = false;
    answer.finally(() => event.detail.resume());
  });
}

function ask(button) {
  const url = new URL(document.getElementById('messages').dataset.selectionPlaceValue, location), now = Date.now();
  url.searchParams.set(button.name, button.value);
  if (asked.href === url.href && asked.until > now) return;
  const made = asked = { href: url.href, until: now + goodFor, button };
  made.answer = fetch(url, { headers: { Accept: 'text/html', 'Turbo-Frame': 'list', 'X-Ahead': '1' } }).catch(() => {}).finally(() => { delete made.answer; });
}
