import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

mkdirSync('wwwroot/dist', { recursive: true });

// The names of the icons the screens use, from Lucide (ISC licence, wwwroot/icons/LICENSE).
const icons = readFileSync('wwwroot/icons/used.txt', 'utf8').split(/\s+/).filter(Boolean);

const sources = ['wwwroot/css', 'wwwroot/js']
  .flatMap(folder => readdirSync(folder, { recursive: true }).map(name => `${folder}/${name}`))
  .filter(name => /\.(css|js)$/.test(name))
  .concat('package-lock.json', 'wwwroot/icons/used.txt').sort();

// AssetTests computes the same hash: a source that was changed without bundling fails there, without node.
const hash = createHash('sha256');
for (const name of sources) hash.update(name).update('\0').update(readFileSync(name)).update('\0');
writeFileSync('wwwroot/dist/sources.sha256', hash.digest('hex') + '\n');

// Turbo puts a style element into every page for its progress bar, which our Content-Security-Policy refuses; css/base.css draws one itself.
const withoutProgressBarStyle = {
  name: 'without-progress-bar-style',
  setup: bundle => bundle.onLoad({ filter: /turbo\.es2017-esm\.js$/ }, ({ path }) => {
    const line = '    this.installStylesheetElement();\n';
    const source = readFileSync(path, 'utf8');
    if (source.split(line).length !== 2) throw new Error('Turbo installs its style elsewhere now: look at ProgressBar in its source.');
    return { contents: source.replace(line, '') };
  }),
};

// Squire writes styles by attribute and restores text by innerHTML: our policy refuses the first, Trusted Types the second. Both go the way of everything else.
const squireWithoutMarkup = {
  name: 'squire-without-markup',
  setup: bundle => {
    bundle.onResolve({ filter: /^squire-rte$/ }, () => ({ path: resolve('node_modules/squire-rte/dist/squire-raw.mjs') }));
    bundle.onLoad({ filter: /squire-raw\.mjs$/ }, ({ path }) => {
      let source = readFileSync(path, 'utf8');
      for (const [before, after] of [
        ['        el.setAttribute(attr, value);', "        if (attr === 'style') el.style.cssText = value; else el.setAttribute(attr, value);"],
        ['      el.setAttribute(attribute.name, attribute.value);', "      if (attribute.name === 'style') el.style.cssText = attribute.value; else el.setAttribute(attribute.name, attribute.value);"],
        ['    root.innerHTML = html;', '    root.replaceChildren(this._config.sanitizeToDOMFragment(html, this));'],
      ]) {
        if (source.split(before).length !== 2) throw new Error(`Squire does this elsewhere now: ${before.trim()}`);
        source = source.replace(before, after);
      }
      return { contents: source };
    });
  },
};

const shared = { bundle: true, minify: true, target: 'es2022', outdir: 'wwwroot/dist', logLevel: 'warning', legalComments: 'inline' };
await build({ ...shared, entryPoints: ['wwwroot/js/application.js'], format: 'esm', plugins: [withoutProgressBarStyle] });
await build({ ...shared, entryPoints: ['wwwroot/js/composer.js'], format: 'esm', plugins: [squireWithoutMarkup] });
await build({ ...shared, entryPoints: ['wwwroot/css/application.css'], target: ['chrome123', 'firefox120', 'safari17.5'] });

const symbols = icons.map(name => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, 'utf8');
  const body = svg.replace(/<!--.*?-->/s, '').replace(/^\s*<svg[^>]*>/s, '').replace(/<\/svg>\s*$/s, '').replace(/\s+/g, ' ').trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
});
writeFileSync('wwwroot/icons/sprite.svg', `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);
writeFileSync('wwwroot/icons/LICENSE', readFileSync('node_modules/lucide-static/LICENSE', 'utf8'));
