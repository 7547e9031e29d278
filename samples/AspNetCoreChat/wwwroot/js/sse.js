// Reads server-sent events from the body of a response: EventSource can neither post nor be given headers.

/** The data of each event, as it comes. */
export async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const unfinished = []; // pieces of a line: a picture's line has thousands, and joining them each time would take forever
  let data = [];
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }

      let start = 0;
      for (let end = value.indexOf('\n'); end >= 0; end = value.indexOf('\n', start)) {
        unfinished.push(value.slice(start, end));
        const line = unfinished.join('').replace(/\r$/, '');
        unfinished.length = 0;
        start = end + 1;
        if (line.startsWith('data:')) {
          data.push(line.slice(line[5] === ' ' ? 6 : 5));
        } else if (line === '' && data.length > 0) {
          yield data.join('\n');
          data = [];
        }
      }

      if (start < value.length) {
        unfinished.push(value.slice(start));
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
