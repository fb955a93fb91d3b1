import { Controller } from '@hotwired/stimulus';
import { pieces, read } from '../models/recipients.js';

// To, Cc or Bcc: what is complete becomes a chip, what is being typed is completed from the address book (ARIA combobox with a listbox).
// The chips are one hidden field, what is typed is the other: the server joins them, and without this script there is only the second.
export default class extends Controller {
  static targets = ['input', 'kept', 'chips', 'options'];
  static values = { url: String, remove: String, wrong: String, members: String };

  connect() {
    const typed = this.inputTarget.value;
    // The browser's own list of groups is for where nothing else completes.
    this.inputTarget.removeAttribute('list');
    this.list = [];
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.optionsTarget.id, 'aria-haspopup': 'listbox' })) this.inputTarget.setAttribute(name, value);
    this.inputTarget.value = '';
    this.add(`${this.keptTarget.value},${typed}`, { quiet: true });
  }

  disconnect() {
    clearTimeout(this.timer);
    this.request?.abort();
    // Turbo keeps this page: it must come back as the server drew it.
    this.inputTarget.value = [...this.list.map(person => person.text), this.inputTarget.value].filter(Boolean).join(', ');
    this.keptTarget.value = '';
    this.chipsTarget.replaceChildren();
  }

  typed() {
    if (/[,;\n]\s*$/.test(this.inputTarget.value) && pieces(this.inputTarget.value).every(piece => read(piece).valid)) return this.take();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(), 90);
  }

  paste(event) {
    const text = event.clipboardData.getData('text/plain');
    const found = pieces(text);
    if (found.length < 2 && !found.some(piece => read(piece).valid)) return;
    event.preventDefault();
    this.add(`${this.inputTarget.value}\n${text}`);
    this.inputTarget.value = '';
  }

  press(event) {
    if (event.isComposing) return;
    const options = this.options;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && options.length) { event.preventDefault(); return this.mark(options[(options.indexOf(this.marked) + move + options.length) % options.length]); }
    if (event.key === 'Escape' && options.length) { event.stopPropagation(); return this.close(); }
    if (event.key === 'Enter' || event.key === 'Tab') {
      if (event.ctrlKey || event.metaKey) return this.take();
      if (this.marked) { event.preventDefault(); return this.choose(this.marked); }
      if (event.key === 'Enter') { event.preventDefault(); this.take(); }
      return;
    }
    const atStart = this.inputTarget.selectionStart === 0 && this.inputTarget.selectionEnd === 0;
    if (atStart && this.list.length && event.key === 'Backspace') { event.preventDefault(); this.edit(this.list.length - 1); }
    if (atStart && this.list.length && event.key === 'ArrowLeft') this.chipButtons.at(-1).focus();
  }

  // On a chip: arrows go along, Delete takes it out, Enter or a click writes it back to change it.
  chipPress(event) {
    const at = this.chipButtons.indexOf(event.target);
    if (at < 0) return;
    if (event.key === 'ArrowLeft') this.chipButtons[at - 1]?.focus();
    else if (event.key === 'ArrowRight') (this.chipButtons[at + 1] ?? this.inputTarget).focus();
    else if (event.key === 'Delete' || event.key === 'Backspace') this.drop(at);
    else return;
    event.preventDefault();
  }

  leave(event) {
    if (this.element.contains(event.relatedTarget)) return;
    this.close();
    this.take();
  }

  take() {
    this.close();
    if (!this.inputTarget.value.trim()) return;
    this.add(this.inputTarget.value);
    this.inputTarget.value = '';
  }

  add(text, { quiet = false } = {}) {
    const there = new Set(this.list.map(person => person.address.toLowerCase()));
    for (const person of pieces(text).map(read)) {
      if (person.valid && there.has(person.address.toLowerCase())) continue;
      there.add(person.address.toLowerCase());
      this.list.push(person);
    }
    this.draw(quiet);
  }

  edit(at) {
    const [person] = this.list.splice(at, 1);
    const pending = this.inputTarget.value;
    this.draw();
    this.inputTarget.value = person.text;
    if (pending.trim()) this.add(pending);
    this.inputTarget.focus();
    this.inputTarget.select();
  }

  drop(at) {
    this.list.splice(at, 1);
    this.draw();
    (this.chipButtons[Math.min(at, this.list.length - 1)] ?? this.inputTarget).focus();
  }

  draw(quiet) {
    this.keptTarget.value = this.list.map(person => person.text).join(', ');
    this.chipsTarget.replaceChildren(...this.list.map((person, at) => this.chip(person, at)));
    if (!quiet) this.keptTarget.dispatchEvent(new Event('input', { bubbles: true }));
  }

  chip(person, at) {
    const name = Object.assign(document.createElement('button'), { type: 'button', textContent: person.label, title: person.address, className: 'chip-name' });
    name.addEventListener('click', () => this.edit(at));
    const remove = Object.assign(document.createElement('button'), { type: 'button', textContent: '×', className: 'chip-remove', tabIndex: -1 });
    remove.setAttribute('aria-label', this.removeValue.replace('{0}', person.label));
    remove.addEventListener('click', () => this.drop(at));
    const chip = Object.assign(document.createElement('li'), { className: 'address-chip' });
    if (!person.valid) {
      chip.dataset.wrong = '';
      name.title = this.wrongValue.replace('{0}', person.text);
      name.setAttribute('aria-label', name.title);
    }
    chip.append(name, remove);
    return chip;
  }

  async suggest() {
    this.request?.abort();
    const typed = this.inputTarget.value.trim();
    if (!typed) return this.close();
    this.request = new AbortController();
    const answer = await fetch(`${this.urlValue}?q=${encodeURIComponent(typed)}`, { signal: this.request.signal, headers: { Accept: 'application/json' } }).catch(() => null);
    if (!answer?.ok || this.inputTarget !== document.activeElement) return;
    const found = (await answer.json().catch(() => [])).filter(one => one.members || !this.list.some(person => person.address.toLowerCase() === one.address.toLowerCase()));
    if (this.inputTarget.value.trim() !== typed) return;
    this.optionsTarget.replaceChildren(...found.map((one, at) => this.option(one, at)));
    this.optionsTarget.hidden = found.length === 0;
    this.inputTarget.setAttribute('aria-expanded', found.length > 0);
    this.mark(this.options[0]);
  }

  option(one, at) {
    const option = Object.assign(document.createElement('li'), { id: `${this.optionsTarget.id}-${at}`, role: 'option' });
    option.dataset.value = one.value;
    const name = Object.assign(document.createElement('strong'), { textContent: one.name || one.address });
    const more = Object.assign(document.createElement('small'), { textContent: one.members ? this.membersValue.replace('{0}', one.members) : one.name ? one.address : '' });
    option.append(name, more);
    // Before the field loses the focus.
    option.addEventListener('mousedown', event => { event.preventDefault(); this.choose(option); });
    return option;
  }

  choose(option) {
    this.inputTarget.value = '';
    this.close();
    this.add(option.dataset.value);
    this.inputTarget.focus();
  }

  mark(option) {
    for (const other of this.options) other.setAttribute('aria-selected', other === option);
    if (option) this.inputTarget.setAttribute('aria-activedescendant', option.id);
    else this.inputTarget.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.optionsTarget.replaceChildren();
    this.optionsTarget.hidden = true;
    this.inputTarget.setAttribute('aria-expanded', 'false');
    this.inputTarget.removeAttribute('aria-activedescendant');
  }

  get options() { return [...this.optionsTarget.children]; }
  get marked() { return this.optionsTarget.querySelector('[aria-selected=true]'); }
  get chipButtons() { return [...this.chipsTarget.querySelectorAll('.chip-name')]; }
}
