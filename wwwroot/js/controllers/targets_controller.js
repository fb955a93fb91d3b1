import { Controller } from '@hotwired/stimulus';

// Narrows a list of folders to what is typed; Enter takes the first one, arrows walk.
export default class extends Controller {
  static targets = ['search', 'choice', 'group'];

  connect() {
    this.searchTarget.hidden = this.choiceTargets.length < 6;
    if (this.element.closest('details[open]')) (this.searchTarget.hidden ? this.choiceTargets[0] : this.searchTarget)?.focus();
  }

  // Other accounts answer later.
  choiceTargetConnected() {
    if (!this.hasSearchTarget || this.choiceTargets.length < 6) return;
    this.searchTarget.hidden = false;
    if (this.searchTarget.value) this.narrow();
  }

  narrow() {
    const wanted = this.fold(this.searchTarget.value);
    for (const choice of this.choiceTargets) choice.hidden = !this.fold(choice.textContent).includes(wanted);
    for (const group of this.groupTargets) group.hidden = !this.choiceTargets.some(choice => !choice.hidden && group.contains(choice));
  }

  press(event) {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const first = this.choiceTargets.find(choice => !choice.hidden);
    if (event.key === 'Enter') first?.click(); else first?.focus();
  }

  fold(text) { return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim(); }
}
