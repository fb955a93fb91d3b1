import { navigator as turbo, session } from '@hotwired/turbo';

// After an action the page is fetched again. Who opens a message meanwhile has gone on: a list that arrives then would take the reader away, and until the
// answer is drawn the address is still that of the message before, which may be gone. And who takes the action back must not have that called off, which is
// what Turbo does to a form when a visit begins. The answer, or the live stream, draws what is new.
export function keepGoingOn() {
  let opening = false;
  const sending = () => ['requesting', 'waiting', 'receiving'].includes(turbo.formSubmission?.state);
  document.addEventListener('turbo:before-visit', event => {
    if (event.detail.url === location.href && (opening || sending())) event.preventDefault();
  });
  document.addEventListener('turbo:before-fetch-request', event => {
    const visit = turbo.currentVisit;
    const again = visit?.action === 'replace' && visit.location.href === location.href;
    // The address of the open message came by its frame, of which Turbo's view does not know: it would put a new page in the place of this one instead of
    // morphing it, without the sentence that says what was done.
    if (again && event.target === document.documentElement) session.view.lastRenderedLocation = session.history.location;
    if (event.target.id !== 'reader') return;
    opening = true;
    if (again) visit.cancel();
  });
  // Turbo calls the frame busy only until the answer begins; its address comes when all of it is there.
  for (const type of ['turbo:frame-load', 'turbo:frame-missing', 'turbo:fetch-request-error']) {
    document.addEventListener(type, event => { if (event.target.id === 'reader') opening = false; });
  }
  // A page of its own: whatever was opening has been called off with the one before.
  document.addEventListener('turbo:load', () => { opening &&= Boolean(document.querySelector('turbo-frame#reader[busy]')); });
}
