import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, transform } from 'esbuild';

mkdirSync('wwwroot/dist', { recursive: true });

// The names of the icons the screens use, from Lucide (ISC licence, wwwroot/icons/LICENSE).
// Those of apart.txt no list shows (Pages/Shared/Sprite.cs).
const sprites = { used: 'sprite', apart: 'apart' };

const sources = ['wwwroot/css', 'wwwroot/js']
  .flatMap(folder => readdirSync(folder, { recursive: true }).map(name => `${folder}/${name}`))
  .filter(name => /\.(css|js)$/.test(name))
  .concat('package-lock.json', 'wwwroot/icons/used.txt', 'wwwroot/icons/apart.txt').sort();

// AssetTests computes the same hash: a source that was changed without bundling fails there, without node.
const hash = createHash('sha256');
for (const name of sources) hash.update(name).update('\0').update(readFileSync(name)).update('\0');
writeFileSync('wwwroot/dist/sources.sha256', hash.digest('hex') + '\n');

// Some lines of other people's code, each exactly once in it: the bundling fails when they move.
function replacing(name, filter, lines, head = '') {
  return {
    name,
    setup: bundle => bundle.onLoad({ filter }, ({ path }) => {
      let source = readFileSync(path, 'utf8');
      for (const [before, after] of lines) {
        if (source.split(before).length !== 2) throw new Error(`${name}: this is elsewhere now: ${before.trim()}`);
        source = source.replace(before, () => after);
      }
      return { contents: head + source };
    }),
  };
}

