// Composers at the foot of a wide window: each is the page /compose in a frame, beside <body>, where no visit to another page takes it away. What is typed there is kept as ever.
import { add, blank, composerOf, cool, docks, frames, ready, shown, warm } from './dock_frames.js';

const remembered = 'webmail-dock';

let restored = false;

// What cannot be shown here takes the whole window, as on a phone.
function arrived({ target: frame, detail: address }) {
  if (!composerOf(frame) && !frame.contentDocument?.querySelector('[data-docked]')) {
    const wanted = frame.dataset.mode !== 'warm' && !frame.dataset.restored;
    frame.remove();
    remember();
    if (wanted) location.href = address;
    return;
  }
  frame.title = frame.contentDocument.title;
  if (frame.dataset.mode === 'open' && !frame.dataset.restored) focus(frame);
}

function focus(frame) {
  const form = composerOf(frame), at = form?.elements[form.dataset.focus];
  frame.contentWindow.focus();
  (at?.checkVisibility() ? at : form?.querySelector('.editor:not([hidden])'))?.focus();
}

function open(address) {
  // Pressed twice, it is still one; a second message is another once something was written into the first.
  let frame = blank(address);
  const loaded = frame && composerOf(frame);
  frame ??= add(address, 'open');
  frame.dataset.mode = 'open';
  delete frame.dataset.ready;
  makeRoom(frame);
  if (loaded) { setMode(frame, 'open'); focus(frame); }
  document.getElementById('flash')?.replaceChildren();
  remember();
}

function setMode(frame, mode) {
  frame.dataset.mode = mode;
  frame.contentDocument?.documentElement.classList.toggle('small', mode === 'small');
}

// As many stand open as the window is wide enough for; the others wait as a line.
function makeRoom(newest) {
  const room = Math.max(1, Math.floor(innerWidth / 560));
  shown().filter(frame => frame !== newest && frame.dataset.mode !== 'small').slice(room - 1).forEach(frame => setMode(frame, 'small'));
}

function addressOf(frame) {
  try { return frame.contentWindow.location.pathname.endsWith('/compose') ? frame.contentWindow.location.href : frame.dataset.from; } catch { return frame.dataset.from; }
}

function remember() {
  const all = shown().map(frame => [addressOf(frame), frame.dataset.mode === 'small' ? 'small' : 'open']);
  all.length ? sessionStorage.setItem(remembered, JSON.stringify(all)) : sessionStorage.removeItem(remembered);
}

function restore() {
  restored = true;
  const kept = JSON.parse(sessionStorage.getItem(remembered) ?? '[]');
  if (!kept.length || !docks('/compose') || document.querySelector('form[action$="/sign-in"]')) return;
  for (const [address, mode] of kept.reverse()) add(address, mode).dataset.restored = 'yes';
}

// Sent, thrown away or put away: its sentence, with its Undo, is said by the page.
function ended({ detail: { frame, said } }) {
  if (said) {
    const sentence = document.importNode(said, true);
    sentence.querySelectorAll('[name=back]').forEach(field => field.remove());
    document.getElementById('flash')?.append(sentence);
  }
  frame.remove();
  window.focus();
  remember();
  ready();
}

export function keepDock() {
  if (parent !== window) return document.documentElement.classList.add('docked');
  addEventListener('turbo:before-prefetch', event => {
    if (!docks(event.target.href)) return;
    event.preventDefault();
    warm(event.target.href);
  });
  addEventListener('turbo:before-visit', event => {
    if (!docks(event.detail.url)) return;
    event.preventDefault();
    open(event.detail.url);
  });
  addEventListener('dock:arrived', arrived);
  addEventListener('dock:changed', event => { makeRoom(event.detail); remember(); });
  addEventListener('dock:ended', ended);
  addEventListener('pagehide', () => restored && remember());
  // Nobody's words stay on the screen of somebody who has signed out; until then they are kept.
  addEventListener('submit', event => {
    if (event.target.action?.endsWith?.('/sign-out')) frames().forEach(frame => frame.contentWindow.dispatchEvent(new Event('pagehide')));
  }, true);
  addEventListener('turbo:load', () => {
    if (document.querySelector('form[action$="/sign-in"]')) frames().forEach(frame => frame.remove());
    else if (!restored) restore();
    // Nothing stands before the page's own fields.
    if (document.querySelector('.settings-main')) shown().forEach(frame => setMode(frame, 'small'));
    ready();
  });
  addEventListener('turbo:submit-end', () => location.pathname.includes('/settings') && cool(() => true));
  document.addEventListener('visibilitychange', ready);
  setInterval(ready, 5 * 60_000);
}
