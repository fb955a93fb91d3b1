import { markupOfSent } from './markup.js';

const piece = 1 << 20, longestPause = 15_000, patience = 10 * 60_000;

const pause = length => new Promise(resolve => {
  setTimeout(resolve, length);
  addEventListener('online', resolve, { once: true });
});

// One file on its way, piece by piece. What the server has is asked after every loss: nothing is sent twice, and nothing from the beginning.
export class Sending {
  id = crypto.randomUUID();

  constructor(uploads, file, row, cid) { Object.assign(this, { uploads, file, row, cid, bar: row.querySelector('progress') }); }

  // What changes on screen, or a sentence; neither when it was stopped or the server could not be reached for long.
  async run() {
    this.row.stop = () => this.stop();
    let lost = 0, lostSince = 0;
    for (;;) {
      const answer = await this.attempt().catch(() => null);
      if (this.row.dataset.stopped || answer) return answer ?? {};
      lost = this.moved ? 1 : lost + 1;
      lostSince = this.moved || !lostSince ? Date.now() : lostSince;
      if (Date.now() - lostSince > patience) return {};
      this.note(this.uploads.waitingValue);
      await pause(Math.min(longestPause, 500 * 2 ** lost));
    }
  }

  // As far as it goes; null when the connection is lost.
  async attempt() {
    this.moved = false;
    let { answer, received, said } = await this.begin();
    if (answer) return answer;
    if (said) return { said };
    this.note('');
    for (;;) {
      const step = await this.send(received);
      if (step.status === 200 && step.markup) return { files: step.markup };
      if (![200, 409].includes(step.status)) return step.status >= 500 || step.status === 0 ? null : {};
      const reached = JSON.parse(step.text).received;
      // Refused where it belongs: the draft has no room for it any more.
      if (step.status === 409 && reached === received) return {};
      received = reached;
      this.moved = true;
    }
  }

  async begin() {
    const data = this.fields({ id: this.draft, upload: this.id, name: this.file.name || 'picture.png', type: this.file.type, octets: this.file.size, ...this.cid && { cid: this.cid } });
    const answer = await fetch(`${this.uploads.urlValue}?handler=begin`, { method: 'POST', body: data });
    if (answer.status === 422) return { said: await answer.text() };
    if (answer.status >= 500) throw new Error();
    return answer.ok ? await answer.json() : { answer: {} };
  }

  // fetch tells nothing of how far an upload is.
  send(offset) {
    return new Promise(resolve => {
      const request = this.request = new XMLHttpRequest();
      request.open('POST', `${this.uploads.urlValue}?${new URLSearchParams({ handler: 'piece', id: this.draft, upload: this.id, offset })}`);
      request.setRequestHeader('Accept', 'text/vnd.turbo-stream.html');
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.setRequestHeader('RequestVerificationToken', this.token);
      request.upload.onprogress = event => { this.bar.value = this.file.size ? (offset + event.loaded) / this.file.size : 1; };
      request.onload = () => resolve({ status: request.status, markup: markupOfSent(request), text: request.responseText });
      request.onerror = request.onabort = () => resolve({ status: 0 });
      request.send(this.file.slice(offset, offset + piece));
    });
  }

  stop() {
    this.request?.abort();
    fetch(`${this.uploads.urlValue}?handler=cancel`, { method: 'POST', body: this.fields({ upload: this.id }) }).catch(() => {});
  }

  note(sentence) {
    this.said ??= this.row.insertBefore(document.createElement('small'), this.row.lastChild);
    this.said.setAttribute('role', 'status');
    this.said.textContent = sentence;
  }

  fields(values) { return new URLSearchParams({ ...values, __RequestVerificationToken: this.token }); }

  get draft() { return this.uploads.element.elements.id.value; }
  get token() { return this.uploads.element.elements.__RequestVerificationToken.value; }
}
