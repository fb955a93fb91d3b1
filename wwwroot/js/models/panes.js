// Which pane is shown where there is one at a time: on a phone, and on any screen of a person who wants it so. Others show both.
export const panes = {
  get element() { return document.querySelector('.panes'); },
  show(view) { if (this.element) this.element.dataset.view = view; },
  get onePane() { return matchMedia('(max-width: 719px)').matches || this.element?.dataset.reader === 'off'; },
};
