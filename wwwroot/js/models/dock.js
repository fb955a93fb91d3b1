// Composers at the foot of a wide window: each is the page /compose in a frame, beside <body>, where no visit to another page takes it away. What is typed there is kept as ever.
const wide = matchMedia('(min-width: 1100px)'), remembered = 'webmail-dock', warmFor = 30_000;

let place, cooling;

const frames = () => [...place?.children ?? []];
const shown = () => frames().filter(frame => frame.dataset.mode !== 'warm');
const composerOf = frame => frame.contentDocument?.querySelector('form[data-composer]');

function docks(address) {
  const url = new URL(address, location.href);
  return wide.matches && url.origin === location.origin && url.pathname.endsWith('/compose') && !url.searchParams.has('restore') && !document.body.classList.contains('writing');
}

// The same page, which leads back to the dock's own.
function docked(address) {
  const url = new URL(address, location.href);
  url.searchParams.set('back', `${url.pathname}/docked`);
  return url.pathname + url.search;
}

function add(address, mode) {
  // Turbo puts another body into the page; what stands beside it stays, and a frame that is moved would begin anew.
  if (!place?.isConnected) {
    place = Object.assign(document.createElement('div'), { className: 'dock' });
    document.documentElement.append(place);
  }
  const frame = Object.assign(document.createElement('iframe'), { src: docked(address), name: `composer-${crypto.randomUUID()}` });
  [frame.dataset.mode, frame.dataset.from] = [mode, docked(address)];
  frame.addEventListener('load', () => arrived(frame, address));
  place.prepend(frame);
  return frame;
}

// What cannot be shown here takes the whole window, as on a phone.
function arrived(frame, address) {
  if (!composerOf(frame) && !frame.contentDocument?.querySelector('[data-docked]')) {
    const wanted = frame.dataset.mode !== 'warm' && !frame.dataset.restored;
    frame.remove();
    remember();
    if (wanted) location.href = new URL(address, location.href).href;
    return;
  }
  frame.title = frame.contentDocument.title;
  if (frame.dataset.mode === 'open' && !frame.dataset.restored) focus(frame);
}

function focus(frame) {
  const page = frame.contentDocument;
  frame.contentWindow.focus();
  const at = page.querySelector('[autofocus]');
  (at?.checkVisibility() ? at : page.querySelector('.editor:not([hidden])'))?.focus();
}

// Before it is asked for: who points at "Write" will press it.
function warm(address) {
  if (frames().some(frame => frame.dataset.from === docked(address))) return;
  frames().filter(frame => frame.dataset.mode === 'warm').forEach(frame => frame.remove());
  const frame = add(address, 'warm');
  clearTimeout(cooling);
  cooling = setTimeout(() => frame.dataset.mode === 'warm' && frame.remove(), warmFor);
}

function open(address) {
  // Pressed twice, it is still one; a second message is another once something was written into the first.
  let frame = frames().find(known => known.dataset.from === docked(address) && !(composerOf(known)?.elements.revision.value > 0));
  const loaded = frame && composerOf(frame);
  frame ??= add(address, 'open');
  frame.dataset.mode = 'open';
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
  addEventListener('dock:changed', event => { makeRoom(event.detail); remember(); });
  addEventListener('dock:ended', ended);
  addEventListener('pagehide', () => place && remember());
  // Nobody's words stay on the screen of somebody who has signed out; until then they are kept.
  addEventListener('submit', event => {
    if (event.target.action?.endsWith?.('/sign-out')) frames().forEach(frame => frame.contentWindow.dispatchEvent(new Event('pagehide')));
  }, true);
  addEventListener('turbo:load', () => {
    if (document.querySelector('form[action$="/sign-in"]')) frames().forEach(frame => frame.remove());
    else if (!place) restore();
  });
}
