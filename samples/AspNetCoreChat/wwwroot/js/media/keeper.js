// Runs a job of a page, and keeps what it makes. What was made before is there from the start.

import { addMedia, readMedia, removeMedia } from '../store/media.js';
import { addUsage } from '../store/usage.js';
import { problem } from '../ui/problem.js';
import { offerUndo } from '../ui/undo.js';
import { deleteButton, fileView, itemCard, transcriptView } from './item.js';
import { runJob, toBlob } from './job.js';

/** Shows what a page has made in this browser, once. */
export async function drawKept(list, ...kinds) {
  if (list.dataset.drawn !== 'true') {
    list.dataset.drawn = 'true';
    const items = await readMedia().catch(() => []);
    list.append(...items.filter(({ kind }) => kinds.includes(kind)).map((item) => keptCard(item)));
  }
}

/** A card whose item can be deleted. */
export function keptCard(item) {
  const card = itemCard(item, () => remove(item, card));
  return card;
}

/** Deletes an item, and offers to bring it back to where it was. */
async function remove(item, card) {
  const { parentNode, nextSibling } = card;
  await removeMedia(item.id);
  card.remove();
  offerUndo(`“${item.title}” was deleted.`, async () => {
    await addMedia(item);
    parentNode.insertBefore(card, nextSibling?.parentNode === parentNode ? nextSibling : null);
  });
}

/** @param {{kind: string, title: string, url: string, body: unknown, model: string}} job */
export function runAndKeep(list, { kind, title, url, body, model }) {
  const item = { id: crypto.randomUUID(), kind, title, model, created: Date.now(), files: [] };
  const show = (event) => {
    if (event.type === 'media') {
      const file = toBlob(event.uri);
      item.files.push(file);
      return fileView(file, title);
    }

    if (event.type === 'transcript') {
      item.transcript = { text: event.text, parts: event.parts };
      return transcriptView(event);
    }

    return null;
  };
  const made = async (report, card) => {
    const kept = { ...item, provider: report?.provider ?? null };
    try {
      await addMedia(kept);
      await addUsage(report ?? {});
    } catch (error) {
      problem(error.message);
      return null;
    }

    return deleteButton(title, () => remove(kept, card));
  };
  return runJob(list, { title, url, body, show, made });
}
