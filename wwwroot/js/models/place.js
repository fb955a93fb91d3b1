// How far down each list was scrolled: who comes back to it is where they were.
const places = new Map();

export const place = {
  of(list) { return places.get(list) ?? 0; },
  remember(list, top) {
    places.delete(list);
    places.set(list, top);
    if (places.size > 30) places.delete(places.keys().next().value);
  },
  // As far down as it was a list is only when the rows above are as high, and those that nobody has seen are not laid out (css/list.css).
  comeBack(list, top) {
    if (top === 0) return;
    list.querySelector('ol')?.classList.add('whole');
    list.scrollTop = top;
  },
  // Of a list that is shown or about to be: another newest message makes it another one.
  keyOf(list) { return `${list.dataset.scrollPlaceValue} ${list.querySelector('[data-message]')?.dataset.message ?? ''}`; },
};
