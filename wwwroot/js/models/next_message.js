import { aheadOfNeed } from './idle.js';

const goodFor = 30_000;
let ahead;

// The reader's answer for the message that will probably be opened next. Asking for it marks nothing: "seen" is a POST of the message that is open.
export function askAhead(link) {
  aheadOfNeed(() => {
    if (!link.isConnected || ahead?.url === link.href) return;
    ahead = { url: link.href, until: Date.now() + goodFor, answer: whole(link.href).catch(() => null) };
  });
}

// A browser leaves on the way what nobody reads: the copy is read to its end.
async function whole(url) {
  const answer = await fetch(url, { headers: { Accept: 'text/html', 'Turbo-Frame': 'reader' } });
  await answer.clone().arrayBuffer();
  return answer;
}

// Turbo takes an answer from here as it takes those of links that the pointer rests on. What this person has done since may have changed what it shows;
// and what could not be had then is asked for again.
export function useWhatIsAhead() {
  document.addEventListener('turbo:submit-end', () => { ahead = null; });
  document.addEventListener('turbo:before-fetch-request', ({ detail }) => {
    const { url, fetchOptions } = detail;
    if (ahead?.url !== url.href || fetchOptions.headers['Turbo-Frame'] !== 'reader') return;
    const { until, answer } = ahead;
    ahead = null;
    if (Date.now() < until) detail.fetchRequest = { response: answer.then(came => came?.ok ? came : fetch(url, fetchOptions)) };
  });
}
