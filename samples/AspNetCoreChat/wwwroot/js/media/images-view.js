import { readPicture } from '../chat/pictures.js';
import { $, numberOf } from '../ui/dom.js';
import { drawKept, runAndKeep } from './keeper.js';
import { Original, takePictures } from './original.js';
import { TaskModel } from './task-model.js';

/** Makes pictures. @param {(request: object) => void} used Is told what was asked for. */
export function setUpImages(used, changed) {
  const original = new Original($('#image-original'), $('#image-original-note'), 'image-to-image');
  const choice = new TaskModel($('#image-model'), $('#image-provider'), 'text-to-image', changed, original);
  const list = $('#image-results');
  const request = () => {
    const [width, height] = $('#image-size').value.split('x').map(Number);
    return { model: choice.model, provider: choice.provider, prompt: $('#image-prompt').value.trim(), width: width || null, height: height || null, seed: numberOf($('#image-seed')), count: numberOf($('#image-count')) };
  };
  $('#image-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = { ...request(), original: original.file ? await readPicture(original.file) : null };
    used();
    await runAndKeep(list, { kind: 'image', title: body.prompt, url: 'api/images', body, model: body.model });
  });
  $('#image-form').addEventListener('input', changed);
  takePictures($('#view-images'), original);
  return { show: () => Promise.all([drawKept(list, 'image'), choice.load('black-forest-labs/FLUX.1-schnell')]), request: () => ({ ...request(), hasOriginal: Boolean(original.file) }) };
}
