import { navigator as turbo } from '@hotwired/turbo';

// After an action the page is fetched again. Who opens a message meanwhile has gone on: a list that arrives then would take the reader away. And who
// takes the action back must not have that called off, which is what Turbo does to a form when a visit begins. The answer, or the live stream, draws what is new.
export function keepGoingOn() {
  const opening = () => document.querySelector('turbo-frame#reader[busy]');
  const sending = () => ['requesting', 'waiting', 'receiving'].includes(turbo.formSubmission?.state);
  document.addEventListener('turbo:before-visit', event => {
    if (event.detail.url === location.href && (opening() || sending())) event.preventDefault();
  });
  document.addEventListener('turbo:before-fetch-request', event => {
    const visit = turbo.currentVisit;
    if (event.target.id === 'reader' && visit?.action === 'replace' && visit.location.href === location.href) visit.cancel();
  });
}
