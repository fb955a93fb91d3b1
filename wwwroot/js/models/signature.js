// Another signature in the place of the one before, in words. One that was changed by hand stays, as everything else that was written.
export function signed(text, was, now) {
  if (was) {
    const at = `\n${text}\n`.indexOf(`\n${was}\n`);
    return at < 0 ? text : text.slice(0, at) + now + text.slice(at + was.length);
  }
  if (!now) return text;
  const lines = text.split('\n');
  const quote = lines.findIndex(line => line.startsWith('>') || line.startsWith('----------'));
  const place = quote < 0 ? lines.length : lines[quote].startsWith('>') ? Math.max(0, quote - 1) : quote;
  return [...lines.slice(0, place), ...place ? [] : [''], now, '', ...lines.slice(place)].join('\n');
}

const letters = node => node.textContent.replace(/\s+/g, '');

// The same in the editor.
export function sign(root, was, now) {
  const old = letters(was);
  const found = old && [...root.querySelectorAll('div')].find(block => !block.closest('blockquote') && letters(block) === old);
  if (found) return found.replaceWith(now);
  if (old || !letters(now)) return;
  const quote = [...root.children].find(block => block.matches('blockquote') || block.textContent.startsWith('----------'));
  root.insertBefore(now, quote?.matches('blockquote') ? quote.previousElementSibling ?? quote : quote ?? null);
}
