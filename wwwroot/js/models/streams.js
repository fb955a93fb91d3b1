import { renderStreamMessage } from '@hotwired/turbo';
import { markupOf } from './markup.js';

// Draws what an answer of our server changes on this page. False when it is no answer of ours: a network that asks to sign in, say.
export async function draw(answer) {
  const markup = await markupOf(answer);
  if (markup === undefined) return false;
  renderStreamMessage(markup);
  // Turbo draws with the next frame: what follows reads what was drawn.
  await Promise.all([...document.querySelectorAll('turbo-stream')].map(stream => stream.renderPromise));
  return true;
}
