// Fills web/static/vendor from node_modules: htmx with the extensions the pages
// use, and one sprite of the icons named in icons.txt.
// Run it after `npm ci --ignore-scripts`, from any folder.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '..', '..', 'node_modules');
const target = join(here, 'vendor');

const copies = {
  'htmx.min.js': 'htmx.org/dist/htmx.min.js',
  'hx-csp.min.js': 'htmx.org/dist/ext/hx-csp.min.js',
  'hx-sse.min.js': 'htmx.org/dist/ext/hx-sse.min.js',
};

function symbol(name) {
  const svg = readFileSync(join(modules, 'lucide-static', 'icons', `${name}.svg`), 'utf8');
  const shapes = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, '')}</symbol>`;
}

mkdirSync(target, { recursive: true });
for (const [name, from] of Object.entries(copies)) copyFileSync(join(modules, from), join(target, name));

const names = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').filter((line) => /^[a-z0-9-]+$/.test(line));
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${names.map(symbol).join('\n')}\n</svg>\n`;
writeFileSync(join(target, 'icons.svg'), sprite);
console.log(`web/static/vendor: ${Object.keys(copies).length} scripts, ${names.length} icons`);
