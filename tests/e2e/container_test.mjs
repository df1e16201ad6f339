// An agent in a container and the gateway beside it: the socket and the repository are mounted into
// a root of its own, under other names. The container is a mount namespace and a chroot.
// usage: node container_test.mjs BINARIES
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { hold } from './cases.mjs';
import { Stage } from './stage.mjs';

const binaries = path.resolve(process.argv[2]);
const box_script = `set -e
for tree in usr bin sbin lib lib64 dev; do
  [ -d "/$tree" ] || continue
  mkdir -p "$BOX/$tree" && mount --rbind "/$tree" "$BOX/$tree"
done
mount --bind "$REPO" "$BOX/workspace"
mount --bind "$RUN" "$BOX/run/gavel"
mount --bind "$BINARIES" "$BOX/opt/gavel"
cd "$BOX" && exec chroot "$BOX" /bin/sh -c 'cd "$IN" && exec "$@"' sh "$@"
`;

const may = spawnSync('unshare', ['-rm', 'true']);
if (may.status !== 0) {
  console.log('skipped: this machine lets nobody make a mount namespace (unshare -rm)');
  process.exit(77);
}

const stage = new Stage(binaries);
const box = path.join(stage.root, 'box');
for (const folder of ['workspace', 'run/gavel', 'opt/gavel', 'tmp', 'etc', 'home/node', stage.repo]) {
  fs.mkdirSync(path.join(box, folder), { recursive: true });
}
fs.symlinkSync('/etc', path.join(stage.repo, 'system'));
fs.symlinkSync('/workspace/judge.json', path.join(stage.repo, 'innocent'));
fs.mkdirSync(path.join(stage.repo, 'inner'));
const policy = '{"version": 1, "judge": {"provider": "none"}}';

// Runs a program in the box, in its folder `cwd`.
function inBox(cwd, words, input = '') {
  const env = {
    PATH: process.env.PATH, HOME: '/home/node', BOX: box, REPO: stage.repo, RUN: path.dirname(stage.socket),
    BINARIES: binaries, IN: cwd, XDG_RUNTIME_DIR: '/run/gavel',
  };
  const ran = spawnSync('unshare', ['-rm', '/bin/sh', '-c', box_script, 'sh', ...words], { env, input, encoding: 'utf8' });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

const flags = ['--socket', '/run/gavel/gavel.sock', '--no-start'];

// What the hook answers in the box: "" where it stands aside.
function answer(cwd, tool, input) {
  const call = { hook_event_name: 'PreToolUse', session_id: 's', cwd, tool_name: tool, tool_input: input };
  const ran = inBox(cwd, ['/opt/gavel/gavel-hook', 'claude-code', ...flags], JSON.stringify(call));
  assert.equal(ran.code, 0, ran.err);
  if (ran.out === '') return { decision: '', reason: '' };
  const said = JSON.parse(ran.out).hookSpecificOutput;
  return { decision: said.permissionDecision, reason: said.permissionDecisionReason };
}

const bash = (command, cwd = '/workspace') => answer(cwd, 'Bash', { command });

function expectAll(rows) {
  for (const [given, decision, reason] of rows) {
    const said = typeof given === 'string' ? bash(given) : answer(...given);
    assert.equal(said.decision, decision, `${JSON.stringify(given)}: ${said.reason}`);
    if (reason) assert.match(said.reason, reason, JSON.stringify(given));
  }
}

const cases = {
  async 'without a mapping nothing is let through, whatever governs'() {
    await stage.startGateway();
    expectAll([
      ['ls', 'deny', /outage.*cannot see this folder/s],
      // The machine has a folder of that name too, and it is another one.
      [[stage.repo, 'Bash', { command: 'ls' }], 'deny', /outage.*another folder/s],
    ]);
    await stage.endGateway();
  },

  async 'a mapped folder is judged by its policy, in its own names'() {
    stage.write('judge.json', policy);
    stage.git('add', '.');
    stage.git('-c', 'user.name=e2e', '-c', 'user.email=e2e@localhost', 'commit', '-qm', 'policy');
    stage.writeHome('.config/gavel/judge.json', JSON.stringify({ version: 1, server: { roots: [`/workspace=${stage.repo}`] } }));
    await stage.startGateway();
    expectAll([
      ['ls /workspace', 'allow'],
      [['/workspace/inner', 'Bash', { command: 'cat ../README.md' }], 'allow'],
      ['rm -rf /workspace', 'deny', /rule /],
      ['mkfs.ext4 /dev/sda', 'deny', /rule /],
      ['echo {} > /workspace/judge.json', 'deny', /self/],
      ['echo {} > innocent', 'deny', /self/],
      ['rm -f /run/gavel/gavel.sock', 'deny'],
      [['/workspace', 'Write', { file_path: '/workspace/new.txt', content: 'x' }], 'allow'],
      [['/workspace', 'Edit', { file_path: '/workspace/README.md', old_string: 's', new_string: 't' }], 'allow'],
      [['/workspace', 'Write', { file_path: '/workspace/system/passwd', content: 'x' }], 'deny'],
      [['/workspace', 'Write', { file_path: '/workspace/judge.json', content: '{}' }], 'deny', /self/],
      // What git knows of the tree is seen through the mapping: nothing is lost here.
      ['git checkout -- README.md', 'allow'],
    ]);
    const row = stage.log().find((each) => each.command === 'ls /workspace');
    assert.equal(row.cwd, '/workspace');
  },

  'a folder of the container\'s own is not judged by what has its name here'() {
    expectAll([
      [['/tmp', 'Bash', { command: 'ls' }], 'deny', /outage.*cannot see/s],
      [['/', 'Bash', { command: 'ls' }], 'deny', /outage.*cannot see/s],
      [[stage.repo, 'Bash', { command: 'ls' }], 'deny', /outage.*another folder/s],
    ]);
  },

  'whoever calls from beside the gateway is judged as ever'() {
    const call = (cwd, command, session = 'h') => {
      const body = { hook_event_name: 'PreToolUse', session_id: session, cwd, tool_name: 'Bash', tool_input: { command } };
      const words = ['claude-code', '--socket', stage.socket, '--no-start'];
      return spawnSync(stage.hook, words, { env: stage.environment(), input: JSON.stringify(body), encoding: 'utf8' }).stdout;
    };
    assert.match(call(stage.repo, 'ls'), /"allow"/);
    assert.match(call(stage.repo, `rm -rf ${stage.repo}`), /"deny"/);
    // Nobody has this folder: what the user's own file says of everywhere is not said of it.
    assert.match(call('/nowhere/at/all', 'ls', 'new'), /"deny".*outage/);
  },

  'gavel-sh runs what is allowed in the box, and nothing else'() {
    const shell = (command) => inBox('/workspace', ['/opt/gavel/gavel-sh', '-c', command]);
    const ran = shell('echo done > made.txt; exit 7');
    assert.equal(ran.code, 7, ran.err);
    assert.equal(fs.readFileSync(path.join(stage.repo, 'made.txt'), 'utf8'), 'done\n');
    const stopped = shell('touch never.txt; rm -rf /workspace');
    assert.equal(stopped.code, 126, stopped.err);
    assert.ok(!stage.exists('never.txt'));
    assert.ok(stage.exists('README.md'));
  },

  async 'a gateway that is gone lets nothing through'() {
    await stage.endGateway();
    expectAll([['ls', 'deny', /unavailable/]]);
  },
};

await hold(cases, { end: () => stage.end() });
