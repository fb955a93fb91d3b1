import { Controller } from '@hotwired/stimulus';

const longest = 320;

// The form of a contact: another empty row when the last one of a kind is used, and a small picture instead of a large one.
export default class extends Controller {
  static targets = ['row', 'photo'];

  more({ target }) {
    const row = target.closest('[data-contact-target=row]');
    const same = this.rowTargets.filter(other => other.dataset.kind === row.dataset.kind);
    if (target.value === '' || row !== same.at(-1)) return;
    const next = row.cloneNode(true);
    const number = this.rowTargets.length + 1;
    for (const field of next.querySelectorAll('[id]')) field.id = field.id.replace(/\d+$/, number);
    for (const label of next.querySelectorAll('label')) label.htmlFor = label.htmlFor.replace(/\d+$/, number);
    next.querySelector('[name=value]').value = '';
    row.after(next);
  }

  // Drawn anew it also says nothing any more of where and when it was taken.
  async shrink() {
    const file = this.photoTarget.files[0];
    const picture = file && await createImageBitmap(file).catch(() => null);
    if (!picture) return;
    const side = Math.min(picture.width, picture.height), size = Math.min(side, longest);
    const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
    canvas.getContext('2d').drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, size, size);
    const small = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .85));
    if (!small || this.photoTarget.files[0] !== file) return;
    const files = new DataTransfer();
    files.items.add(new File([small], 'photo.jpg', { type: 'image/jpeg' }));
    this.photoTarget.files = files.files;
  }
}
