// The number of unread messages in front of the title, on the icon of the tab and on that of an installed application.
const mark = '\u2002';
const icon = () => document.querySelector('link[rel=icon]');

class Badge {
  show(unread) {
    this.unread = unread;
    this.write();
    this.draw();
    if (unread) navigator.setAppBadge?.(unread).catch(() => {}); else navigator.clearAppBadge?.().catch(() => {});
  }

  // Whoever changes the page's title changes what stands behind the number.
  write() {
    this.observer ??= this.watch();
    const title = document.title.replace(/^\([^)]*\)\u2002/, '');
    const wanted = this.unread ? `(${this.unread.toLocaleString(document.documentElement.lang)})${mark}${title}` : title;
    if (document.title !== wanted) document.title = wanted;
  }

  watch() {
    const observer = new MutationObserver(() => this.write());
    observer.observe(document.head, { childList: true, characterData: true, subtree: true });
    return observer;
  }

  draw() {
    if (!icon()) return;
    this.plain ??= icon().href;
    const wanted = this.unread ? `data:image/svg+xml,${encodeURIComponent(picture(this.unread))}` : this.plain;
    if (icon().href !== wanted) icon().href = wanted;
  }
}

const picture = unread => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#2f5fd0"/>`
  + `<path d="M7 11.5 16 18l9-6.5M8.5 9h15A1.5 1.5 0 0 1 25 10.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 7 21.5v-11A1.5 1.5 0 0 1 8.5 9Z" fill="none" stroke="#fff" stroke-width="2" stroke-linejoin="round"/>`
  + `<circle cx="22" cy="10" r="10" fill="#c2261c"/><text x="22" y="14.5" font-family="sans-serif" font-size="${unread > 9 ? 11 : 13}" font-weight="bold" text-anchor="middle" fill="#fff">${unread > 99 ? '99' : Number(unread)}</text></svg>`;

export const badge = new Badge();
