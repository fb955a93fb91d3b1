import { Controller } from '@hotwired/stimulus';

const picture = /^image\//, widest = 400;

// Pictures of a signature, by picker, drop and paste: each is brought to the server, which says what it is called, and then stands in the editor.
export default class extends Controller {
  static targets = ['picker', 'known', 'said'];
  static values = { url: String, most: Number, tooLarge: String, failed: String };

  pick() {
    const files = [...this.pickerTarget.files];
    this.pickerTarget.value = '';
    this.take(files);
  }

  over(event) {
    if (!this.inText(event.target) || ![...event.dataTransfer.types].includes('Files')) return;
    event.preventDefault();
    this.element.classList.add('dropping');
  }

  out(event) { if (!this.element.contains(event.relatedTarget)) this.element.classList.remove('dropping'); }

  drop(event) {
    this.element.classList.remove('dropping');
    this.meant(event, event.dataTransfer.files);
  }

  paste(event) { this.meant(event, event.clipboardData.files); }

  meant(event, files) {
    if (!files.length || !this.inText(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.take([...files].filter(file => picture.test(file.type)));
  }

  async take(files) {
    this.saidTarget.textContent = '';
    for (const chosen of files) {
      const file = await this.fitting(chosen);
      if (file.size > this.mostValue) this.saidTarget.textContent = this.tooLargeValue;
      else await this.bring(file);
    }
  }

  // A photograph that is drawn anew says nothing any more of where and when it was taken, and a large picture need not be as large in a signature.
  async fitting(file) {
    if (file.type !== 'image/jpeg' && (file.size <= this.mostValue || file.type === 'image/gif')) return file;
    const drawn = await createImageBitmap(file).catch(() => null);
    if (!drawn) return file;
    const scale = Math.min(1, 2 * widest / drawn.width);
    const canvas = Object.assign(document.createElement('canvas'), { width: Math.ceil(drawn.width * scale), height: Math.ceil(drawn.height * scale) });
    canvas.getContext('2d').drawImage(drawn, 0, 0, canvas.width, canvas.height);
    return await new Promise(done => canvas.toBlob(done, file.type === 'image/jpeg' ? 'image/jpeg' : 'image/png', .85)) ?? file;
  }

  async bring(file) {
    const data = new FormData();
    data.append('picture', file, 'picture');
    data.append('__RequestVerificationToken', this.element.elements.__RequestVerificationToken.value);
    const answer = await fetch(this.urlValue, { method: 'POST', body: data }).catch(() => null);
    if (!answer?.ok || answer.redirected) {
      this.saidTarget.textContent = answer?.status === 422 ? await answer.text() : this.failedValue;
      return;
    }
    const { cid, url } = await answer.json();
    const known = document.createElement('li');
    Object.assign(known.dataset, { cid, cidUrl: url });
    this.knownTarget.append(known);
    // Whoever cannot see it misses nothing: what a signature says stands in words.
    this.dispatch('picture', { detail: { cid, url, name: '', widest } });
  }

  inText(target) { return !!target.closest?.('[data-editor-target=root]'); }
}
