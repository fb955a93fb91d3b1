// How far down each list was scrolled: who comes back to it is where they were.
const places = new Map();

export const place = {
  remember(list, top) {
    places.delete(list);
    places.set(list, top);
    if (places.size > 30) places.delete(places.keys().next().value);
  },
  of(list) { return places.get(list) ?? 0; },
};
