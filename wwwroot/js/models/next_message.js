import { callOffBodies, drawReader, prepareBody } from './bodies.js';
import { aheadOfNeed, payingForEach } from './idle.js';
import { documentOf, markupOf } from './markup.js';

const goodFor = 120_000, most = 12;
// The reader's answers for messages that will probably be opened, by address. Asking marks nothing: "seen" is a POST of the message that is open.
const ahead = new Map();
// Called off while something is being done: it may take away what is being asked for.
let asking = new AbortController();

const fresh = url => ahead.get(url)?.until > Date.now();
const wanted = link => link.isConnected && !link.closest('[hidden], .leaving, [aria-current]') && !fresh(link.href);

// What of a message may change is seen in its row.
function stateOf(link) {
  const row = link.closest('[data-message]');
  return [row?.dataset.unread, row?.dataset.conversation, row?.querySelector('.marks')?.innerHTML, row?.querySelector('.labels')?.innerHTML].join();
}

// The list has been drawn anew: what has changed elsewhere is forgotten.
function compare() {
  for (const [url, { link, state }] of ahead) if (!link.isConnected || stateOf(link) !== state) ahead.delete(url);
}

// One after the other, and only while nothing else is to be done.
export function askAhead([link, ...others]) {
  if (!link) return;
  aheadOfNeed(async () => {
    if (wanted(link)) await ask(link);
    askAhead(others);
  });
}

function ask(link) {
  const url = link.href, known = { link, state: stateOf(link), until: Date.now() + goodFor };
  // What could not be had is not known.
  known.answer = whole(url, known).catch(() => { if (ahead.get(url) === known) ahead.delete(url); });
  ahead.delete(url);
  ahead.set(url, known);
  if (ahead.size > most) ahead.delete(ahead.keys().next().value);
  return known.answer;
}

// Read to its end, which says which body there will be: a browser leaves on the way what nobody reads. "X-Ahead": what is gone meanwhile is no failure.
async function whole(url, known) {
  const answer = await fetch(url, { headers: { Accept: 'text/html', 'Turbo-Frame': 'reader', 'X-Ahead': '1' }, signal: asking.signal });
  const markup = answer.ok && await markupOf(answer);
  known.reader = markup && documentOf(markup).getElementById('reader');
  if (known.reader) prepareBody(known.reader);
  return answer;
}

const painted = signal => new Promise((resolve, reject) => {
  signal.addEventListener('abort', () => reject(signal.reason));
  whenPainted(resolve);
});

// Turbo takes an answer from here as it takes those of links that the pointer rests on. What has been done since may have changed what it shows; and what could
// not be had then is asked for again. What is here already is drawn with the click and seen, before Turbo comes to it, which does the rest.
export function useWhatIsAhead() {
  let drawn = false;
  document.addEventListener('turbo:submit-start', () => {
    asking.abort();
    callOffBodies();
  });
  document.addEventListener('turbo:submit-end', () => {
    asking = new AbortController();
    ahead.clear();
  });
  document.addEventListener('turbo:morph', compare);
  document.addEventListener('turbo:before-prefetch', event => {
    if (event.target.dataset.turboFrame !== 'reader') return;
    event.preventDefault();
    askAhead([event.target]);
  });
  // A finger or a button that goes down opens it probably when it comes up: a tenth of a second later.
  document.addEventListener('pointerdown', ({ target, button, isPrimary }) => {
    const link = isPrimary && button === 0 && target.closest('[data-message] > a');
    if (link && wanted(link) && !payingForEach()) ask(link);
  });
  document.addEventListener('turbo:before-fetch-request', ({ target, detail }) => {
    const { url, fetchOptions } = detail;
    if (fetchOptions.headers['Turbo-Frame'] !== 'reader') return;
    drawn = false;
    if (!fresh(url.href)) return;
    const { answer, reader } = ahead.get(url.href);
    ahead.delete(url.href);
    drawn = Boolean(reader);
    if (drawn) {
      // Turbo keeps what is shown for who goes back, when it draws itself.
      target.delegate.willRenderFrame(target);
      drawReader(target, reader, () => target.replaceChildren(...reader.childNodes));
    }
    const came = answer.then(came => came?.status === 200 ? came : fetch(url, fetchOptions));
    detail.fetchRequest = { response: drawn ? painted(fetchOptions.signal).then(() => came) : came };
  });
  document.addEventListener('turbo:before-frame-render', ({ target, detail }) => {
    if (target.id !== 'reader') return;
    const { render } = detail;
    detail.render = drawn ? () => {} : (shown, next) => drawReader(shown, next, render);
    drawn = false;
  });
}
