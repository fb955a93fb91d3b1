// The rows of a list as they are now. Fifty rows that each named their targets and actions would cost Stimulus more time than drawing them.
export const rowsOf = list => [...list.querySelectorAll('[data-message]')];

export const boxesOf = list => [...list.querySelectorAll('[data-message] > .check input')];

// Calls when rows have come or gone, once for all that came together and before they are painted.
export function watchRows(list, changed) {
  const observer = new MutationObserver(records => { if (records.some(({ target }) => target.localName === 'ol')) changed(); });
  observer.observe(list, { childList: true, subtree: true });
  return observer;
}
