import { renderStreamMessage } from '@hotwired/turbo';
import { markupOf } from './markup.js';

// Turbo draws with the next frame: what follows reads what was drawn.
export async function drawMarkup(markup) {
  renderStreamMessage(markup);
  await Promise.all([...document.querySelectorAll('turbo-stream')].map(stream => stream.renderPromise));
}

// Draws what an answer of our server changes on this page. False when it is no answer of ours: a network that asks to sign in, say.
export async function draw(answer) {
  const markup = await markupOf(answer);
  if (markup === undefined) return false;
  await drawMarkup(markup);
  return true;
}
