// What the editor holds as plain text, by the rules by which the server makes it (SeenLines.cs): what is sent says the same as what is seen here.
const paragraphs = new Set('P H1 H2 H3 H4 H5 H6 UL OL TABLE DL'.split(' '));
const blocks = new Set('DIV TR PRE CENTER DT DD'.split(' '));
const mostMarks = 20;

export function words(root) {
  const lines = [];
  let here = '', quotes = 0, space = false, blank = true;

  const mark = () => {
    if (quotes) here += `${'>'.repeat(Math.min(quotes, mostMarks))} `;
    blank = false;
  };
  const line = () => {
    if (blank && quotes) mark();
    // The line above a signature (RFC 3676 §4.3) is known by its last space.
    lines.push(space && here === '--' ? '-- ' : here);
    [here, blank, space] = ['', true, false];
  };
  // Ends the line, if anything stands on it.
  const block = () => { if (!blank) line(); };
  // One empty line, never two.
  const paragraph = () => {
    block();
    if (lines.length && !/^[> ]*$/.test(lines.at(-1))) line();
  };
  const put = part => {
    if (space && !blank) here += ' ';
    space = false;
    if (blank) mark();
    here += part.replaceAll('\u00a0', ' ');
  };
  const write = (text, pre) => text.replaceAll('\u200b', '').split(pre ? /(\n)/ : /([^\S\u00a0]+)/).forEach((part, at) => {
    if (at % 2 === 0) { if (part) put(part); } else if (pre) line(); else space = true;
  });
  // Where a link leads is part of what one saw, when its text does not say it.
  const address = link => {
    const url = link.getAttribute('href') ?? '', shown = link.textContent.trim();
    if (/^http/i.test(url) && shown && !url.toLowerCase().includes(shown.toLowerCase())) write(` <${url}>`);
  };
  const children = (parent, pre) => { for (const child of parent.childNodes) child.nodeType === Node.TEXT_NODE ? write(child.data, pre) : element(child, pre); };

  function element(node, pre) {
    const name = node.nodeName;
    // What Squire lays over a picture to change its size.
    if (node.nodeType !== Node.ELEMENT_NODE || name === 'INPUT' || node.matches('.squire-image-resize-container')) return;
    if (name === 'BR') line();
    else if (name === 'IMG') write(node.alt);
    else if (name === 'HR') { block(); write('---'); block(); }
    else if (name === 'LI') { block(); put('- '); children(node, pre); block(); }
    else if (name === 'TD' || name === 'TH') { children(node, pre); space = true; }
    else if (name === 'BLOCKQUOTE') { block(); quotes++; children(node, pre); block(); quotes--; }
    else if (name === 'A') { children(node, pre); address(node); }
    else if (paragraphs.has(name)) { block(); children(node, pre); paragraph(); }
    else if (blocks.has(name)) { block(); children(node, pre || name === 'PRE'); block(); }
    else children(node, pre);
  }

  children(root, false);
  return [...lines, here].join('\n').trimEnd();
}

const cited = 'margin: 0 0 0 0.8ex; border-left: 2px solid #ccc; padding-left: 1ex';

// The other way: lines are blocks, and what is marked as a quote is one. Made in another document, and of text alone.
export function paper(text, elsewhere) {
  const createElement = name => elsewhere.createElement(name);
  const places = [createElement('div')];
  for (const line of text.split('\n')) {
    const [marks] = /^(?:> ?)*/.exec(line), depth = Math.min(marks.split('>').length - 1, mostMarks);
    places.splice(depth + 1);
    while (places.length <= depth) {
      const quote = createElement('blockquote');
      quote.setAttribute('type', 'cite');
      quote.style.cssText = cited;
      places.at(-1).append(quote);
      places.push(quote);
    }
    const words = line.slice(marks.length), block = createElement('div');
    // Of several spaces markup would show one, and none at an end.
    block.append(words ? words.replace(/^ | (?= |$)/g, '\u00a0') : createElement('br'));
    places.at(-1).append(block);
  }
  return places[0].innerHTML;
}