// Turbo puts a style element for its progress bar into every page (css/base.css draws one itself), makes markup of any string, and starts scripts that an answer
// brings. Our policies refuse all three: what it draws comes through models/markup.js, and no script of an answer starts. It also lets frames of the screen pass
// before it draws an answer that is here and before it has done with it: a person would wait for it, and who goes back meanwhile would not come back.
// The page that is left it copies with the click, and once more when it is put by: once is enough, when the next message is there. What a frame showed before needs
// no copy, for it leaves the page: passwords typed there are taken out. An answer it parsed for its frame, of which it made a copy, and again for its head; and as
// that has no style sheet, it took the page for the one before, and put by under its address what was left later. The next page is drawn into
// this one (models/next_page.js), which is copied in time for that: what is not placed there has not to come over, and the icon, which says how much is unread
// (models/badge.js), stays. Nobody needs its advice about where its script stands, its name on the window, addresses under names of old, an element of markup that
// listens to any server, links that fetch pages when they are drawn or are sent as forms, the browser's own question before a form is sent, frames that are morphed,
// elements that no copy has, streams that none of our answers has, names of files by which it
// would not go where a folder is called so, transitions, another token than ours (models/form_token.js), nor other words on a button that was pressed.
const turboWithoutMarkup = replacing('turbo', /turbo\.es2017-esm\.js$/, [
  ['    this.stylesheetElement = this.createStylesheetElement();\n', ''],
  ['    this.installStylesheetElement();\n', ''],
  [/ {2}static get defaultCSS[^]+(?= {2}hiding = false)/, ''],
  [/ {2}setProgressBarDelay[^]+(?= {2}set progressBarDelay)/, ''],
  ['      return this.response.clone().text()\n    } else {\n      return Promise', '      return markupOf(this.response)\n    } else {\n      return Promise'],
  ['    if (typeof message == "string") {', '    if (!(message instanceof StreamMessage)) {'],
  ['  if (element.getAttribute("data-turbo-eval") == "false") {', '  if (true) {'],
  ['    this.element.innerHTML = `<strong class="turbo-frame-error">Content missing</strong>`;', '    this.element.replaceChildren();'],
  ['        targetElement.innerHTML = "";', '        targetElement.replaceChildren();'],
  ['document.createRange().createContextualFragment(newNode.outerHTML)\n          .firstChild', 'document.importNode(newNode, true)'],
  ['            oldElt.setAttribute(newAttribute.name, newAttribute.value);', '            carry(newAttribute, oldElt);'],
  ['    await new Promise((resolve) => {\n      this.frame =\n        document.visibilityState === "hidden" ? setTimeout(() => resolve(), 0) : requestAnimationFrame(() => resolve());\n    });\n    await callback();', '    await null;\n    await callback();'],
  ['  async render() {\n    await nextRepaint();\n    this.preservingPermanentElements(() => {\n      this.loadFrameElement();', '  async render() {\n    this.preservingPermanentElements(() => {\n      this.loadFrameElement();'],
  ['    await nextRepaint();\n    this.focusFirstAutofocusableElement();\n    await nextRepaint();\n    this.activateScriptElements();', '    this.focusFirstAutofocusableElement();\n    this.activateScriptElements();'],
  ['PageSnapshot.fromElement(frame).clone();', 'PageSnapshot.fromElement(frame);'],
  ['    this.previousFrameElement = currentElement.cloneNode(true);\n', '    this.previousFrameElement ??= this.action && { children: [...currentElement.children] };\n'],
  ['      frame.replaceChildren(...this.previousFrameElement.children);\n', "      frame.replaceChildren(...this.previousFrameElement.children);\n      frame.querySelectorAll('[type=password]').forEach((field) => { field.value = ''; });\n"],
  ['      await nextEventLoopTick();\n      const cachedSnapshot', '      if (!session.navigator.currentVisit?.willRender) await new Promise(afterNextFrame);\n      const cachedSnapshot'],
  ['      const document = parseHTMLDocument(html);\n', '      const document = fetchResponse.page = parseHTMLDocument(html);\n'],
  ['const response = { statusCode, redirected, responseHTML };', 'const response = { statusCode, redirected, responseHTML, page: fetchResponse.page };'],
  ['responseHTML != null) {\n          const snapshot = PageSnapshot', 'responseHTML != null) {\n          const { page } = this.response;\n          if (page) this.view.lastRenderedLocation = this.location;\n          const snapshot = page ? PageSnapshot.fromDocument(page) : PageSnapshot'],
  ['      element = document.importNode(element, true);\n', '      element = document.adoptNode(element);\n      customElements.upgrade(element);\n'],
  ['    document.adoptNode(this.newElement);\n', ''],
  ['  return new DOMParser().parseFromString(html, "text/html")\n', '  return documentOf(html)\n'],
  ['      if (type == null && !tracked) {', '      if (elements[0].rel === "icon") return result\n      if (type == null && !tracked) {'],
  ['    extendURLWithDeprecatedProperties(location);\n', ''],
  ['    extendURLWithDeprecatedProperties(visit.location);\n', ''],
  [/ {2}connectStreamSource\(source\) \{\n {4}if[^]+(?= {2}inspectFetchResponse = )/, ''],
  [/ {2}connectStreamSource\(source\) \{\n {4}this\.streamObserver[^]+(?= {2}renderStreamMessage\(message\) \{\n {4}this\.stream)/, ''],
  ['if (customElements.get("turbo-stream-source") === undefined) {\n  customElements.define("turbo-stream-source", StreamSourceElement);\n}\n', ''],
  [/ {4}if \(!request\.isSafe\) \{\n {6}const token = getCookieValue[^]+?\n {4}\}\n/, ''],
  ['    this.setSubmitsWith();\n', ''],
  ['    this.resetSubmitterText();\n', ''],
  [/ {2}setSubmitsWith\(\) \{[^]+(?= {2}requestMustRedirect)/, ''],
  [/ {2}get submitsWith\(\) \{[^]+?\n {2}\}\n/, ''],
  [/class Preloader \{[^]+(?=class Cache \{)/, ''],
  ['    this.preloader = new Preloader(this, this.view.snapshotCache);\n', ''],
  ['      this.preloader.start();\n', ''],
  ['      this.preloader.stop();\n', ''],
  ['        this.delegate.preloadOnLoadLinksForView(this.element);\n', ''],
  [/ {2}preloadOnLoadLinksForView\(element\) \{\n {4}this\.preloader[^]+?\n {2}\}\n/, ''],
  [/ {2}preloadOnLoadLinksForView\(element\) \{\n {4}session[^]+?\n {2}\}\n/, ''],
  [/ {2}shouldPreloadLink\(element\) \{[^]+?\n {2}\}\n/, ''],
  ['(() => {\n  const scriptElement = document.currentScript;', 'if (false) (() => {\n  const scriptElement = document.currentScript;'],
  ['window.Turbo = { ...Turbo, StreamActions };\n', ''],
  [/unvisitableExtensions: new Set\(\n[^]+?\]\n {2}\)/, 'unvisitableExtensions: new Set([".zip"])'],
  [/class CacheObserver \{[^]+?\n\}\n/, ''],
  ['  cacheObserver = new CacheObserver()\n', ''],
  ['      this.cacheObserver.start();\n', ''],
  ['      this.cacheObserver.stop();\n', ''],
  ['  cache = new Cache(this)\n', ''],
  [/ {2}after\(\) \{[^]+?(?= {2}append\(\) \{)/, ''],
  [/ {2}before\(\) \{[^]+?(?= {2}prepend\(\) \{)/, ''],
  [/ {2}prepend\(\) \{[^]+?(?= {2}remove\(\) \{)/, ''],
  [/ {2}\/\*\*\n {2}\* Removes duplicate siblings[^]+?(?= {2}\/\*\*\n {3}\* Gets the action function)/, ''],
  [/class FormLinkClickObserver \{[^]+?\n\}\n/, ''],
  ['  formLinkClickObserver = new FormLinkClickObserver(this, document.documentElement)\n', ''],
  ['    this.formLinkClickObserver = new FormLinkClickObserver(this, this.element);\n', ''],
  ['      this.formLinkClickObserver.start();\n      this.linkClickObserver', '      this.linkClickObserver'],
  ['      this.formLinkClickObserver.stop();\n      this.linkClickObserver', '      this.linkClickObserver'],
  ['      this.formLinkClickObserver.start();\n      this.linkInterceptor', '      this.linkInterceptor'],
  ['      this.formLinkClickObserver.stop();\n      this.linkInterceptor', '      this.linkInterceptor'],
  [/ {2}willSubmitFormLinkToLocation\(link, location\) \{[^]+?submittedFormLinkToLocation\(\) \{\}\n/, ''],
  [/ {2}willSubmitFormLinkToLocation\(link\) \{[^]+?\n {2}\}\n\n {2}submittedFormLinkToLocation[^]+?\n {2}\}\n/, ''],
  [/ {4}const confirmationMessage[^]+?\n {4}\}\n\n(?= {4}if \(this\.state == initialized)/, ''],
  ['this.#shouldMorphFrame ? MorphingFrameRenderer : FrameRenderer', 'FrameRenderer'],
  [/ {4}if \(useViewTransition && [^]+?\} else \{\n(?= {6}this\.#lastOperation)/, ''],
  ['.then(render);\n    }\n', '.then(render);\n'],
  [/ {4}console\.warn\(\n {6}`The response[^]+?\n {4}\);\n/, ''],
], `import { carry, documentOf, markupOf } from ${JSON.stringify(resolve('wwwroot/js/models/markup.js'))};\nimport { afterNextFrame } from ${JSON.stringify(resolve('wwwroot/js/models/idle.js'))};\n`);

// Squire writes styles by attribute and restores text by innerHTML: our policy refuses the first, Trusted Types the second. Both go the way of everything else.
const squireWithoutMarkup = replacing('squire', /squire-raw\.mjs$/, [
  ['        el.setAttribute(attr, value);', "        if (attr === 'style') el.style.cssText = value; else el.setAttribute(attr, value);"],
  ['      el.setAttribute(attribute.name, attribute.value);', "      if (attribute.name === 'style') el.style.cssText = attribute.value; else el.setAttribute(attribute.name, attribute.value);"],
  ['    root.innerHTML = html;', '    root.replaceChildren(this._config.sanitizeToDOMFragment(html, this));'],
]);
const squireSource = { name: 'squire-source', setup: bundle => bundle.onResolve({ filter: /^squire-rte$/ }, () => ({ path: resolve('node_modules/squire-rte/dist/squire-raw.mjs') })) };

const shared = { bundle: true, minify: true, target: 'es2022', outdir: 'wwwroot/dist', logLevel: 'warning', legalComments: 'inline', metafile: true };
const first = await transform(readFileSync('wwwroot/js/application.js', 'utf8'), { minify: true, target: shared.target });
const around = { banner: { js: `${first.code.trim()}whenPainted(()=>{` }, footer: { js: '});' } };
const application = await build({ ...shared, ...around, entryPoints: { application: 'wwwroot/js/start.js' }, format: 'iife', plugins: [turboWithoutMarkup] });
const composer = await build({ ...shared, entryPoints: ['wwwroot/js/composer.js'], format: 'esm', plugins: [squireSource, squireWithoutMarkup] });
const styles = await build({ ...shared, entryPoints: ['application', 'settings', 'contacts'].map(name => `wwwroot/css/${name}.css`), target: ['chrome123', 'firefox120', 'safari17.5'] });

// Whose code is in the bundles, as these say themselves, and under which licence: each package's own file. Turbo is packed without one: its source names who wrote it, and
// the words of its licence are those of Stimulus, which comes from the same people.
const inputs = [application, composer, styles].flatMap(({ metafile }) => Object.keys(metafile.inputs));
const packages = [...new Set(inputs.map(input => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]).filter(Boolean))].sort();

function licenceOf(name) {
  const file = readdirSync(`node_modules/${name}`).find(candidate => /licen[cs]e/i.test(candidate));
  if (file) return readFileSync(`node_modules/${name}/${file}`, 'utf8').trim();
  if (name !== '@hotwired/turbo') throw new Error(`${name} comes without its licence.`);
  const source = readFileSync(inputs.find(input => input.includes(`/${name}/`)), 'utf8');
  return licenceOf('@hotwired/stimulus').replace(/^Copyright.*$/m, () => /^Copyright.*$/m.exec(source)[0]);
}

const notices = packages.map(name => {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  return `${name} ${version} (${license})\n\n${licenceOf(name)}\n`;
});
writeFileSync('wwwroot/dist/LICENSES.txt', `application.js and composer.js hold code of others, some lines of it changed (script/assets.mjs), under these licences.\n\n${notices.join(`\n${'-'.repeat(72)}\n\n`)}`);

for (const [list, sprite] of Object.entries(sprites)) {
  const symbols = readFileSync(`wwwroot/icons/${list}.txt`, 'utf8').trim().split(/\s+/).map(name => {
    const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, 'utf8');
    const body = svg.replace(/<!--.*?-->/s, '').replace(/^\s*<svg[^>]*>/s, '').replace(/<\/svg>\s*$/s, '').replace(/\s+/g, ' ').trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
  });
  writeFileSync(`wwwroot/icons/${sprite}.svg`, `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);
}
writeFileSync('wwwroot/icons/LICENSE', readFileSync('node_modules/lucide-static/LICENSE', 'utf8'));
