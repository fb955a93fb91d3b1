// The nearest copy of what is being typed: in this browser, within a second, also without a network. The server's copy replaces it.
// Twice: in localStorage, which answers at once but which a browser writes down only after seconds, and in IndexedDB, which outlives a killed browser
// once it has answered. That it outlives a power cut too is asked for only when the page is left: on a busy disk that takes seconds, and whatever is typed
// meanwhile waits behind it.
import { addToken } from './form_token.js';

const prefix = 'webmail-journal:', recovered = 'webmail-journal-recovered';

const key = (account, draft) => `${prefix}${account}:${draft}`;
const parse = text => { try { return JSON.parse(text); } catch { return null; } };
const answer = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

let database, underWay = 0;
function open() {
  const request = indexedDB.open('webmail-journal', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('entries');
  return answer(request).then(opened => {
    // Closed from outside, as by a sign-out in another tab: the next words open it again.
    opened.onclose = () => { database = null; };
    return opened;
  });
}

async function entries(mode, work) {
  const durability = document.visibilityState === 'hidden' ? 'strict' : 'relaxed';
  try {
    database ??= open();
    return await work((await database).transaction('entries', mode, { durability }).objectStore('entries'));
  } catch {
    // Forbidden, full, or emptied by a sign-out: localStorage and the server have it too.
    database = null;
  }
}

export const journal = {
  // Opening takes a while, too: before there is anything to write.
  prepare() { (database ??= open()).catch(() => { database = null; }); },

  // Of what is on its way to be sent, also which press of Send that was: how often the draft had been taken back.
  write(account, draft, fields, recalls) {
    const [name, entry] = [key(account, draft), { draft, fields, recalls, at: Date.now() }];
    try { localStorage.setItem(name, JSON.stringify(entry)); } catch { /* Full or forbidden: the server's copy is seconds away. */ }
    underWay++;
    entries('readwrite', store => {
      const put = answer(store.put(entry, name));
      // Not only when this page has heard that it was put: a page that dies before that would lose it.
      store.transaction.commit();
      return put;
    }).finally(() => underWay--);
  },

  // More would only wait behind what is being written.
  get isBehind() { return underWay > 2; },

  read(account, draft) { return parse(localStorage.getItem(key(account, draft))); },

  forget(account, draft) {
    localStorage.removeItem(key(account, draft));
    entries('readwrite', store => {
      const gone = answer(store.delete(key(account, draft)));
      // As with put: the page may be left at once.
      store.transaction.commit();
      return gone;
    });
  },

  // Those that no open page has touched for a while: the browser was closed before the server had them.
  orphans(account, quietFor = 8000) {
    return Object.keys(localStorage).filter(name => name.startsWith(`${prefix}${account}:`))
      .map(name => this.read(account, name.slice(`${prefix}${account}:`.length)))
      .filter(entry => entry && Date.now() - entry.at > quietFor);
  },

  // The page may have been left before the server's answer came to it. Whom nobody answers is not known to.
  async isKnown({ fields, recalls }, url) {
    const data = new FormData();
    for (const [name, value] of fields) data.append(name, value);
    if (recalls !== undefined) [['recalls', recalls], ['sent', 'true']].forEach(([name, value]) => data.append(name, value));
    addToken(data);
    const answer = await fetch(url, { method: 'POST', body: data }).catch(() => null);
    return answer?.status === 204;
  },

  // Once in each tab, before anything is shown of it: what a browser that died had not written down of localStorage.
  async recover() {
    if (sessionStorage.getItem(recovered)) return;
    // Where it is about to be read, an older copy would take the place of the newer one.
    const patience = new Promise(resolve => setTimeout(resolve, document.querySelector('[data-composer]') ? 5000 : 500));
    const found = await Promise.race([patience, entries('readonly', store => Promise.all([answer(store.getAllKeys()), answer(store.getAll())]))]);
    if (!found) return;
    const [names, kept] = found;
    names.forEach((name, at) => {
      if (!(parse(localStorage.getItem(name))?.at >= kept[at].at)) localStorage.setItem(name, JSON.stringify(kept[at]));
    });
    sessionStorage.setItem(recovered, 'yes');
  },
};
