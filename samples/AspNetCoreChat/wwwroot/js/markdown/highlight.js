// Colors code with highlight.js, which is fetched with the first code, and each language with the first code in it.

import { h } from '../ui/dom.js';

const LONGEST = 50_000;

/** The languages that there are, and what else people call them. */
const LANGUAGES = {
  bash: 'sh zsh', c: 'h', cpp: 'c++ cc cxx hpp hxx', csharp: 'cs c#', css: '', diff: 'patch', dockerfile: 'docker', fsharp: 'fs f#', go: 'golang', graphql: 'gql',
  ini: 'toml conf', java: '', javascript: 'js jsx mjs cjs', json: 'jsonc json5', kotlin: 'kt kts', lua: '', makefile: 'make mk', markdown: 'md', php: '',
  powershell: 'ps1 pwsh ps', python: 'py python3', r: '', ruby: 'rb', rust: 'rs', shell: 'console shellsession', sql: 'postgresql mysql tsql sqlite', swift: '',
  typescript: 'ts tsx mts', xml: 'html svg xhtml csproj xaml', yaml: 'yml',
};
const INSIDE = { xml: ['css', 'javascript'], markdown: ['xml'], php: ['xml'], shell: ['bash'], dockerfile: ['bash'] };
const FILES = new Map(Object.entries(LANGUAGES).flatMap(([file, others]) => [file, ...others.split(' ').filter(Boolean)].map((name) => [name, file])));

let core;
const loaded = new Map();

/**
 * The nodes of a code in colors.
 * @returns {Promise<Node[] | null>} Null for a language that is not known, and for what is too long.
 */
export async function highlighted(code, language) {
  const file = FILES.get((language ?? '').toLowerCase());
  if (!file || code.length > LONGEST) {
    return null;
  }

  core ??= import('../../lib/highlight/core.min.js');
  const { default: library } = await core;
  await Promise.all([file, ...(INSIDE[file] ?? [])].map((name) => load(library, name)));

  // As a tree rather than as HTML, which this page does not parse.
  return nodes(library.highlight(code, { language: file, ignoreIllegals: true })._emitter.rootNode.children);
}

function load(library, file) {
  if (!loaded.has(file)) {
    loaded.set(file, import(`../../lib/highlight/languages/${file}.min.js`).then((grammar) => library.registerLanguage(file, grammar.default)));
  }

  return loaded.get(file);
}

const nodes = (children) =>
  children.map((child) => (typeof child === 'string' ? document.createTextNode(child) : h('span', { class: classOf(child) }, ...nodes(child.children))));

const classOf = ({ scope }) => (scope && !scope.startsWith('language:') ? `code-${scope.split('.')[0]}` : null);
