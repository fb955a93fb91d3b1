import { whenIdle } from './idle.js';

// Trusted Types: the one policy of these pages. A string becomes markup in this file or nowhere; everywhere else the browser refuses it.
const name = 'webmail', stream = 'text/vnd.turbo-stream.html', end = '</turbo-stream>';
const policy = globalThis.trustedTypes?.createPolicy(name, { createHTML: markup => markup }) ?? { createHTML: markup => markup };

// A page or a stream of ours. "basic": our own origin answered (Fetch §2.2.6); no script can make such a Response. A message's body and a file are answers of
// our origin, too, and HTML perhaps: what they have not is the policy of a page, which names this one.
function isOurs(answer) {
  if (!(answer instanceof Response) || answer.type !== 'basic') return false;
  const type = answer.headers.get('Content-Type') ?? '';
  return type.startsWith(stream) || (type.startsWith('text/html') && (answer.headers.get('Content-Security-Policy') ?? '').includes(`trusted-types ${name}`));
}

// What our server answered, as markup; undefined for what is no answer of ours. An answer is read once, however many ask.
const read = new WeakMap();
export function markupOf(answer) {
  if (!read.has(answer)) read.set(answer, isOurs(answer) ? answer.text().then(text => policy.createHTML(text)) : Promise.resolve());
  return read.get(answer);
}

// The same for an upload, which is asked by XMLHttpRequest for its progress; connect-src lets it ask nobody but us.
export function markupOfSent(request) {
  return request instanceof XMLHttpRequest && request.getResponseHeader('Content-Type')?.startsWith(stream) ? policy.createHTML(request.responseText) : undefined;
}

// The streams of a long answer, as they come.
export async function* markupAsItComes(answer) {
  if (!isOurs(answer)) throw new TypeError('No answer of ours.');
  let text = '';
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const whole = text.lastIndexOf(end) + end.length;
    if (whole < end.length) continue;
    yield policy.createHTML(text.slice(0, whole));
    text = text.slice(whole);
  }
}

// An attribute of what was drawn from an answer, for a node that stays in the page. The text of a frame is markup (decision 19).
export function carry({ name, value }, element) { element.setAttribute(name, name === 'srcdoc' ? policy.createHTML(value) : value); }

// A document in which nothing runs or loads.
export function documentOf(markup) {
  const { page } = markup === parsed.markup ? parsed : {};
  if (page) parsed = {};
  return page ?? new DOMParser().parseFromString(markup, 'text/html');
}

// That of an answer which somebody will probably want in a moment.
let parsed = {};
export async function parseAhead(answer) {
  const markup = await markupOf(answer);
  if (markup) whenIdle(() => { parsed = { markup, page: documentOf(markup) }; });
}

// What somebody writes and what they quote, for the editor to build anew node by node (composer/rebuild.js): never put into a page as it is.
export function inert(markup) { return documentOf(policy.createHTML(markup)); }
