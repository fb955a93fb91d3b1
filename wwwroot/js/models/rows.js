// The rows of a list as they are now. Fifty rows that each named their targets and actions would cost Stimulus more time than drawing them.
export const rowsOf = list => [...list.querySelectorAll('[data-message]')];

export const boxesOf = list => [...list.querySelectorAll('[data-message] > .check input')];

// Calls when rows have come or gone, once for all that came together and before they are painted.
export function watchRows(list, changed) {
  const observer = new MutationObserver(records => { if (records.some(({ target }) => target.localName === 'ol')) changed(); });
  observer.observe(list, { childList: true, subtree: true });
  return observer;
}

// A conversation that goes on has the name of its newest message, and stands where that one does; by its first one it is known again.
export const known = (row, rows) => rows.querySelector(`#${CSS.escape(row.id)}`) ?? (row.dataset.begun && rows.querySelector(`[data-begun='${CSS.escape(row.dataset.begun)}']`));

// The rows of a further page that a list has not. A heading that it already stands under is not said twice, nor one of rows that are all here.
export function newRows(page, list, url) {
  let day = [...list.querySelectorAll('.day')].at(-1)?.textContent, heading;
  const rows = [];
  for (const row of page.querySelectorAll('#messages ol > li')) {
    if (row.classList.contains('day')) { heading = row; continue; }
    if (known(row, list)) continue;
    if (heading && heading.textContent !== day) rows.push(heading);
    day = heading?.textContent ?? day;
    row.dataset.page = url;
    rows.push(row);
  }
  return rows;
}

// A row of what was found is drawn by the search, and not by the answer that marks a message as read.
export function markRead(row) {
  row.removeAttribute('data-unread');
  row.querySelector('.from > .visually-hidden:first-child')?.remove();
}
