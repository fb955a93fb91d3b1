import { navigator as turbo } from '@hotwired/turbo';

// After an action the page is fetched again. Who opens a message meanwhile has gone on: a list that arrives then would take the reader away, and
// the live stream tells what it would have told.
export function keepGoingOn() {
  const opening = () => document.querySelector('turbo-frame#reader[busy]');
  document.addEventListener('turbo:before-visit', event => {
    if (opening() && event.detail.url === location.href) event.preventDefault();
  });
  document.addEventListener('turbo:before-fetch-request', event => {
    const visit = turbo.currentVisit;
    if (event.target.id === 'reader' && visit?.action === 'replace' && visit.location.href === location.href) visit.cancel();
  });
}
