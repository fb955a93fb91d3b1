// The same pieces that the server reads (Mail/Writing/Recipients): commas, semicolons and line ends part, not inside quotes or angle brackets.
export function pieces(text) {
  const found = [];
  let piece = '', quoted = false, angled = false;
  for (let at = 0; at <= text.length; at++) {
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

export function read(piece) {
  const open = piece.lastIndexOf('<');
  const bare = (open >= 0 && piece.endsWith('>') ? piece.slice(open + 1, -1) : piece).replace(/^mailto:/i, '').trim();
  const name = open > 0 ? piece.slice(0, open).trim().replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1') : '';
  return { text: piece, address: bare, label: name || bare, valid: address.test(bare) };
}
