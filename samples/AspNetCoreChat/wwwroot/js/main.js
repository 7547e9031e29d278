// Begins the page: fetches what it needs and connects its parts.

import { openSession } from './api.js';
import { request } from './chat/answer.js';
import { historyOf } from './chat/conversation.js';
import { ChatPage } from './chat/chat-page.js';
import { path } from './chat/tree.js';
import { setUpProviders } from './health/providers-view.js';
import { setUpGallery } from './media/gallery-view.js';
import { setUpImages } from './media/images-view.js';
import { setUpSpeech } from './media/speech-view.js';
import { setUpVideo } from './media/video-view.js';
import { setUpCode } from './panels/code-panel.js';
import { drawCode } from './panels/code-view.js';
import { forgetExplanation, setUpExplain } from './panels/explain-view.js';
import { imageCode, speechCode, videoCode } from './panels/media-code.js';
import { setUpMcp } from './panels/mcp-panel.js';
import { drawRouting } from './panels/routing-panel.js';
import { setUpSettings } from './panels/settings-panel.js';
import { drawTrace } from './panels/trace-panel.js';
import { setUpUsage } from './panels/usage-view.js';
import { setUpPanel } from './panels/side-panel.js';
import { SHORTCUTS, setUpShortcuts } from './shortcuts.js';
import { loadChats } from './store/chats.js';
import { bringOver } from './store/legacy.js';
import { onSettings, save, state } from './store.js';
import { $, h } from './ui/dom.js';
import { icon } from './ui/icons.js';
import { problem } from './ui/problem.js';
import { setUpTheme } from './ui/theme.js';
import { setUpViews } from './views.js';

for (const place of document.querySelectorAll('[data-icon]')) {
  place.prepend(icon(place.dataset.icon));
}

setUpTheme($('#theme'));
$('#shortcuts').append(...SHORTCUTS.flatMap(([keys, what]) => [h('dt', {}, ...keys.split(' ').flatMap((key) => [h('kbd', {}, key), ' '])), h('dd', {}, what)]));

try {
  const [session] = await Promise.all([openSession(), loadChats().then(bringOver).catch((error) => problem(`This browser keeps no chats: ${error.message}`))]);
  await start(session);
} catch (error) {
  problem(`The page could not begin: ${error.message}`);
}

async function start(session) {
  $('#backend').textContent = session.isEmulated ? 'Emulator: no token, no cost' : `Hugging Face: ${session.account}`;
  $('#backend').title = $('#backend').textContent;
  $('#backend').dataset.emulated = session.isEmulated;

  const drawChatCode = setUpCode();
  let inspected;
  let chat = null;
  let panel = null;
  const mcp = setUpMcp(session, redraw);
  const settings = setUpSettings(session, redraw);
  chat = new ChatPage({
    session,
    problem,
    changed: (answer) => {
      inspected = answer;
      redraw();
    },
    inspect: (answer) => {
      inspected = answer;
      panel.show('routing');
      redraw();
    },
    addDemoServer: () => mcp.add(session.demoMcpServer, '').catch((error) => problem(error.message)),
    toolsChanged: () => {
      mcp.draw();
      settings.refresh();
      redraw();
    },
  });
  panel = setUpPanel(session, () => chat.chat.lanes[0].model);
  const drawUsage = setUpUsage(() => chat.chat);
  setUpExplain(() => request(chat.chat.lanes[0], historyOf(chat.chat, null, 0)));

  /** The parts that follow from the conversation and the settings. */
  function redraw() {
    save();
    if (chat) {
      const round = path(chat.chat).at(-1);
      drawRouting(inspected);
      drawTrace(inspected);
      drawUsage?.();
      forgetExplanation();
      drawChatCode({
        lane: chat.chat.lanes[0], settings: state.settings, tools: session.tools, text: round?.text ?? 'Tell me a fun fact about the Eiffel Tower.', pictures: round?.images.length ?? 0,
      });
      panel?.drawProviders();
    }
  }

  const mediaCode = (name, code) => (view) => drawCode($(`#${name}-code`), code(view.request()));
  const images = setUpImages(() => drawImages(images), () => drawImages(images));
  const drawImages = mediaCode('image', imageCode);
  const video = setUpVideo(() => drawVideo(video), () => drawVideo(video));
  const drawVideo = mediaCode('video', videoCode);
  const speech = setUpSpeech(() => drawSpeech(speech), () => drawSpeech(speech));
  const drawSpeech = mediaCode('speech', speechCode);
  const withCode = (view, draw) => ({ show: async () => {
    await view.show();
    draw(view);
  }, hide: view.hide });
  const providers = setUpProviders(session, () => chat.chat.lanes[0].model);

  onSettings(() => {
    settings.refresh();
    mcp.draw();
    redraw();
  });
  await setUpViews({
    chat: { show: (id) => {
      panel.resume();
      return chat.show(id);
    }, hide: () => panel.pause() },
    images: withCode(images, drawImages),
    speech: withCode(speech, drawSpeech),
    video: withCode(video, drawVideo),
    gallery: setUpGallery(),
    providers,
  }, (error) => problem(error.message));
  setUpShortcuts({
    model: () => chat.lanes.choose(),
    fresh: () => chat.fresh(),
    sides: () => chat.lanes.toggle(),
    panel: () => panel.toggle(),
    stop: () => (chat.view.isBusy ? chat.view.stop() : false),
    write: () => chat.composer.focus(),
    help: () => $('#help').showModal(),
  });
  $('#help-open').addEventListener('click', () => $('#help').showModal());
  $('#history-toggle').addEventListener('click', () => document.body.classList.toggle('history-shown'));
  redraw();
  document.body.dataset.ready = 'true';
}
