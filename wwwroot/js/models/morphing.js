// A page that is fetched again says no sentences: those on screen stay until they go by themselves.
export function keepFlashes() {
  document.addEventListener('turbo:before-morph-element', event => {
    if (event.target.id === 'flash' && event.detail.newElement?.children.length === 0) event.preventDefault();
    // Nor does it take away what somebody is choosing from, with what they have typed.
    if (event.target.matches('.menu[open] turbo-frame') && event.detail.newElement) event.preventDefault();
  });
  // A menu that was opened meanwhile stays open, and so does a card.
  document.addEventListener('turbo:before-morph-attribute', event => {
    if (event.detail.attributeName === 'open' && event.target.matches('details.menu, dialog')) event.preventDefault();
  });
}
