// One agent's real client behind the real gateway, hooked by `gavel install`, against a fake model
// on loopback: a denied call must leave no trace on disk, whatever is broken on the way.
// usage: node agent_test.mjs AGENT BINARIES CACHE [CASE]
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { hold } from './cases.mjs';
import { agents } from './client.mjs';
import { startFakeModel } from './fake_model.mjs';
import { run, Stage } from './stage.mjs';

const name = process.argv[2];
const [binaries, cache] = process.argv.slice(3, 5).map((argument) => path.resolve(argument));
const only = process.argv[5];
const agent = agents[name];
const client = agent.program(cache);
const words = client.endsWith('.js') ? [process.execPath, client] : [client];

const policy = JSON.stringify({
  version: 1,
  rules: { deny: [{ id: 'repo.forbidden', pattern: 'forbidden', reason: 'the repository forbids it', instead: 'touch permitted.txt' }] },
});

const homes = (stage) => agent.home(stage);
const install = (stage, ...flags) => stage.gavelSays(
  ['install', name, '--yes', '--socket', stage.socket, ...flags], homes(stage));

// What is said of a denial, wherever the agent passes it on.
function says(told, pattern) {
  if (told !== null) assert.match(told, pattern);
}

// Lets the client's model propose one tool call; returns what the model was told of its result, null
// where a denial ended the turn.
async function propose(stage, proposal, { policyText = policy } = {}) {
  if (policyText !== null) stage.write('judge.json', policyText);
  const model = await startFakeModel(proposal);
  stage.port.aim(model.port);
  const { words: more, env } = agent.start(stage, stage.port.number, proposal);
  const result = await run(words[0], [...words.slice(1), ...more], {
    cwd: stage.repo, env: stage.environment({ ...homes(stage), ...env }),
  });
  model.close();
  if (agent.ends && model.offered.has(proposal.name) && model.told.length === 0) return null;
  assert.ok(model.told.length >= 1,
    `the client sent no result of ${proposal.name}; offered: ${[...model.offered].join(' ')}\n${result.code} ${result.out}${result.err}`);
  return model.told.join('\n');
}

// A port that stays the same while models come and go, since it stands in the agent's settings.
function steadyPort() {
  let target = 0;
  const peers = new Set();
  const server = net.createServer((peer) => {
    const next = net.connect(target, '127.0.0.1');
    peers.add(peer).add(next);
    for (const end of [peer, next]) end.on('error', () => { peer.destroy(); next.destroy(); });
    peer.pipe(next).pipe(peer);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({
      number: server.address().port,
      aim(port) { target = port; },
      close() { server.close(); for (const peer of peers) peer.destroy(); },
    }));
  });
}

const shell = agent.tools.shell;

