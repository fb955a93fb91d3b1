// Which pane a phone shows. Wider screens show both, and no rule of css/panes.css reads the attribute there.
export const panes = {
  get element() { return document.querySelector('.panes'); },
  show(view) { if (this.element) this.element.dataset.view = view; },
  get onePane() { return matchMedia('(max-width: 719px)').matches; },
};
