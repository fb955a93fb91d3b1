import { markupOf } from './markup.js';

// A form that nobody has answered, or something on the way: the page stays as it is, and says so. The composer has words of its own.
export function sayWhatIsUnanswered() {
  document.addEventListener('turbo:submit-end', async ({ target, detail: { success, fetchResponse } }) => {
    const region = document.getElementById('flash');
    if (success !== false || !region || target.matches('[data-composer]') || (fetchResponse && await markupOf(fetchResponse.response))) return;
    const flash = Object.assign(document.createElement('div'), { className: 'flash-message bad', textContent: region.dataset.unanswered });
    flash.dataset.flash = flash.dataset.controller = 'flash';
    region.append(flash);
  });
}
