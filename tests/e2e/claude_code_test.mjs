// The real Claude Code client behind the real gateway, against a fake model on loopback:
// a denied command must leave no trace on disk, whatever is broken on the way.
// usage: node claude_code_test.mjs BINARIES CACHE
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { hold } from './cases.mjs';
import { claudeCode } from './client.mjs';
import { startFakeModel } from './fake_model.mjs';
import { run, Stage } from './stage.mjs';

const [binaries, cache] = process.argv.slice(2).map((argument) => path.resolve(argument));
const claude = claudeCode(cache);

const policy = {
  version: 1,
  rules: { deny: [{ id: 'repo.forbidden', pattern: 'forbidden', reason: 'the repository forbids it', instead: 'touch permitted.txt' }] },
};

// Lets the client's model propose one tool call; returns what the model was told of its result.
async function propose(stage, name, input, { hookFlags = [], policyText = JSON.stringify(policy), hook, env = {} } = {}) {
  if (policyText !== null) stage.write('judge.json', policyText);
  const words = [stage.hook, 'claude-code', '--socket', stage.socket, '--gateway', stage.gavel, ...hookFlags];
  stage.write('.claude/settings.json', JSON.stringify({
    hooks: { PreToolUse: [{ matcher: '*', hooks: [hook ?? { type: 'command', command: words.join(' '), timeout: 60 }] }] },
  }));
  const model = await startFakeModel({ name, input });
  const result = await run(claude, ['-p', 'please run the step', '--allowedTools', name], {
    cwd: stage.repo,
    env: stage.environment({
      ANTHROPIC_BASE_URL: `http://127.0.0.1:${model.port}`, ANTHROPIC_API_KEY: 'dummy',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1', ...env,
    }),
  });
  model.close();
  const told = model.told.join('\n');
  assert.equal(model.told.length, 1, `the client sent no tool result; it said: ${result.out}${result.err}`);
  return told;
}