const cases = {
  async 'allowed: it runs and is on record; not hooked: it runs and is not'(stage) {
    await propose(stage, shell('touch unhooked.txt'));
    assert.ok(stage.exists('unhooked.txt'), 'the control: without a hook the client runs it');
    install(stage);
    await stage.startGateway();
    await propose(stage, shell('touch ran.txt'));
    assert.ok(stage.exists('ran.txt'));
    const rows = stage.log();
    assert.equal(rows.length, 1);
    assert.equal(rows[0].answer, 'allow');
    assert.equal(rows[0].agent, name);
  },

  async 'denied: no trace, and the model is told why'(stage) {
    install(stage);
    await stage.startGateway();
    const told = await propose(stage, shell('touch forbidden.txt'));
    assert.ok(!stage.exists('forbidden.txt'));
    says(told, /the repository forbids it/);
    says(told, /touch permitted\.txt/);
    const [row] = stage.log();
    assert.equal(row.rule, 'repo.forbidden');
    assert.ok(told === null || told.includes(row.id), 'the denial names the decision');
  },

  async 'the edit tool: in the repository yes, the policy no'(stage) {
    install(stage);
    await stage.startGateway();
    await propose(stage, agent.tools.write(stage, 'note.txt'));
    assert.ok(stage.exists('note.txt'));
    await propose(stage, agent.tools.write(stage, '.pi/judge.json'));
    assert.ok(!stage.exists('.pi/judge.json'));
    assert.equal(stage.log()[0].class, 'self');
  },

  async 'no policy: silent, with and without a gateway'(stage) {
    install(stage, '--no-start');
    await propose(stage, shell('touch ran.txt'), { policyText: null });
    assert.ok(stage.exists('ran.txt'), 'an ungoverned folder is left alone while the gateway is down');
  },

  async 'gateway killed, starting forbidden: it does not run'(stage) {
    install(stage, '--no-start');
    await stage.startGateway();
    await stage.endGateway('SIGKILL');
    const told = await propose(stage, shell('touch ran.txt'));
    assert.ok(!stage.exists('ran.txt'));
    says(told, /unavailable/);
  },

  async 'gateway hangs: it does not run'(stage) {
    install(stage, '--deadline-ms', '700');
    await stage.startGateway();
    const { pid } = stage.gateway;
    process.kill(pid, 'SIGSTOP');
    try {
      const told = await propose(stage, shell('touch ran.txt'));
      assert.ok(!stage.exists('ran.txt'));
      says(told, /unavailable/);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  },

  async 'another process answers garbage on the socket: it does not run'(stage) {
    install(stage, '--no-start');
    const replies = ['allow\n', 'HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{}'];
    let connections = 0;
    const server = net.createServer((peer) => {
      peer.on('error', () => {});
      peer.once('data', () => { peer.end(replies[connections % 2]); connections += 1; });
    });
    await new Promise((resolve) => server.listen(stage.socket, resolve));
    await propose(stage, shell('touch ran.txt'));
    await new Promise((resolve) => server.close(resolve));
    assert.ok(connections > 0, 'it was asked');
    assert.ok(!stage.exists('ran.txt'));
  },

  async 'a file in the place of the socket: it does not run'(stage) {
    install(stage, '--no-start');
    fs.writeFileSync(stage.socket, '{"decision":"allow"}');
    const told = await propose(stage, shell('touch ran.txt'));
    assert.ok(!stage.exists('ran.txt'));
    says(told, /unavailable/);
  },

  async 'an MCP tool: what reads runs, what destroys does not'(stage) {
    if (agent.tools.mcp === undefined) return 'it has no MCP';
    install(stage);
    await stage.startGateway();
    await propose(stage, agent.tools.mcp('get_status'));
    assert.ok(stage.exists('get_status'), JSON.stringify(stage.log()));
    await propose(stage, agent.tools.mcp('delete_project'));
    assert.ok(!stage.exists('delete_project'), JSON.stringify(stage.log()));
    return undefined;
  },

  async 'the doctor finds it well, uninstalling leaves the settings as they were'(stage) {
    install(stage);
    await stage.startGateway();
    stage.write('judge.json', policy);
    const checks = JSON.parse(stage.gavelSays(['doctor', name, '--json', '--socket', stage.socket], homes(stage)));
    assert.ok(checks.some((row) => row.check === `${name}: must be denied` && row.state === 'ok'), JSON.stringify(checks));
    const again = install(stage);
    assert.match(again, /already installed/);
    stage.gavelSays(['uninstall', name, '--yes'], homes(stage));
    await propose(stage, shell('touch forbidden.txt'));
    assert.ok(stage.exists('forbidden.txt'), 'nobody is asked any more');
  },
};

const wanted = Object.entries(cases).filter(([title]) => only === undefined || title.includes(only));
await hold(Object.fromEntries(wanted), {
  async each(test) {
    const stage = new Stage(binaries, path.join(cache, 'homes'));
    stage.port = await steadyPort();
    try {
      agent.prepare(stage, stage.port.number);
      return await test(stage);
    } finally {
      stage.port.close();
      await stage.end();
    }
  },
});
