// How far down each list was scrolled: who comes back to it is where they were.
const places = new Map();

export const place = {
  of(list) { return places.get(list) ?? 0; },
  remember(list, top) {
    places.delete(list);
    places.set(list, top);
    if (places.size > 30) places.delete(places.keys().next().value);
  },
  // Of a list that is shown or about to be: another newest message makes it another one.
  keyOf(list) { return `${list.dataset.scrollPlaceValue} ${list.querySelector('[data-message]')?.dataset.message ?? ''}`; },
};
