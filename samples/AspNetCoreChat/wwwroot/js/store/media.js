// What was made: pictures, speech, videos and transcripts, with the words that they were made from. Files are kept as files.

import { got, isFull, transact } from './database.js';
import { tell } from './tabs.js';

/** Items are `{id, kind, title, model, provider, created, files: Blob[], transcript?}`; the newest first. */
export const readMedia = async () =>
  (await transact(['media'], 'readonly', (media) => got(media.getAll()))).sort((a, b) => b.created - a.created);

/** @throws {Error} In words for people. */
export async function addMedia(item) {
  try {
    await transact(['media'], 'readwrite', (media) => got(media.put(item)));
  } catch (error) {
    throw isFull(error) ? new Error('The browser has no room to keep this: delete something in the gallery.') : error;
  }

  tell({ kind: 'media' });
}

/** `addMedia` brings it back. */
export async function removeMedia(id) {
  await transact(['media'], 'readwrite', async (media) => media.delete(id));
  tell({ kind: 'media' });
}
