// The TypeScript clients: strictly typed, and closed whatever the gateway does. The compiler comes
// from npm, for this test only.
// usage: node plugins_test.mjs BINARIES CACHE
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { hold } from './cases.mjs';
import { install } from './client.mjs';

const [binaries, cache] = process.argv.slice(2).map((argument) => path.resolve(argument));
const sources = path.resolve(new URL('../../clients', import.meta.url).pathname);
const tools = install(cache, 'typescript@5.9.3', '@types/node@20.19.0');
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-plugins-'));
const built = path.join(root, 'built');

function compile(files, ...flags) {
  const config = path.join(root, 'tsconfig.json');
  fs.writeFileSync(config, JSON.stringify({
    compilerOptions: {
      strict: true, noUncheckedIndexedAccess: true, noUnusedLocals: true, target: 'es2022', module: 'nodenext',
      moduleResolution: 'nodenext', allowImportingTsExtensions: true, rewriteRelativeImportExtensions: true,
      types: ['node'], typeRoots: [path.join(tools, 'node_modules/@types')], outDir: built, ...flags[0],
    },
    files,
  }));
  fs.writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
  try {
    execFileSync(process.execPath, [path.join(tools, 'node_modules/typescript/bin/tsc'), '-p', config], { encoding: 'utf8' });
  } catch (error) {
    assert.fail(`tsc: ${error.stdout}`);
  }
}

// The compiler takes a module's kind from the package that it stands in.
fs.cpSync(sources, path.join(root, 'clients'), { recursive: true, filter: (file) => !/\.(cpp|h|txt)$/.test(file) });
const at = (name) => path.join(root, 'clients', name);
compile([at('node/gateway.ts'), at('pi/gavel.ts'), at('opencode/gavel.ts')], { rootDir: path.join(root, 'clients') });
fs.writeFileSync(path.join(built, 'package.json'), '{"type":"module"}');
const { ask, readReply, readVerdict } = await import(path.join(built, 'node/gateway.js'));
const { gavel: pi } = await import(path.join(built, 'pi/gavel.js'));
const { gavel: opencode } = await import(path.join(built, 'opencode/gavel.js'));

