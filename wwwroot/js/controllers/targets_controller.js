import { Controller } from '@hotwired/stimulus';
import { folded } from '../models/folding.js';

// Narrows a list of folders or labels to what is typed; Enter takes the first one, or makes what there is not yet; arrows walk.
export default class extends Controller {
  static targets = ['search', 'choice', 'group', 'make', 'name'];

  connect() {
    this.searchTarget.hidden = this.few;
    if (this.element.closest('details[open]')) (this.searchTarget.hidden ? this.choiceTargets[0] : this.searchTarget)?.focus();
  }

  // Of a few nobody searches one; what can be made has its name from there.
  get few() { return !this.hasMakeTarget && this.choiceTargets.length < 6; }

  // Other accounts answer later.
  choiceTargetConnected() {
    if (!this.hasSearchTarget || this.few) return;
    this.searchTarget.hidden = false;
    if (this.searchTarget.value) this.narrow();
  }

  narrow() {
    const wanted = this.fold(this.searchTarget.value);
    for (const choice of this.choiceTargets) choice.hidden = !this.fold(choice.textContent).includes(wanted);
    for (const group of this.groupTargets) group.hidden = !this.choiceTargets.some(choice => !choice.hidden && group.contains(choice));
    if (!this.hasMakeTarget) return;
    this.makeTarget.hidden = !wanted || this.choiceTargets.some(choice => this.fold(choice.textContent) === wanted);
    this.nameTarget.textContent = this.searchTarget.value.trim();
  }

  press(event) {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const first = [...this.choiceTargets, ...this.makeTargets].find(choice => !choice.hidden);
    if (event.key === 'Enter') first?.click(); else first?.focus();
  }

  fold(text) { return folded(text).trim(); }
}
