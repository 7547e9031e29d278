// Files that go with a prompt: pictures made small, texts as text, PDFs and recordings as they are.

import { readPicture, toDataUri } from './pictures.js';

const LARGEST = 8 * 1024 * 1024;
const TEXT = /^(text\/|application\/(json|xml|javascript|x-yaml|yaml|toml|sql|x-sh))|\+(json|xml)$/;
const TEXT_NAMES = /\.(txt|md|csv|tsv|json|ya?ml|toml|xml|html?|css|m?js|ts|cs|py|java|go|rs|c|h|cpp|sh|sql|log|ini)$/i;

/**
 * @param {File} file
 * @returns {Promise<{name: string, mediaType: string, uri?: string, text?: string}>}
 * @throws {Error} In words for people.
 */
export async function readFile(file) {
  const name = file.name || 'file';
  if (file.type.startsWith('image/')) {
    return { name, mediaType: 'image/*', uri: await readPicture(file) };
  }

  if (file.size > LARGEST) {
    throw new Error(`${name} has more than 8 MB.`);
  }

  if (TEXT.test(file.type) || TEXT_NAMES.test(name)) {
    return { name, mediaType: 'text/plain', text: await file.text() };
  }

  if (file.type === 'application/pdf' || file.type.startsWith('audio/')) {
    return { name, mediaType: file.type.split(';')[0], uri: await toDataUri(new Blob([file], { type: file.type.split(';')[0] })) };
  }

  throw new Error(`${name} is no picture, text, PDF or recording.`);
}

/** A file as the model is sent it. */
export const contentOf = ({ name, uri, text }) =>
  (uri ? { $type: 'data', uri, name } : { $type: 'text', text: `The file ${name}:\n\n${text}` });