function freePort() {
  const server = net.createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const bash = (command) => ({ command, description: 'a step' });

const cases = {
  async 'no policy: the hook is silent, with and without a gateway'(stage) {
    await propose(stage, 'Bash', bash('touch ran.txt'), { policyText: null, hookFlags: ['--no-start'] });
    assert.ok(stage.exists('ran.txt'), 'an ungoverned folder is left alone while the gateway is down');
    await stage.startGateway();
    await propose(stage, 'Bash', bash('touch again.txt'), { policyText: null });
    assert.ok(stage.exists('again.txt'));
    assert.equal(stage.log().length, 0, 'a no-op leaves no row');
  },

  async 'allowed: it runs and is on record'(stage) {
    await stage.startGateway();
    await propose(stage, 'Bash', bash('touch ran.txt'));
    assert.ok(stage.exists('ran.txt'));
    const [row] = stage.log();
    assert.equal(row.answer, 'allow');
    assert.equal(row.tool, 'Bash');
    assert.equal(row.agent, 'claude-code');
  },

  async 'denied by the repository: no trace, and the model is told why'(stage) {
    await stage.startGateway();
    const told = await propose(stage, 'Bash', bash('touch forbidden.txt'));
    assert.ok(!stage.exists('forbidden.txt'));
    assert.match(told, /the repository forbids it/);
    assert.match(told, /touch permitted\.txt/);
    const [row] = stage.log();
    assert.equal(row.answer, 'deny');
    assert.equal(row.class, 'rule');
    assert.equal(row.rule, 'repo.forbidden');
    assert.ok(told.includes(row.id), 'the denial names the decision');
  },

  async 'denied by the shipped rules, hidden in a list'(stage) {
    await stage.startGateway();
    await propose(stage, 'Bash', bash("touch trace.txt; bash -c 'rm -rf .git'"));
    assert.ok(!stage.exists('trace.txt'));
    assert.ok(stage.exists('.git'));
  },

  async 'escalated and turned down by the judge'(stage) {
    await stage.startGateway();
    const told = await propose(stage, 'Bash', bash('touch trace.txt && git push --force origin main'));
    assert.ok(!stage.exists('trace.txt'));
    const [row] = stage.log();
    assert.equal(row.ruling, 'escalate');
    assert.equal(row.class, 'judge');
    assert.match(told, /throws away commits/);
    assert.match(told, /--force-with-lease/);
  },

  async 'the write tool may not touch the policy'(stage) {
    await stage.startGateway();
    stage.write('judge.json', JSON.stringify(policy));
    await propose(stage, 'Write', { file_path: `${stage.repo}/.pi/judge.json`, content: '{}' });
    assert.ok(!stage.exists('.pi/judge.json'));
    assert.equal(stage.log()[0].class, 'self');
  },

  async 'the write tool may write in the repository'(stage) {
    await stage.startGateway();
    await propose(stage, 'Write', { file_path: `${stage.repo}/note.txt`, content: 'hello\n' });
    assert.ok(stage.exists('note.txt'));
  },

  async 'gateway killed, starting forbidden: it does not run'(stage) {
    await stage.startGateway();
    await stage.endGateway('SIGKILL');
    const told = await propose(stage, 'Bash', bash('touch ran.txt'), { hookFlags: ['--no-start'] });
    assert.ok(!stage.exists('ran.txt'));
    assert.match(told, /unavailable/);
  },

  async 'gateway hangs: it does not run'(stage) {
    await stage.startGateway();
    const { pid } = stage.gateway;
    process.kill(pid, 'SIGSTOP');
    try {
      const told = await propose(stage, 'Bash', bash('touch ran.txt'), { hookFlags: ['--deadline-ms', '500'] });
      assert.ok(!stage.exists('ran.txt'));
      assert.match(told, /unavailable/);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  },

  async 'something else answers on the socket: it does not run'(stage) {
    const replies = ['', 'allow\n', 'HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{}', 'HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n'];
    for (const [index, reply] of replies.entries()) {
      fs.rmSync(stage.socket, { force: true });
      const server = net.createServer((peer) => { peer.on('error', () => {}); peer.on('data', () => peer.end(reply)); });
      await new Promise((resolve) => server.listen(stage.socket, resolve));
      await propose(stage, 'Bash', bash(`touch ran${index}.txt`), { hookFlags: ['--no-start'] });
      await new Promise((resolve) => server.close(resolve));
      assert.ok(!stage.exists(`ran${index}.txt`), `after the reply ${JSON.stringify(reply)}`);
    }
  },

  async 'its native http hook: allowed, denied, and closed when nobody answers'(stage) {
    const port = await freePort();
    const tokenFile = `${stage.root}/token`;
    await stage.startGateway('--tcp', `127.0.0.1:${port}`, '--token-file', tokenFile);
    const options = {
      hook: {
        type: 'http', url: `http://127.0.0.1:${port}/v1/hooks/claude-code`, timeout: 30, onFailure: 'block',
        headers: { Authorization: 'Bearer $GAVEL_TOKEN' }, allowedEnvVars: ['GAVEL_TOKEN'],
      },
      env: { GAVEL_TOKEN: fs.readFileSync(tokenFile, 'utf8').trim() },
    };
    await propose(stage, 'Bash', bash('touch ran.txt'), options);
    assert.ok(stage.exists('ran.txt'));
    const told = await propose(stage, 'Bash', bash('touch forbidden.txt'), options);
    assert.ok(!stage.exists('forbidden.txt'));
    assert.match(told, /the repository forbids it/);
    await stage.endGateway('SIGKILL');
    await propose(stage, 'Bash', bash('touch again.txt'), options);
    assert.ok(!stage.exists('again.txt'), 'onFailure: block holds');
  },

  async 'a hook that crashes, is missing or prints garbage: closed by the switch that install sets'(stage) {
    for (const command of ['exit 1', 'kill -9 $$', '/nowhere/gavel-hook claude-code', 'echo garbage; exit 3']) {
      await propose(stage, 'Bash', bash('touch ran.txt'), { hook: { type: 'command', command, timeout: 5, onFailure: 'block' } });
      assert.ok(!stage.exists('ran.txt'), command);
    }
  },

  async 'an unreadable policy: it does not run, and the message says where'(stage) {
    await stage.startGateway();
    const told = await propose(stage, 'Bash', bash('touch ran.txt'), { policyText: '{"version": 1, "moode": "strict"}' });
    assert.ok(!stage.exists('ran.txt'));
    assert.match(told, /judge\.json:1:\d+/);
    assert.match(told, /mode/);
  },
};

await hold(cases, {
  async each(test) {
    const stage = new Stage(binaries);
    try {
      await test(stage);
    } finally {
      await stage.end();
    }
  },
});
