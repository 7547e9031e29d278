import { readPicture } from '../chat/pictures.js';
import { $, h } from '../ui/dom.js';
import { runJob, saveLink, toObjectUrl } from './job.js';
import { TaskModel } from './task-model.js';

/** Makes videos. */
export function setUpVideo(used, changed) {
  const choice = new TaskModel($('#video-model'), $('#video-provider'), 'text-to-video', changed);
  const request = () => ({ model: choice.model, provider: choice.provider, prompt: $('#video-prompt').value.trim(), frames: $('#video-frames').value === '' ? null : Number($('#video-frames').value) });
  $('#video-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const [file] = $('#video-original').files;
    const body = { ...request(), original: file ? await readPicture(file) : null };
    used();
    await runJob($('#video-results'), { title: body.prompt, url: 'api/video', body, show: (media) => film(media, body.prompt) });
  });
  $('#video-form').addEventListener('input', changed);
  return { show: () => choice.load('Wan-AI/Wan2.2-TI2V-5B'), request: () => ({ ...request(), hasOriginal: $('#video-original').files.length > 0 }) };
}

function film(media, prompt) {
  if (media.type !== 'media') {
    return null;
  }

  const url = toObjectUrl(media.uri);
  return h('figure', { class: 'made' }, h('video', { src: url, controls: true, loop: true, 'aria-label': prompt }), saveLink(url, 'video.mp4'));
}
