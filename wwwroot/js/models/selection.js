// What is selected in a list, by message key. It is kept while one leafs through the list and while its page is drawn anew; another list begins with nothing.
let place = '';
const keys = new Set();

export const selection = {
  // All of the list, also what is on no page yet: the server knows which messages these are.
  all: false,

  // Where a range begins: the row that was chosen last.
  from: null,

  enter(list) {
    if (list !== place) this.clear();
    place = list;
  },

  get any() { return this.all || keys.size > 0; },
  get size() { return keys.size; },
  has(key) { return this.all || keys.has(key); },
  elsewhere(shown) { return [...keys].filter(key => !shown.includes(key)); },

  // At most so many: the server refuses forms that name more, one by one.
  set(key, chosen, most) {
    if (!chosen) keys.delete(key);
    else if (keys.size < most) keys.add(key);
  },

  clear() {
    keys.clear();
    this.all = false;
    this.from = null;
  },
};
