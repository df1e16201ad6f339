// Server-sent events over fetch: EventSource sends no header, and without the key nothing is told.
import { stream } from './api.js';

const retryMs = 2000;

// The fields of one event, as WHATWG HTML 9.2.6 reads them.
export function parse(text) {
  const event = { type: 'message', data: '', id: undefined };
  for (const row of text.split('\n')) {
    const colon = row.indexOf(':');
    const name = colon < 0 ? row : row.slice(0, colon);
    const value = colon < 0 ? '' : row.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') event.type = value;
    if (name === 'data') event.data += (event.data ? '\n' : '') + value;
    if (name === 'id') event.id = value;
  }
  return event;
}

async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const pieces = text.split('\n\n');
    text = pieces.pop();
    for (const piece of pieces) yield parse(piece);
  }
}

const pause = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

// Calls `take(event)` for every event until `signal` ends it, and `state` with true and false as the way
// opens and closes. `after()` is the newest seq that is known.
export async function follow(parameters, after, take, state, signal) {
  while (!signal.aborted) {
    try {
      const response = await stream('events', { ...parameters, after: after() }, signal);
      state(true);
      for await (const event of eventsOf(response)) if (event.data) take(event);
    } catch (error) {
      if (error.status === 401) return;
    }
    if (signal.aborted) return;
    state(false);
    await pause(retryMs, signal);
  }
}
