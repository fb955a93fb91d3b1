// A page that is fetched again says no sentences: those on screen stay until they go by themselves.
export function keepFlashes() {
  document.addEventListener('turbo:before-morph-element', event => {
    if (event.target.id === 'flash' && event.detail.newElement?.children.length === 0) event.preventDefault();
  });
}
