import { firstOf, whenIdle } from './idle.js';
import { place } from './place.js';

const spare = 3, patience = 60;

// As high as rows were when they were last looked at; to look in the moment in which a list is drawn would have the browser lay out the page that goes.
let height = 60;

// What a new list shows is drawn first: its rows below the fold follow when the browser is idle, or when somebody moves. A list that is drawn where it was left,
// and one whose open message lies further down, come whole.
export function keepBelowTheFold() {
  document.addEventListener('turbo:before-render', ({ detail }) => { if (detail.renderMethod === 'replace') fold(detail.newBody); });
  document.addEventListener('turbo:before-frame-render', ({ detail }) => { if (detail.renderMethod === 'replace') fold(detail.newFrame); });
}

const listOf = drawn => drawn.querySelector('ol[data-scroll-target=rows]');
export const atOnce = () => Math.ceil(innerHeight / height) + spare;
const belowTheFold = list => [...list.children].slice(atOnce());

const isAtItsTop = (list, below) => place.of(place.keyOf(list.closest('.list'))) === 0 && !below.some(row => row.querySelector('[aria-current]'));

export function beginsAtItsTop(drawn) {
  const list = listOf(drawn);
  return list && isAtItsTop(list, belowTheFold(list));
}

function fold(drawn) {
  const list = listOf(drawn), below = list ? belowTheFold(list) : [];
  if (below.length === 0 || !isAtItsTop(list, below)) return;
  // The end of the list is not in sight until its rows are there: it would fetch the next page.
  const more = drawn.querySelector('nav.more');
  for (const row of below) row.remove();
  if (more) more.hidden = true;
  list.setAttribute('aria-busy', 'true');
  follow(list, () => {
    height = list.querySelector('[data-message]')?.offsetHeight || height;
    // Drawn anew meanwhile it is whole, and of the rows from before some may be gone.
    if (!list.hasAttribute('aria-busy')) return;
    list.append(...below);
    if (more) more.hidden = false;
    list.removeAttribute('aria-busy');
  });
}

function follow(list, work) {
  const { now, on } = firstOf(work);
  on('scroll');
  on('keydown');
  // Turbo keeps the page as it is when somebody goes on: coming back, they would find it cut off. The page before this one it has kept by the next frame.
  requestAnimationFrame(() => on('turbo:before-cache'));
  const drawn = frames => requestAnimationFrame(() => list.isConnected || frames === 0 ? whenIdle(now) : drawn(frames - 1));
  drawn(patience);
}
