import { Controller } from '@hotwired/stimulus';
import { renderStreamMessage } from '@hotwired/turbo';
import { markupOfSent } from '../models/markup.js';

// Sends files with their progress: the form, or files dropped onto a list, which go to its folder.
export default class extends Controller {
  static targets = ['progress', 'state'];

  send(event) {
    event.preventDefault();
    this.post(new FormData(this.element), this.element.action);
  }

  post(form, url) {
    const request = new XMLHttpRequest();
    request.upload.onprogress = progress => this.show(progress.loaded / progress.total);
    request.onload = () => this.done(request);
    request.onerror = () => this.done(request);
    request.open('POST', url);
    request.setRequestHeader('Accept', 'text/vnd.turbo-stream.html');
    request.send(form);
    this.show(0);
  }

  show(share) {
    this.element.querySelector('button')?.setAttribute('disabled', '');
    this.progressTarget.hidden = false;
    if (share < 1) this.progressTarget.value = share; else this.progressTarget.removeAttribute('value');
    this.stateTarget.textContent = share < 1 ? this.stateTarget.dataset.sending : this.stateTarget.dataset.filing;
  }

  done(request) {
    this.element.querySelector('button')?.removeAttribute('disabled');
    this.progressTarget.hidden = true;
    this.stateTarget.textContent = '';
    this.element.closest('dialog')?.close();
    const markup = markupOfSent(request);
    if (markup) renderStreamMessage(markup); else location.reload();
  }

  // On the whole document: the list comes and goes with its frame.
  over(event) {
    const list = this.listUnder(event);
    this.mark(list);
    if (!list) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  }

  leave({ relatedTarget }) { if (!relatedTarget) this.mark(null); }

  // Where they would go: seen at its edge, and said. Not written on the list, which may be drawn anew meanwhile.
  mark(list) {
    if (!list && !this.marks) return;
    this.marks = Boolean(list);
    document.documentElement.classList.toggle('dropping', this.marks);
    const says = list ? this.stateTarget.dataset.here.replace('{0}', list.querySelector('h1').textContent.trim()) : '';
    if (this.stateTarget.textContent !== says) this.stateTarget.textContent = says;
  }

  drop(event) {
    const list = this.listUnder(event);
    this.mark(null);
    if (!list) return;
    event.preventDefault();
    const form = new FormData(this.element);
    for (const file of event.dataTransfer.files) form.append('files', file);
    this.post(form, list.dataset.imports);
  }

  listUnder(event) {
    return event.dataTransfer?.types.includes('Files') ? event.target.closest('[data-imports]') : null;
  }
}
