// The server writes dates as the person reads them; a cookie tells it where on earth that is. Without JavaScript it uses its own zone.
export function rememberTimeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || document.cookie.includes(`webmail-zone=${encodeURIComponent(zone)}`)) return;
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `webmail-zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=strict${secure}`;
}
