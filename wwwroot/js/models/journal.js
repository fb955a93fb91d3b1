// The nearest copy of what is being typed: in this browser, within a second, also without a network. The server's copy replaces it.
const prefix = 'webmail-journal:';

const key = (account, draft) => `${prefix}${account}:${draft}`;

export const journal = {
  write(account, draft, fields) {
    try { localStorage.setItem(key(account, draft), JSON.stringify({ draft, fields, at: Date.now() })); } catch { /* Full or forbidden: the server's copy is seconds away. */ }
  },

  read(account, draft) {
    try { return JSON.parse(localStorage.getItem(key(account, draft))); } catch { return null; }
  },

  forget(account, draft) { localStorage.removeItem(key(account, draft)); },

  // Those that no open page has touched for a while: the browser was closed before the server had them.
  orphans(account, quietFor = 8000) {
    return Object.keys(localStorage).filter(name => name.startsWith(`${prefix}${account}:`))
      .map(name => this.read(account, name.slice(`${prefix}${account}:`.length)))
      .filter(entry => entry && Date.now() - entry.at > quietFor);
  },
};
