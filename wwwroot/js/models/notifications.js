// What this browser shows of new mail: the person's choice, kept in the browser as its permission is, and over signing out, which clears what else is stored. off, new, or
// names (with sender and subject).
const name = person => `webmail-notify-${person.slice(-12)}`;

export const notifications = {
  // Browsers of phones know the word, and refuse to make one from a page.
  get possible() {
    if (typeof Notification !== 'function' || !isSecureContext || !navigator.locks) return false;
    if (Notification.permission === 'granted') return true;
    try {
      new Notification('');
      return true;
    } catch {
      return false;
    }
  },

  get allowed() { return typeof Notification === 'function' && Notification.permission === 'granted'; },

  choiceOf(person) { return document.cookie.split('; ').find(cookie => cookie.startsWith(`${name(person)}=`))?.split('=')[1] ?? 'off'; },

  keep(person, choice) {
    document.cookie = `${name(person)}=${choice}; path=/; max-age=${choice === 'off' ? 0 : 31_536_000}; samesite=strict${location.protocol === 'https:' ? '; secure' : ''}`;
  },

  show(title, body, tag, open) {
    const notification = new Notification(title, { body, tag, lang: document.documentElement.lang });
    notification.onclick = () => {
      notification.close();
      focus();
      open?.();
    };
  },
};
