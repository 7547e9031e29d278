// Puts what the page needs of its npm packages into wwwroot/lib: `npm ci && npm run vendor`.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH
THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Each is a file of its own, which the page fetches when an answer has code in that language. */
const LANGUAGES = [
  'bash', 'c', 'cpp', 'csharp', 'css', 'diff', 'dockerfile', 'fsharp', 'go', 'graphql', 'ini', 'java', 'javascript', 'json', 'kotlin', 'lua', 'makefile',
  'markdown', 'php', 'powershell', 'python', 'r', 'ruby', 'rust', 'shell', 'sql', 'swift', 'typescript', 'xml', 'yaml',
];

/** What the schema checker's own entry imports; the rest of the package is not needed. */
const SCHEMA_FILES = ['validator', 'validate', 'dereference', 'deep-compare-strict', 'format', 'pointer', 'ucs2-length'];

const fonts = readdirSync('node_modules/katex/dist/fonts').filter((name) => name.endsWith('.woff2'));

vendor('marked', 'node_modules/marked', { 'lib/marked.esm.js': 'marked.esm.js' });
vendor('katex', 'node_modules/katex', {
  'dist/katex.min.js': 'katex.min.js',
  'dist/katex.min.css': 'katex.min.css',
  ...Object.fromEntries(fonts.map((name) => [`dist/fonts/${name}`, `fonts/${name}`])),
});
vendor('highlight', 'node_modules/@highlightjs/cdn-assets', {
  'es/core.min.js': 'core.min.js',
  ...Object.fromEntries(LANGUAGES.map((name) => [`es/languages/${name}.min.js`, `languages/${name}.min.js`])),
});

vendor('json-schema', 'node_modules/@cfworker/json-schema', Object.fromEntries(SCHEMA_FILES.map((name) => [`dist/esm/${name}.js`, `${name}.js`])));

function vendor(name, source, files) {
  const target = `wwwroot/lib/${name}`;
  rmSync(target, { recursive: true, force: true });
  for (const [from, to] of Object.entries(files)) {
    mkdirSync(`${target}/${to}`.replace(/\/[^/]*$/, ''), { recursive: true });
    cpSync(`${source}/${from}`, `${target}/${to}`);
  }

  if (existsSync(`${source}/LICENSE`)) {
    cpSync(`${source}/LICENSE`, `${target}/LICENSE`);
  } else {
    writeFileSync(`${target}/LICENSE`, licenseOf(JSON.parse(readFileSync(`${source}/package.json`, 'utf8'))));
  }
}

/** Of a package that names its license and has no file of it. */
function licenseOf({ name, version, license, author }) {
  if (license !== 'MIT') {
    throw new Error(`${name} has the license ${license}, and no file of it.`);
  }

  return `${name} ${version}\n\nThe MIT License\n\nCopyright (c) ${author}\n\n${MIT}\n`;
}
