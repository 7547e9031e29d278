// Which models see pictures. What cannot be seen is not sent.

import { getChatModels } from '../models/catalog.js';
import { modelName } from '../ui/format.js';

const UNSEEN = { $type: 'text', text: '[A picture that this model cannot see.]' };

const isPicture = ({ $type, uri }) => $type === 'data' && uri.startsWith('data:image/');

/** Whether the catalog says that a model takes no pictures. One that it does not know may take them. */
async function isBlind(model) {
  const models = await getChatModels().catch(() => []);
  const entry = models.find(({ id }) => id === model);
  return entry !== undefined && !entry.input.includes('image');
}

/** The history without the pictures when the model sees none: they may have been sent to another before. */
export async function asSeenBy(model, messages) {
  const hasPictures = messages.some(({ contents }) => contents?.some(isPicture));
  return !hasPictures || !(await isBlind(model)) ? messages
    : messages.map((message) => ({ ...message, contents: message.contents?.map((content) => (isPicture(content) ? UNSEEN : content)) }));
}

/**
 * What keeps pictures from being sent to the models of some lanes; null when nothing does.
 * @returns {Promise<{words: string, lane: object, instead: string | undefined} | null>} `instead`: a model that sees.
 */
export async function blindnessOf(lanes) {
  for (const lane of lanes) {
    if (await isBlind(lane.model)) {
      const models = await getChatModels().catch(() => []);
      return { words: `${modelName(lane.model)} cannot see pictures.`, lane, instead: models.find(({ input }) => input.includes('image'))?.id };
    }
  }

  return null;
}
