// What becomes of rows by a button is shown in the moment it is pressed. The answer draws them anew; when it says no they are taken back.
// Returns what is to be called with whether it said yes.
export function foresee(rows, button) {
  if (button?.name === 'set' && ['seen', 'unseen'].includes(button.value)) return change(rows, row => row.toggleAttribute('data-unread', button.value === 'unseen'));
  if (button?.getAttribute('formaction')?.endsWith('/moves')) return change(rows, row => { row.hidden = true; });
  return () => {};
}

function change(rows, apply) {
  const before = rows.map(row => [row, row.hasAttribute('data-unread')]);
  // A list that was asked for before knows nothing of it.
  const keep = event => { if (rows.includes(event.target) && ['hidden', 'data-unread'].includes(event.detail.attributeName)) event.preventDefault(); };
  document.addEventListener('turbo:before-morph-attribute', keep);
  rows.forEach(apply);
  return success => {
    document.removeEventListener('turbo:before-morph-attribute', keep);
    if (success) return;
    for (const [row, unread] of before) {
      row.hidden = false;
      row.toggleAttribute('data-unread', unread);
    }
  };
}
