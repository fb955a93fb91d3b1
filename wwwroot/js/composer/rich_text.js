import Squire from 'squire-rte';
import { sign } from '../models/signature.js';
import { rebuild } from './rebuild.js';
import { paper, words } from './words.js';

const elsewhere = document.implementation.createHTMLDocument('');
const sizes = { small: '13px', normal: '', large: '20px', huge: '28px' };
const hex = color => color.replace(/^rgb\((\d+), (\d+), (\d+)\)$/, (_, ...parts) => `#${parts.slice(0, 3).map(part => Number(part).toString(16).padStart(2, '0')).join('')}`);

// The editor, as the composer needs it: words in, words out, and the few formats that every mail program shows.
export class RichText {
  over = new AbortController();

  constructor(root, { html, text, pictureUrl, changed, parse }) {
    this.root = root;
    this.rebuilt = markup => rebuild(markup, parse, pictureUrl);
    this.squire = new Squire(root, { blockTag: 'DIV', sanitizeToDOMFragment: this.rebuilt, didError: error => { throw error; } });
    // Ctrl+Enter sends, and Escape leaves.
    for (const key of ['Ctrl-Enter', 'Meta-Enter']) this.squire.setKeyHandler(key, null);
    if (html || text) this.squire.setHTML(html || paper(text, elsewhere));
    this.squire.moveCursorToStart();
    this.written = this.html;
    // On the empty paper below: who has written nothing yet means the beginning, not the end of the signature.
    const begun = this.written;
    root.onclick = event => { if (event.target === root && this.written === begun) this.squire.moveCursorToStart(); };
    // What is dropped stands where it was dropped, and not where one was writing. Before those who take the files, and keep the event.
    document.addEventListener('drop', event => { if (root.contains(event.target) && event.dataTransfer.files.length) this.goTo(event); }, { capture: true, signal: this.over.signal });
    // Squire reports what it did itself, too: only other words are a change.
    this.squire.addEventListener('input', () => {
      if (this.html === this.written) return;
      this.written = this.html;
      changed();
    });
    for (const moved of ['cursor', 'select']) this.squire.addEventListener(moved, () => root.dispatchEvent(new CustomEvent('formats')));
  }

  // As it is sent: pictures by their Content-ID, nothing of the screen.
  get html() {
    // In a document that fetches nothing: here each picture would be looked for under the name it has in the message, and refused.
    const copy = elsewhere.importNode(this.root, true);
    copy.querySelectorAll('.squire-image-resize-container, input').forEach(extra => extra.remove());
    for (const image of copy.querySelectorAll('img[data-cid]')) image.setAttribute('src', `cid:${image.dataset.cid}`);
    return copy.innerHTML.replaceAll('\u200B', '');
  }

  get text() { return words(this.root); }

  has(format) {
    const element = { bold: 'B', italic: 'I', underline: 'U', strikethrough: 'S', bullets: 'UL', numbers: 'OL', quote: 'BLOCKQUOTE', link: 'A' }[format];
    return !!element && this.squire.hasFormat(element);
  }

  // The size or the colour at the caret, as the boxes name it: nothing of what is selected when that has several.
  look(command) {
    const found = new Set();
    for (const node of this.selected()) {
      found.add(this.styleOf(node, command));
      if (found.size > 1) return null;
    }
    const [style] = found;
    return command === 'color' ? hex(style) : Object.keys(sizes).find(name => sizes[name] === style);
  }

  // Letters that are selected; where the caret is, when none are.
  selected() {
    const range = this.squire.getSelection(), { startContainer, endContainer, startOffset, endOffset } = range, letters = [];
    const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
    for (let node = range.collapsed ? null : walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType !== Node.TEXT_NODE || !range.intersectsNode(node)) continue;
      if ((node !== startContainer || startOffset < node.length) && (node !== endContainer || endOffset > 0)) letters.push(node);
    }
    return letters.length ? letters : [startContainer];
  }

  styleOf(node, command) {
    const style = command === 'color' ? 'color' : 'fontSize';
    for (let element = node; element && element !== this.root; element = element.parentNode) {
      const said = element.style?.[style] || (element.nodeName === 'FONT' && element[command]);
      if (said) return said;
    }
    return '';
  }

  run(command, value) {
    const editor = this.squire;
    const toggle = (format, on, off) => this.has(format) ? editor[off]() : editor[on]();
    const commands = {
      bold: () => toggle('bold', 'bold', 'removeBold'), italic: () => toggle('italic', 'italic', 'removeItalic'), underline: () => toggle('underline', 'underline', 'removeUnderline'),
      strikethrough: () => toggle('strikethrough', 'strikethrough', 'removeStrikethrough'), bullets: () => toggle('bullets', 'makeUnorderedList', 'removeList'), numbers: () => toggle('numbers', 'makeOrderedList', 'removeList'),
      quote: () => editor.increaseQuoteLevel(), unquote: () => editor.decreaseQuoteLevel(), plain: () => editor.removeAllFormatting(),
      link: () => value ? editor.makeLink(/^[a-z][a-z0-9+.-]*:/i.test(value) ? value : value.includes('@') ? `mailto:${value}` : `https://${value}`) : editor.removeLink(),
      size: () => editor.setFontSize(sizes[value] || null), color: () => editor.setTextColor(value || null),
    };
    commands[command]?.();
    this.root.focus();
  }

  goTo({ clientX, clientY }) {
    const place = document.caretPositionFromPoint?.(clientX, clientY), range = place ? null : document.caretRangeFromPoint?.(clientX, clientY);
    const node = place?.offsetNode ?? range?.startContainer;
    if (!this.root.contains(node)) return;
    this.root.focus();
    getSelection().collapse(node, place?.offset ?? range.startOffset);
  }

  insert(html) { this.squire.insertHTML(html, false); }

  // Other words than those of a signature stay as they are.
  sign(was, now) {
    this.squire.saveUndoState();
    sign(this.root, this.rebuilt(was), this.rebuilt(now));
  }

  insertText(text) { this.squire.insertPlainText(text, false); }

  // One that is too wide for where it stands is shown smaller, in every program.
  insertPicture(id, url, name, widest = Infinity) {
    const image = this.squire.insertImage(url, { alt: name });
    image.dataset.cid = id;
    image.addEventListener('load', () => { if (image.naturalWidth > widest) image.width = widest; }, { once: true });
  }

  destroy() {
    this.over.abort();
    this.root.onclick = null;
    this.squire.destroy();
  }
}
