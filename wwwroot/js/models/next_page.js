import { PageSnapshot, navigator as turbo } from '@hotwired/turbo';
import { beginsAtItsTop } from './fold.js';
import { afterNextFrame } from './idle.js';
import { live } from './live.js';
import { carry, parseAhead } from './markup.js';

// How a page that takes the place of another is drawn. What stands around the list stays where it is, with its place, its focus and the boxes the browser has made of it.
// Its controllers are connected when it has been painted, as on the first page (application.js, around all this): links and forms need none. A page that is painted
// where it was left needs them first.
export function drawNextPages({ router: { scopeObserver } }) {
  // The page that is left is put by once, when the next one is drawn.
  let leaving;
  document.addEventListener('turbo:visit', ({ detail }) => {
    const visit = turbo.currentVisit;
    if (detail.action === 'advance' && visit.willRender) [leaving, visit.snapshotCached] = [visit, true];
  });
  // Of a link that the pointer rests on.
  document.addEventListener('turbo:before-fetch-response', ({ target, detail }) => {
    if (target instanceof HTMLAnchorElement) parseAhead(detail.fetchResponse.response);
  });
  document.addEventListener('turbo:before-render', ({ detail }) => {
    if (detail.renderMethod !== 'replace') return;
    const { newBody, render } = detail;
    const back = isGoingBack(), around = fits(document.body, newBody), stays = back && around && isTheSameList(document.body, newBody);
    const left = leaving && leaving === turbo.currentVisit && leave(leaving, around);
    leaving = null;
    detail.render = (shown, next) => {
      if (around) drawAround(shown, next, stays); else render(shown, next);
      left?.();
    };
    // What is drawn is of when it was left.
    if (back && !stays) whenPainted(() => live.tell('reset'));
    if (!back && beginsAtItsTop(newBody)) connectLater();
  });
  document.addEventListener('turbo:before-frame-render', ({ target, detail }) => {
    if (target.id === 'list' && beginsAtItsTop(detail.newFrame)) connectLater();
  });

  function connectLater() {
    scopeObserver.stop();
    afterNextFrame(() => scopeObserver.start());
  }
}

export const isGoingBack = () => turbo.currentVisit?.action === 'restore';

const panesOf = body => body.querySelector(':scope > .panes');
const accountOf = body => panesOf(body)?.dataset.liveAccountValue;

// What of the page stays is copied, and what goes is put by as it is: to copy it takes longer than to parse the next one. Of a page that goes as a whole Turbo makes a copy.
function leave(visit, around) {
  const { view } = turbo, { snapshot, lastRenderedLocation: address } = view;
  if (!around) {
    visit.snapshotCached = false;
    return void visit.cacheSnapshot();
  }
  view.delegate.viewWillCacheSnapshot();
  const shown = [...panesOf(document.body).children], body = copyAround(document.body);
  return () => {
    [...panesOf(body).children].forEach((copy, at) => { if (!shown[at].isConnected) copy.replaceWith(shown[at]); });
    body.querySelectorAll('[type=password]').forEach(field => { field.value = ''; });
    view.snapshotCache.put(address, new PageSnapshot(document.documentElement, body, snapshot.headSnapshot));
  };
}

function copyAround(body) {
  const copy = body.cloneNode(), panes = panesOf(body);
  for (const child of body.children) copy.append(child.cloneNode(child !== panes));
  for (const pane of panes.children) panesOf(copy).append(pane.cloneNode(pane.matches('.folders')));
  return copy;
}

// The page of another account listens elsewhere.
function fits(shown, next) {
  return accountOf(shown) && accountOf(shown) === accountOf(next)
    && shown.children.length === next.children.length && panesOf(shown).children.length === panesOf(next).children.length;
}

// From one message of a list to another, or to none: the list that is shown is newer than the one that was kept.
function isTheSameList(shown, next) {
  const [here, comes] = [shown, next].map(body => body.querySelector('#messages'));
  const newer = list => list.querySelector('[rel=prev]')?.href;
  return here && comes && here.dataset.selectionPlaceValue === comes.dataset.selectionPlaceValue && newer(here) === newer(comes);
}

function drawAround(shown, next, stays) {
  takeAttributes(shown, next);
  pairs(shown, next, (here, comes) => {
    if (here.matches('.bar')) keep(here, comes);
    else if (here === panesOf(shown)) drawPanes(here, comes, stays);
    // What was opened while the answer was on its way is being looked at.
    else if (!here.matches(':popover-open') || !here.isEqualNode(comes)) here.replaceWith(comes);
  });
}

function drawPanes(shown, next, stays) {
  takeAttributes(shown, next);
  pairs(shown, next, (here, comes) => {
    if (stays && here.matches('.folders, #list')) return;
    if (here.matches('.folders')) keep(here, comes);
    else here.replaceWith(comes);
  });
}

function keep(shown, next) {
  if (shown.matches(':popover-open')) shown.hidePopover();
  for (const form of shown.querySelectorAll('form')) form.reset();
  match(shown, next);
}

// The same nodes, one by one, as far as they are alike.
function match(here, comes) {
  if (here.isEqualNode(comes)) return;
  if (here.nodeName !== comes.nodeName || here.childNodes.length !== comes.childNodes.length) return here.replaceWith(comes);
  if (here.nodeType !== Node.ELEMENT_NODE) return void (here.data = comes.data);
  takeAttributes(here, comes);
  [...comes.childNodes].forEach((child, at) => match(here.childNodes[at], child));
}

function takeAttributes(here, comes) {
  for (const { name } of [...here.attributes]) if (!comes.hasAttribute(name)) here.removeAttribute(name);
  for (const attribute of comes.attributes) if (here.getAttribute(attribute.name) !== attribute.value) carry(attribute, here);
}

function pairs(shown, next, draw) {
  const there = [...next.children];
  [...shown.children].forEach((here, at) => draw(here, there[at]));
}
