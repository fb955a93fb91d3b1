// The only way from markup to nodes of this page. What comes here was cleaned by the server; it is parsed where nothing runs or loads, and built anew from a short
// list, node by node: there is no string that a parser could read in two ways (A05, A32).
const elements = new Set(('a abbr b big blockquote br center code col colgroup dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre q s small span strike strong sub sup '
  + 'table tbody td tfoot th thead tr tt u ul').split(' '));
const attributes = new Set('align alt bgcolor border cellpadding cellspacing color colspan dir face height lang rowspan size start type valign width'.split(' '));
const links = /^(https?|mailto|tel):/i;
const pictures = /^(cid:|data:image\/(png|jpe?g|gif|webp|avif);base64,)/i;

// A style in markup is refused and reported even where nothing is shown: it is parsed under another name. Exact for what serialisers write (ours and the browser's:
// no "<" in text, all values in double quotes); for anything else it only means a report.
const tag = /<[a-z][a-z0-9]*(?:\s+[^\s"=<>]+(?:="[^"]*")?)*\s*>/gi, attribute = /(\s)style(="[^"]*")|\s[^\s"=<>]+(?:="[^"]*")?/gi;
const renamed = html => html.replace(tag, whole => whole.replace(attribute, (same, space, value) => value ? `${space}data-style${value}` : same));

export function rebuild(html, parse, pictureUrl) {
  const source = parse(`<body>${renamed(html)}`);
  const fragment = document.createDocumentFragment();
  for (const node of source.body.childNodes) append(fragment, node, pictureUrl, 0);
  return fragment;
}

function append(parent, node, pictureUrl, depth) {
  if (node.nodeType === Node.TEXT_NODE) return parent.append(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || node.namespaceURI !== 'http://www.w3.org/1999/xhtml' || depth > 200) return;
  const name = node.localName;
  // Squire marks where the selection was by two such fields in what it restores.
  if (name === 'input' && /^squire-selection-(start|end)$/.test(node.id)) return parent.append(Object.assign(document.createElement('input'), { type: 'hidden', id: node.id }));
  if (!elements.has(name)) {
    if (!['script', 'style', 'template', 'title', 'textarea', 'noscript', 'iframe', 'object', 'select'].includes(name)) for (const child of node.childNodes) append(parent, child, pictureUrl, depth + 1);
    return;
  }
  const element = document.createElement(name);
  for (const { name: attribute, value } of node.attributes) {
    if (attributes.has(attribute)) element.setAttribute(attribute, value);
    // By the object model: our policy allows no style in markup, and nothing in one of ours fetches.
    else if (attribute === 'data-style') element.style.cssText = /url\(|image-set|@import|expression/i.test(value) ? '' : value;
    else if (attribute === 'href' && name === 'a' && links.test(value.trim())) element.setAttribute('href', value);
  }
  element.style.removeProperty('position');
  if (name === 'img' && !picture(element, node, pictureUrl)) return parent.append(node.getAttribute('alt') ?? '');
  for (const child of node.childNodes) append(element, child, pictureUrl, depth + 1);
  parent.append(element);
}

// A picture of the message has an address of ours on screen, and its Content-ID beside it.
function picture(element, node, pictureUrl) {
  const source = node.getAttribute('src') ?? '';
  const id = node.dataset.cid ?? (/^cid:/i.test(source) ? source.slice(4) : '');
  const url = id ? pictureUrl(id) : pictures.test(source) ? source : '';
  if (!url) return false;
  element.src = url;
  if (id) element.dataset.cid = id;
  return true;
}
