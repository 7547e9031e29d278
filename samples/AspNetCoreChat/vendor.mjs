// Puts what the page needs of its npm packages into wwwroot/lib: `npm ci && npm run vendor`.

import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';

/** Each is a file of its own, which the page fetches when an answer has code in that language. */
const LANGUAGES = [
  'bash', 'c', 'cpp', 'csharp', 'css', 'diff', 'dockerfile', 'fsharp', 'go', 'graphql', 'ini', 'java', 'javascript', 'json', 'kotlin', 'lua', 'makefile',
  'markdown', 'php', 'powershell', 'python', 'r', 'ruby', 'rust', 'shell', 'sql', 'swift', 'typescript', 'xml', 'yaml',
];

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

function vendor(name, source, files) {
  const target = `wwwroot/lib/${name}`;
  rmSync(target, { recursive: true, force: true });
  for (const [from, to] of Object.entries({ LICENSE: 'LICENSE', ...files })) {
    mkdirSync(`${target}/${to}`.replace(/\/[^/]*$/, ''), { recursive: true });
    cpSync(`${source}/${from}`, `${target}/${to}`);
  }
}
