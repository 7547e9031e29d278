// Chats as files: Markdown for people, JSON for another browser.

import { path } from '../chat/tree.js';
import { add, chats, flush, readChat } from '../store/chats.js';
import { download, fileName } from '../ui/files.js';
import { modelName } from '../ui/format.js';
import { FORMAT, VERSION, readChats } from './check.js';

/** @param {'md' | 'json'} format */
export async function saveChat(id, format) {
  await flush();
  const chat = await readChat(id);
  if (format === 'md') {
    download(fileName(chat.title, 'md'), markdown(chat), 'text/markdown');
  } else {
    download(fileName(chat.title, 'json'), json([chat]), 'application/json');
  }
}

export async function saveAll() {
  await flush();
  const all = await Promise.all(chats.map(({ id }) => readChat(id)));
  download(fileName('chats', 'json'), json(all.filter(Boolean)), 'application/json');
}

/** Adds the chats of a file. Throws in words for people. */
export async function openFile(file) {
  const added = readChats(await file.text());
  await add(...added);
  return added;
}

const json = (all) => JSON.stringify({ format: FORMAT, version: VERSION, chats: all }, null, 2);

/** The branch that is shown. */
function markdown(chat) {
  const rounds = path(chat).flatMap(({ text, images, answers }) => [
    '## Prompt', ...images.map((_, index) => `*[picture ${index + 1}]*`), text,
    ...answers.flatMap((answer) => [`## ${modelName(answer.model)}${answer.reports.length > 0 ? ` (${answer.reports.at(-1).provider})` : ''}`, ...answer.parts.map(words)]),
  ]);
  return `${[`# ${chat.title}`, ...rounds].filter(Boolean).join('\n\n')}\n`;
}

function words(part) {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'tool':
      return fenced(`${part.name}(${JSON.stringify(part.arguments ?? {})})${part.result === undefined ? '' : `\n${part.result}`}`);
    case 'error':
      return `*${part.kind}: ${part.message}*`;
    default:
      return '';
  }
}

/** A fence longer than every one in the text. */
function fenced(text) {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}\n${text}\n${fence}`;
}
