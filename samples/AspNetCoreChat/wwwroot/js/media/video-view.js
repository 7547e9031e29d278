import { readPicture } from '../chat/pictures.js';
import { $, numberOf } from '../ui/dom.js';
import { drawKept, runAndKeep } from './keeper.js';
import { Original, takePictures } from './original.js';
import { TaskModel } from './task-model.js';

/** Makes videos. */
export function setUpVideo(used, changed) {
  const original = new Original($('#video-original'), $('#video-original-note'), 'image-to-video');
  const choice = new TaskModel($('#video-model'), $('#video-provider'), 'text-to-video', changed, original);
  const list = $('#video-results');
  const request = () => ({ model: choice.model, provider: choice.provider, prompt: $('#video-prompt').value.trim(), frames: numberOf($('#video-frames')) });
  $('#video-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = { ...request(), original: original.file ? await readPicture(original.file) : null };
    used();
    await runAndKeep(list, { kind: 'video', title: body.prompt, url: 'api/video', body, model: body.model });
  });
  $('#video-form').addEventListener('input', changed);
  takePictures($('#view-video'), original);
  return { show: () => Promise.all([drawKept(list, 'video'), choice.load('Wan-AI/Wan2.2-TI2V-5B')]), request: () => ({ ...request(), hasOriginal: Boolean(original.file) }) };
}
