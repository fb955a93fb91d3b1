import { draw } from './streams.js';

// A session that has ended while one was writing. Who writes is asked to sign in over the page, which says so, too, until somebody has signed in: there, or in
// another tab. Who closes the question goes on writing, and is asked again with the next press.
export class SignedOut {
  // What is done when one has signed in there.
  constructor(back) { this.back = back; }

  get dialog() { return document.getElementById('sign-in-again'); }

  // A form says by its answer what it came to.
  ask() {
    this.known = true;
    if (this.dialog.open) return;
    this.dialog.returnValue = '';
    this.dialog.addEventListener('close', ({ target }) => { if (target.returnValue) this.back(); }, { once: true });
    this.dialog.showModal();
  }

  // What is kept again and again would ask each time.
  hear(answer) {
    if (this.known) return;
    this.ask();
    draw(answer);
  }

  over() {
    if (!this.known) return;
    this.known = false;
    document.getElementById('flash').replaceChildren();
    this.dialog.close();
  }
}
