import { Controller } from '@hotwired/stimulus';

// Narrows a list of folders to what is typed; Enter takes the first one, arrows walk.
export default class extends Controller {
  static targets = ['search', 'choice'];

  connect() {
    this.searchTarget.hidden = this.choiceTargets.length < 6;
    if (this.element.closest('details[open]')) (this.searchTarget.hidden ? this.choiceTargets[0] : this.searchTarget)?.focus();
  }

  narrow() {
    const wanted = this.fold(this.searchTarget.value);
    for (const choice of this.choiceTargets) choice.hidden = !this.fold(choice.textContent).includes(wanted);
  }

  press(event) {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const first = this.choiceTargets.find(choice => !choice.hidden);
    if (event.key === 'Enter') first?.click(); else first?.focus();
  }

  fold(text) { return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim(); }
}
