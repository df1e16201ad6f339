// A model on loopback that proposes one tool call, then ends; it writes down what it was told.
// Speaks the Anthropic Messages API with server-sent events (docs.anthropic.com, "Streaming messages").
import http from 'node:http';

const event = (type, data) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

function stream(block, stopReason) {
  const message = {
    id: 'msg_fake', type: 'message', role: 'assistant', model: 'fake', content: [],
    stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 },
  };
  const start = block.type === 'text' ? { type: 'text', text: '' } : { ...block, input: {} };
  const delta = block.type === 'text'
    ? { type: 'text_delta', text: block.text }
    : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
  return [
    event('message_start', { message }),
    event('content_block_start', { index: 0, content_block: start }),
    event('content_block_delta', { index: 0, delta }),
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: stopReason, stop_sequence: null }, usage: { output_tokens: 1 },
    }),
    event('message_stop', {}),
  ].join('');
}

function toolResults(request) {
  const found = [];
  for (const message of request.messages ?? []) {
    if (!Array.isArray(message.content)) continue;
    for (const part of message.content) {
      if (part.type === 'tool_result') found.push(part);
    }
  }
  return found;
}

// `proposal`: { name, input } of the one tool call. Resolves to { port, told, close }:
// `told` collects the text of every tool result the client sent back.
export function startFakeModel(proposal) {
  const told = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (!request.url.startsWith('/v1/messages') || request.url.includes('count_tokens')) {
        response.writeHead(404, { 'content-type': 'application/json' });
        response.end('{"type":"error","error":{"type":"not_found_error","message":"fake"}}');
        return;
      }
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const results = toolResults(body);
      for (const result of results) told.push(JSON.stringify(result.content));
      const offers = (body.tools ?? []).some((tool) => tool.name === proposal.name);
      const propose = offers && results.length === 0;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(propose
        ? stream({ type: 'tool_use', id: 'toolu_fake', ...proposal }, 'tool_use')
        : stream({ type: 'text', text: 'done' }, 'end_turn'));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: server.address().port, told, close: () => server.close() });
    });
  });
}
