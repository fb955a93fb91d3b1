// The frames in which composers stand at the foot of a wide window (dock.js): shown, or made ready before they are asked for.
import { aheadOfNeed } from './idle.js';

const wide = matchMedia('(min-width: 1100px)'), warmFor = 30_000, readyFor = 15 * 60_000;

let place, cooling;

export const frames = () => [...place?.children ?? []];
export const shown = () => frames().filter(frame => frame.dataset.mode !== 'warm');
export const composerOf = frame => frame.contentDocument?.querySelector('form[data-composer]');
export const cool = which => frames().filter(frame => frame.dataset.mode === 'warm' && which(frame)).forEach(frame => frame.remove());
// What it knows of signatures, and of what the time will be tomorrow, gets old.
const old = frame => Date.now() - frame.dataset.ready > readyFor;

export function docks(address) {
  const url = new URL(address, location.href);
  return wide.matches && url.origin === location.origin && url.pathname.endsWith('/compose') && !url.searchParams.has('restore') && !document.body.classList.contains('writing');
}

// The same page, which leads back to the dock's own.
function docked(address) {
  const url = new URL(address, location.href);
  url.searchParams.set('back', `${url.pathname}/docked`);
  return url.pathname + url.search;
}

export function add(address, mode) {
  // Turbo puts another body into the page; what stands beside it stays, and a frame that is moved would begin anew.
  if (!place?.isConnected) {
    place = Object.assign(document.createElement('div'), { className: 'dock' });
    document.documentElement.append(place);
  }
  const frame = Object.assign(document.createElement('iframe'), { src: docked(address), name: `composer-${crypto.randomUUID()}` });
  [frame.dataset.mode, frame.dataset.from] = [mode, docked(address)];
  frame.addEventListener('load', () => frame.dispatchEvent(new CustomEvent('dock:arrived', { bubbles: true, detail: new URL(address, location.href).href })));
  place.prepend(frame);
  return frame;
}

// Whether the server has been told of it yet or not.
const isWritten = form => form && ('written' in form.dataset || form.elements.revision.value > 0);

// One into which nothing has been written.
export function blank(address) {
  const all = frames().filter(frame => frame.dataset.from === docked(address) && !old(frame) && !isWritten(composerOf(frame)));
  return all.find(frame => frame.dataset.mode !== 'warm') ?? all[0];
}

// Before it is asked for: who points at "Answer" will press it.
export function warm(address) {
  if (blank(address)) return;
  cool(frame => !frame.dataset.ready);
  add(address, 'warm');
  clearTimeout(cooling);
  cooling = setTimeout(() => cool(frame => !frame.dataset.ready), warmFor);
}

// The next message stands ready before anybody points at "Write": asked for when nothing else is to be done, and not where every octet is paid for.
export function ready() {
  const write = document.querySelector('a[data-shortcut=c]');
  if (!write || document.hidden || !docks(write.href)) return;
  cool(frame => frame.dataset.ready && (old(frame) || frame.dataset.from !== docked(write.href)));
  aheadOfNeed(() => { if (write.isConnected && !blank(write.href)) add(write.href, 'warm').dataset.ready = Date.now(); });
}
