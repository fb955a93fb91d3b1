// The same pieces that the server reads (Mail/Writing/Recipients): commas, semicolons and line ends part, not inside quotes or angle brackets. A mailto: link
// that was pasted is the addresses in it (RFC 6068).
const link = /mailto:[^\s<>"]*/iy;

export function pieces(text) {
  const found = [];
  let piece = '', quoted = false, angled = false;
  for (let at = 0; at <= text.length; at++) {
    if (!quoted && !angled && !piece.trim()) {
      link.lastIndex = at;
      const mailto = link.exec(text)?.[0].replace(/[,;]+$/, '');
      if (mailto) { found.push(...addressesOf(mailto)); at += mailto.length; }
    }
    const character = at < text.length ? text[at] : ',';
    if (character === '\\' && quoted) { piece += character + (text[++at] ?? ''); continue; }
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '<' || character === '>')) angled = character === '<';
    const parts = at === text.length || (!quoted && ('\n\r'.includes(character) || (!angled && ',;'.includes(character))));
    if (!parts) { piece += character; continue; }
    if (piece.trim()) found.push(piece.trim());
    [piece, quoted, angled] = ['', false, false];
  }
  return found;
}

// Good enough to mark what is wrong while typing; the server decides.
const address = /^[^\s@<>",;:()[\]\\]+@[^\s@<>",;:()[\]\\.]+(\.[^\s@<>",;:()[\]\\.]+)*$/u;

const decoded = text => { try { return decodeURIComponent(text); } catch { return text; } };

// A link of which one address cannot be read stays what it is.
function addressesOf(mailto) {
  const [to, query = ''] = mailto.replace(/^mailto:/i, '').replace(/#.*$/, '').split(/\?(.*)/);
  const fields = query.split('&').filter(pair => /^to=/i.test(pair)).flatMap(pair => decoded(pair.slice(3)).split(','));
  const all = [...to.split(/[,;]/).map(decoded), ...fields].map(one => one.replace(/^mailto:/i, '').trim()).filter(Boolean);
  return all.length && all.every(one => address.test(one)) ? all : [mailto];
}

// Ann <ann@example.org>, Ann <mailto:ann@example.org>, or Ann [mailto:ann@example.org].
export function read(piece) {
  const open = piece.endsWith('>') ? piece.lastIndexOf('<') : piece.endsWith(']') ? piece.toLowerCase().lastIndexOf('[mailto:') : -1;
  const inside = open >= 0 ? piece.slice(open + 1, -1).trim() : piece;
  const linked = open >= 0 && /^mailto:/i.test(inside) ? addressesOf(inside) : null;
  const bare = linked ? (linked.length === 1 ? linked[0] : '') : inside;
  const name = open > 0 ? piece.slice(0, open).trim().replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1') : '';
  const valid = address.test(bare);
  return { text: linked && valid ? `${piece.slice(0, open)}<${bare}>` : piece, address: bare, label: name || bare || piece, valid };
}
