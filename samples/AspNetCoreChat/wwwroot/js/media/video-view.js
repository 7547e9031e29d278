import { readPicture } from '../chat/pictures.js';
import { $, numberOf } from '../ui/dom.js';
import { drawKept, runAndKeep } from './keeper.js';
import { TaskModel } from './task-model.js';

/** Makes videos. */
export function setUpVideo(used, changed) {
  const choice = new TaskModel($('#video-model'), $('#video-provider'), 'text-to-video', changed);
  const request = () => ({ model: choice.model, provider: choice.provider, prompt: $('#video-prompt').value.trim(), frames: numberOf($('#video-frames')) });
  $('#video-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const [file] = $('#video-original').files;
    const body = { ...request(), original: file ? await readPicture(file) : null };
    used();
    await runAndKeep($('#video-results'), { kind: 'video', title: body.prompt, url: 'api/video', body, model: body.model });
  });
  $('#video-form').addEventListener('input', changed);
  return { show: () => Promise.all([drawKept($('#video-results'), 'video'), choice.load('Wan-AI/Wan2.2-TI2V-5B')]), request: () => ({ ...request(), hasOriginal: $('#video-original').files.length > 0 }) };
}
