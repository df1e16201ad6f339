// A model on loopback that proposes one tool call, then ends; it writes down what it was told.
// One server speaks for every vendor: the path of a request says whose protocol it is.
import http from 'node:http';

const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
const textOf = (content) => (typeof content === 'string' ? content : JSON.stringify(content));
const named = (type, data) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const unnamed = (data) => `data: ${JSON.stringify(data)}\n\n`;

// Anthropic Messages with server-sent events (docs.anthropic.com, "Streaming messages").
const anthropic = {
  matches: (url) => url.startsWith('/v1/messages') && !url.includes('count_tokens'),
  tools: (body) => (body.tools ?? []).map((tool) => tool.name),
  results: (body) => (body.messages ?? [])
    .flatMap((message) => (Array.isArray(message.content) ? message.content : []))
    .filter((part) => part.type === 'tool_result').map((part) => JSON.stringify(part.content)),
  reply(block, delta, stop) {
    const message = {
      id: 'msg_fake', type: 'message', role: 'assistant', model: 'fake', content: [],
      stop_reason: null, stop_sequence: null, usage,
    };
    return named('message_start', { message })
      + named('content_block_start', { index: 0, content_block: block })
      + named('content_block_delta', { index: 0, delta })
      + named('content_block_stop', { index: 0 })
      + named('message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage })
      + named('message_stop', {});
  },
  propose({ name, input }) {
    return this.reply({ type: 'tool_use', id: 'toolu_fake', name, input: {} },
      { type: 'input_json_delta', partial_json: JSON.stringify(input) }, 'tool_use');
  },
  end() { return this.reply({ type: 'text', text: '' }, { type: 'text_delta', text: 'done' }, 'end_turn'); },
};

// OpenAI Responses (platform.openai.com, "Streaming responses").
const responses = {
  matches: (url) => url.startsWith('/v1/responses'),
  tools: (body) => (body.tools ?? []).flatMap((tool) => (tool.type === 'namespace'
    ? (tool.tools ?? []).map((inner) => inner.name) : [tool.name ?? tool.type])),
  results: (body) => (body.input ?? []).filter((item) => /_call_output$/.test(item.type))
    .map((item) => textOf(item.output)),
  reply: (item) => named('response.created', { response: { id: 'resp_fake' } })
    + named('response.output_item.done', { output_index: 0, item })
    + named('response.completed', { response: { id: 'resp_fake', output: [item], usage } }),
  propose({ name, input, namespace, custom }) {
    const call = { id: 'fc_fake', call_id: 'call_fake', name, status: 'completed' };
    if (namespace !== undefined) call.namespace = namespace;
    return this.reply(custom
      ? { ...call, type: 'custom_tool_call', input }
      : { ...call, type: 'function_call', arguments: JSON.stringify(input) });
  },
  end() {
    const content = [{ type: 'output_text', text: 'done', annotations: [] }];
    return this.reply({ type: 'message', id: 'msg_fake', role: 'assistant', status: 'completed', content });
  },
};

// OpenAI chat completions, streamed.
const chat = {
  matches: (url) => url.startsWith('/v1/chat/completions'),
  tools: (body) => (body.tools ?? []).map((tool) => tool.function.name),
  results: (body) => (body.messages ?? []).filter((message) => message.role === 'tool')
    .map((message) => textOf(message.content)),
  reply(delta, reason) {
    const chunk = (choice) => unnamed({
      id: 'chatcmpl-fake', object: 'chat.completion.chunk', created: 1, model: 'fake-model', choices: [choice],
    });
    return chunk({ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: null })
      + chunk({ index: 0, delta: {}, finish_reason: reason }) + 'data: [DONE]\n\n';
  },
  propose({ name, input }) {
    const call = { index: 0, id: 'call_fake', type: 'function', function: { name, arguments: JSON.stringify(input) } };
    return this.reply({ content: null, tool_calls: [call] }, 'tool_calls');
  },
  end() { return this.reply({ content: 'done' }, 'stop'); },
};

// Gemini streamGenerateContent (ai.google.dev/api/generate-content).
const gemini = {
  matches: (url) => url.includes('enerateContent'),
  tools: (body) => (body.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? []).map((tool) => tool.name),
  results: (body) => (body.contents ?? []).flatMap((content) => content.parts ?? [])
    .filter((part) => part.functionResponse).map((part) => JSON.stringify(part.functionResponse.response)),
  reply: (part, url) => {
    const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 };
    const whole = { candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }], usageMetadata };
    return url.includes('streamGenerateContent') ? `data: ${JSON.stringify(whole)}\r\n\r\n` : JSON.stringify(whole);
  },
  propose({ name, input }, url) { return this.reply({ functionCall: { name, args: input } }, url); },
  end(url) { return this.reply({ text: 'done' }, url); },
};

const protocols = [anthropic, responses, chat, gemini];

// `proposal`: { name, input } of the one tool call. Resolves to { port, told, offered, close }:
// `told` collects the text of every tool result the client sent back, `offered` the tools' names.
export function startFakeModel(proposal) {
  const told = [];
  const offered = new Set();
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const protocol = protocols.find((each) => each.matches(request.url));
      if (protocol === undefined) {
        response.writeHead(404, { 'content-type': 'application/json' });
        response.end('{"type":"error","error":{"type":"not_found_error","message":"fake"}}');
        return;
      }
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const results = protocol.results(body);
      told.push(...results);
      const tools = protocol.tools(body);
      for (const tool of tools) offered.add(tool);
      const offers = tools.includes(proposal.name);
      const whole = request.url.includes(':generateContent');
      response.writeHead(200, { 'content-type': whole ? 'application/json' : 'text/event-stream' });
      response.end(offers && results.length === 0
        ? protocol.propose(proposal, request.url) : protocol.end(request.url));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const close = () => { server.close(); server.closeAllConnections(); };
      resolve({ port: server.address().port, told, offered, close });
    });
  });
}
