// A tool server over standard input and output (modelcontextprotocol.io, stdio transport): two
// tools, each of which leaves a file named after itself in the folder given as argument.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';

const folder = process.argv[2];
const inputSchema = { type: 'object', properties: {} };
const tools = [
  { name: 'get_status', description: 'Says how things are', inputSchema, annotations: { readOnlyHint: true } },
  { name: 'delete_project', description: 'Deletes the project', inputSchema },
];

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'tracker', version: '1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name }) => {
    fs.writeFileSync(path.join(folder, name), '');
    return { content: [{ type: 'text', text: `${name} is done` }] };
  },
};

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const answer = answers[method];
  const reply = answer ? { result: answer(params ?? {}) } : { error: { code: -32601, message: 'no such method' } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...reply })}\n`);
});
