// The body of a message is a sandboxed frame, which browsers give a process of its own: to begin one and to end one takes longer than all else that is drawn of a
// message. On a shelf out of sight lie those that were shown last and those of messages that will probably be opened next, and are moved into place as they are.
import { whenIdle } from './idle.js';

const body = 'iframe.body-frame', most = 16;
// By what they show: the text itself, or its address. The one that was of use last is the last.
const bodies = new Map();
// Laid out as it will be seen.
const as = new CSSStyleSheet();
as.replaceSync('iframe { position: absolute; width: 100%; height: 100%; border: 0; color-scheme: light dark; }');
let shelf;

// What is deciphered is shown once, and shows something else when the passphrase has been typed; and what could not be had is asked for again.
const failed = new WeakSet();
const lasts = frame => !failed.has(frame) && !/\/opened-body/.test(frame.getAttribute('src') ?? '');
const shows = frame => frame.getAttribute('srcdoc') ?? frame.getAttribute('src');
const loaded = ({ target }) => { if (target.matches?.(body)) target.dataset.loaded = ''; };
const movable = 'moveBefore' in Element.prototype;

// Beside <body>, which Turbo replaces, and where nothing that looks for what the page shows finds it.
function place() {
  if (shelf?.host.isConnected) return shelf;
  const host = Object.assign(document.createElement('div'), { className: 'shelf', inert: true });
  document.documentElement.append(host);
  shelf = host.attachShadow({ mode: 'closed' });
  shelf.adoptedStyleSheets = [as];
  shelf.addEventListener('load', loaded, { capture: true });
  return shelf;
}

function clear() {
  shelf?.host.remove();
  bodies.clear();
}

function put(frame, insert) {
  const known = bodies.get(shows(frame));
  if (known && known !== frame) known.remove();
  bodies.delete(shows(frame));
  bodies.set(shows(frame), frame);
  insert(place(), frame);
  whenIdle(() => { while (bodies.size > most) { const [[key, oldest]] = bodies; bodies.delete(key); oldest.remove(); } });
}

function take(asked) {
  const ready = bodies.get(shows(asked));
  if (!ready || !lasts(asked)) return null;
  bodies.delete(shows(asked));
  if (lasts(ready)) return ready;
  ready.remove();
  return null;
}

// No script sees into these frames; how they were answered is told to the page that asked.
function watchAnswers() {
  new PerformanceObserver(entries => {
    for (const { name, initiatorType, responseStatus, serverTiming } of entries.getEntries()) {
      // A content host says so itself: across its redirect no status is told.
      if (initiatorType !== 'iframe' || (responseStatus ?? 200) === 200 || (!responseStatus && serverTiming?.length)) continue;
      for (const frame of [...bodies.values(), ...document.querySelectorAll(body)]) if (frame.src === name) failed.add(frame);
    }
  }).observe({ type: 'resource' });
}

// Nothing is fetched from elsewhere for a message that nobody has opened.
export function prepareBody(reader) {
  const frame = movable && reader.querySelector(body);
  if (!frame || !lasts(frame) || bodies.has(shows(frame)) || /[?&]images=/.test(frame.getAttribute('src') ?? '')) return;
  place().host.style.width = `${document.getElementById('reader')?.clientWidth || innerWidth}px`;
  put(document.importNode(frame), (to, which) => to.append(which));
}

// What has not come yet will perhaps never come.
export function callOffBodies() {
  for (const [key, frame] of bodies) if (!('loaded' in frame.dataset)) { bodies.delete(key); frame.remove(); }
}

// Draws the reader with the body that lies ready, and lays the one that was shown on the shelf. What Turbo puts by for who goes back has a body to be begun.
export function drawReader(shown, drawn, render) {
  const old = movable && shown.querySelector(body), asked = movable && drawn.querySelector(body), here = document.createComment(''), there = document.createComment('');
  if (old && lasts(old)) {
    old.before(there);
    put(old, (to, which) => to.moveBefore(which, null));
  }
  const ready = asked && take(asked);
  if (ready) asked.replaceWith(here);
  render(shown, drawn);
  if (ready) here.parentNode.moveBefore(ready, here);
  here.remove();
  if (old) there.replaceWith(old.cloneNode());
}

export function keepBodies() {
  document.addEventListener('load', loaded, { capture: true });
  watchAnswers();
  // A page is taken down before the next one is drawn, and each of its frames takes time: what nobody sees goes while the answer is on its way, for which a browser
  // asks when this has returned.
  addEventListener('beforeunload', () => setTimeout(() => {
    clear();
    document.querySelectorAll('.dock > [data-mode=warm]').forEach(frame => frame.remove());
  }));
  // Settings change how mail is drawn, and who has signed out leaves none behind.
  document.addEventListener('turbo:load', () => { if (!document.querySelector('.panes')) clear(); });
}