const socket = path.join(root, 'gavel.sock');
const governed = path.join(root, 'governed');
fs.mkdirSync(governed);
fs.writeFileSync(path.join(governed, 'judge.json'), '{"version":1}');
const placed = (deadlineMs) => ({
  agent: 'pi', socket, owner: process.getuid(), deadlineMs,
  hook: [path.join(binaries, 'gavel-hook'), 'pi', '--socket', socket, '--no-start', '--deadline-ms', String(deadlineMs)],
});
const place = placed(60_000);
const hasty = placed(300);  // where nobody answers
const call = (cwd) => ({ hook_event_name: 'tool_call', cwd, tool_name: 'bash', tool_input: { command: 'ls' } });
const http = (body, status = '200 OK') => `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

// Answers every connection with `reply`; null: never.
async function withPeer(reply, test) {
  const peers = new Set();
  const server = net.createServer((peer) => {
    peers.add(peer);
    peer.on('error', () => {});
    peer.on('data', () => { if (reply !== null) peer.end(reply); });
  });
  fs.rmSync(socket, { force: true });
  await new Promise((resolve) => server.listen(socket, resolve));
  try {
    return await test();
  } finally {
    for (const peer of peers) peer.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const cases = {
  'what is no answer is an error'() {
    for (const text of ['x', '{}', '[]', '{"decision":"deny"}', '{"decision":"deny","reason":""}', '{"decision":"approve"}', 'null']) {
      assert.throws(() => readVerdict(text), undefined, text);
    }
    assert.equal(readVerdict('').decision, 'abstain');
    assert.equal(readVerdict('{"decision":"deny","reason":"no"}').reason, 'no');
    const whole = http('{"decision":"allow"}');
    assert.equal(readReply(Buffer.from(whole)), '{"decision":"allow"}');
    for (let size = 0; size < whole.length; size += 1) assert.throws(() => readReply(Buffer.from(whole.slice(0, size))));
    assert.throws(() => readReply(Buffer.from(`${whole}x`)));
    assert.throws(() => readReply(Buffer.from(http('{"decision":"allow"}', '500 Broken'))));
  },

  async 'the gateway is asked over its socket'() {
    for (const [body, decision] of [['{"decision":"allow"}\n', 'allow'], ['', 'abstain'], ['{"decision":"deny","reason":"no"}', 'deny']]) {
      const verdict = await withPeer(http(body), () => ask({ ...place, hook: ['/nowhere'] }, call(governed)));
      assert.equal(verdict.decision, decision);
    }
  },

  async 'whatever else comes back, a governed folder is denied and another left alone'() {
    for (const reply of ['', 'allow', http('yes'), http('{"decision":"allow"}', '500 Broken'), http('{"decision":"allow"}').slice(0, -1), null]) {
      await withPeer(reply, async () => {
        const from = reply === null ? hasty : place;
        const verdict = await ask(from, call(governed));
        assert.equal(verdict.decision, 'deny', JSON.stringify(reply));
        assert.match(verdict.reason, /unavailable/);
        assert.equal((await ask(from, call(root))).decision, 'abstain');
      });
    }
  },

  async 'no socket, a file in its place, another owner: denied'() {
    fs.rmSync(socket, { force: true });
    assert.equal((await ask(place, call(governed))).decision, 'deny');
    fs.writeFileSync(socket, '{"decision":"allow"}');
    assert.equal((await ask(place, call(governed))).decision, 'deny');
    await assert.rejects(ask({ ...place, hook: ['/nowhere/gavel-hook'] }, call(governed)));
    if (process.getuid() !== 0) {
      await withPeer(http('{"decision":"allow"}'), async () => {
        assert.equal((await ask({ ...place, owner: 12345 }, call(governed))).decision, 'deny');
      });
    }
  },

  async 'pi: blocks with the reason; asks in its window only where there is one'() {
    const hooked = (from) => {
      const handlers = {};
      pi({ on: (event, handler) => { handlers[event] = handler; } }, from);
      return handlers;
    };
    const handlers = hooked(place);
    const event = { toolCallId: '1', toolName: 'bash', input: { command: 'ls' } };
    const context = (hasUI, yes) => ({
      cwd: governed, hasUI, ui: { confirm: async () => yes }, sessionManager: { getSessionId: () => 's' },
    });
    const answer = (body, hasUI, yes) => withPeer(http(body), () => handlers.tool_call(event, context(hasUI, yes)));
    assert.equal(await answer('{"decision":"allow"}', false, false), undefined);
    assert.deepEqual(await answer('{"decision":"deny","reason":"no"}', true, true), { block: true, reason: 'no' });
    assert.deepEqual(await answer('{"decision":"ask","reason":"sure?"}', false, true), { block: true, reason: 'sure?' });
    assert.deepEqual(await answer('{"decision":"ask","reason":"sure?"}', true, false), { block: true, reason: 'sure?' });
    assert.equal(await answer('{"decision":"ask","reason":"sure?"}', true, true), undefined);
    await withPeer(null, async () => {
      assert.equal(await hooked(hasty).input({ text: 'hello' }, context(false, false)), undefined, 'words are never stopped');
    });
  },

  async 'opencode: throws the reason, on an ask as well'() {
    const hooks = opencode(governed, { ...place, agent: 'opencode' });
    const go = (body) => withPeer(http(body), () => hooks['tool.execute.before'](
      { tool: 'bash', sessionID: 's', callID: '1' }, { args: { command: 'ls' } }));
    await go('{"decision":"allow"}');
    await go('');
    await assert.rejects(go('{"decision":"deny","reason":"no"}'), /^Error: no$/);
    await assert.rejects(go('{"decision":"ask","reason":"sure?"}'), /sure/);
    await assert.rejects(go('garbage'), /unavailable/);
  },

  'what `gavel install` writes is one well-typed module with one export'() {
    const env = { PATH: process.env.PATH, HOME: root };
    for (const [agent, file] of [['pi', '.pi/agent/extensions/gavel.ts'], ['opencode', '.config/opencode/plugins/gavel.ts']]) {
      execFileSync(path.join(binaries, 'gavel'), ['install', agent, '--yes', '--socket', socket], { env, cwd: root, stdio: 'ignore' });
      compile([path.join(root, file)], { noEmit: true });
      assert.equal(fs.readFileSync(path.join(root, file), 'utf8').match(/^export /gm).length, 1);
    }
  },
};

await hold(cases, { end: () => fs.rmSync(root, { recursive: true, force: true }) });
