// gavel-sh and gavel exec with real commands: what is allowed runs as if nobody had asked, what is
// not leaves no trace on the disk.
// usage: node shells_test.mjs BINARIES
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { hold } from './cases.mjs';
import { Stage } from './stage.mjs';

const binaries = path.resolve(process.argv[2]);
const stage = new Stage(binaries);
const shell = path.join(binaries, 'gavel-sh');
const env = (extra = {}) => stage.environment({ XDG_RUNTIME_DIR: path.dirname(stage.socket), ...extra });
const denied = 'touch MARK; rm -rf /';
const policy = '{"version": 1, "judge": {"provider": "none"}}';

function ran(program, words, { input = '', extra = {}, cwd = stage.repo, argv0 } = {}) {
  const said = spawnSync(program, words, { cwd, env: env(extra), input, encoding: 'utf8', argv0, timeout: 600_000 });
  return { code: said.status, signal: said.signal, out: said.stdout, err: said.stderr };
}

const sh = (words, options) => ran(shell, words, options);
const exec = (words, options) =>
  ran(stage.gavel, ['exec', '--socket', stage.socket, '--no-start', '--', ...words], options);
const left = (name) => stage.exists(name);

function script(name, text) {
  stage.write(name, text);
  fs.chmodSync(path.join(stage.repo, name), 0o755);
}

// Each way of giving a shell something to do, with a command that must not run in it.
const ways = {
  '-c': (text) => sh(['-c', text]),
  '-lc': (text) => sh(['-lc', text]),
  '-l -c': (text) => sh(['-l', '-c', text]),
  '-ec': (text) => sh(['-ec', text]),
  '-eo pipefail -c': (text) => sh(['-eo', 'pipefail', '-c', text]),
  '--norc --noprofile -c': (text) => sh(['--norc', '--noprofile', '-c', text]),
  '-c with $0 and $1': (text) => sh(['-c', 'eval "$1"', 'name', text]),
  '-c by its parameters': (text) => sh(['-c', '"$@"', 'name', 'sh', '-c', text]),
  'a script': (text) => { script('run.sh', `${text}\n`); return sh(['run.sh']); },
  'a script with options': (text) => { script('run.sh', `${text}\n`); return sh(['-x', './run.sh', 'a']); },
  'a script\'s argument': (text) => { script('run.sh', 'sh -c "$1"\n'); return sh(['run.sh', text]); },
  'standard input': (text) => sh([], { input: `${text}\n` }),
  'bash -s': (text) => sh(['-s'], { input: `${text}\n` }),
  'bash -s with words': (text) => sh(['-s', 'word'], { input: `${text}\n` }),
  'bash -': (text) => sh(['-'], { input: `${text}\n` }),
  'a login shell by its name': (text) => sh([], { input: `${text}\n`, argv0: '-bash' }),
  'bash -s, a word run': (text) => sh(['-s', text], { input: 'sh -c "$1"\n' }),
  'exec -- sh -c': (text) => exec(['sh', '-c', text]),
  'exec -- env': (text) => exec(['env', 'bash', '-c', text]),
};

const passes = {
  '-c': (text) => sh(['-c', text]),
  '-lc': (text) => sh(['-lc', text]),
  'a script': (text) => { script('ok.sh', `${text}\n`); return sh(['ok.sh']); },
  'standard input': (text) => sh([], { input: `${text}\n` }),
  'bash -s': (text) => sh(['-s'], { input: `${text}\n` }),
  'exec -- sh -c': (text) => exec(['sh', '-c', text]),
};

function nothingRuns(pattern) {
  for (const [way, give] of Object.entries(ways)) {
    const mark = `mark-${Object.keys(ways).indexOf(way)}`;
    const said = give(denied.replace('MARK', mark));
    assert.equal(said.code, 126, `${way}: ${said.code} ${said.out} ${said.err}`);
    assert.ok(!left(mark), `${way}: it ran`);
    assert.match(said.err, pattern, way);
  }
}

// What takes connections on the socket and answers them with `reply`; null: never.
async function withPeer(reply, test) {
  const peers = new Set();
  const server = net.createServer((peer) => {
    peers.add(peer);
    peer.on('error', () => {});
    if (reply !== null) peer.on('data', () => peer.end(reply));
  });
  fs.rmSync(stage.socket, { force: true });
  await new Promise((resolve) => server.listen(stage.socket, resolve));
  await test();
  for (const peer of peers) peer.destroy();
  await new Promise((resolve) => server.close(resolve));
}

// As spawnSync would hold up the peer, which lives in this process.
function ranBeside(program, words) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd: stage.repo, env: env(), stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', (data) => { err += data; });
    child.on('close', (code) => resolve({ code, err }));
  });
}

const cases = {
  async 'what is allowed runs: its output, its exit code, its input'() {
    stage.write('judge.json', policy);
    await stage.startGateway();
    for (const [way, give] of Object.entries(passes)) {
      const mark = `ran-${Object.keys(passes).indexOf(way)}`;
      const said = give(`echo out; echo err >&2; touch ${mark}; exit 7`);
      assert.equal(said.code, 7, `${way}: ${said.err}`);
      assert.equal(said.out, 'out\n', way);
      assert.equal(said.err, 'err\n', way);
      assert.ok(left(mark), way);
    }
    assert.equal(sh(['-c', 'cat; echo "$0 $1"', 'zero', 'one'], { input: 'in\n' }).out, 'in\nzero one\n');
    assert.equal(sh(['-s', 'one'], { input: 'echo "$1"; read line; echo "got $line"\nmore\n' }).out, 'one\ngot more\n');
    assert.equal(exec(['cat'], { input: 'in\n' }).out, 'in\n');
    assert.equal(exec(['printf', '%s|', 'a b', "it's", '$HOME', '']).out, "a b|it's|$HOME||");
    assert.equal(exec(['no-such-program-here']).code, 127);
    assert.match(sh(['-lc', 'shopt login_shell']).out, /on/);
  },

  'what is not allowed leaves no trace, however it is given'() {
    nothingRuns(/rule core\./);
  },

  'the reason is told as text'() {
    const said = sh(['-c', 'rm -rf /']);
    assert.doesNotMatch(said.err, /^\{/);
    assert.match(said.err, /decision [0-9a-f-]{36}/);
  },

  'what cannot be judged whole is not run'() {
    for (const [words, input] of [
      [['-s'], 'echo a\0; touch nul\n'],
      [['-s'], `touch long\n# ${'x'.repeat(200_000)}\n`],
      [['-c', 'touch long', 'name', 'x'.repeat(100_000), 'y'.repeat(100_000)], ''],
      [['--rcfile', 'ok.sh', '-i', '-c', 'touch long'], ''],
    ]) {
      const said = sh(words, { input });
      const name = words[0];
      assert.ok(!left('nul') && !left('long'), name);
      assert.notEqual(said.code, 0, name);
    }
  },

  'a signal ends the command, not what stands before it'() {
    const aborts = 'exec python3 -c "import os; os.abort()"';
    for (const give of [() => sh(['-c', aborts]), () => exec(['sh', '-c', aborts])]) {
      assert.equal(give().signal, 'SIGABRT');
    }
    // A writer whose reader is gone ends by SIGPIPE, as ever.
    assert.match(sh(['-c', '(yes; echo "ended $?" >&2) | head -1']).err, /ended 141/);
  },

  'a signal sent to it reaches the command'() {
    return new Promise((resolve, reject) => {
      const child = spawn(shell, ['-c', 'trap "echo caught; exit 9" INT; echo ready; read never'], {
        cwd: stage.repo, env: env(), stdio: ['pipe', 'pipe', 'inherit'],
      });
      let out = '';
      child.stdout.on('data', (data) => {
        out += data;
        if (out === 'ready\n') child.kill('SIGINT');
      });
      child.on('close', (code) => {
        try {
          assert.equal(code, 9);
          assert.equal(out, 'ready\ncaught\n');
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  },

  'as SHELL of a terminal recorder: a command is judged, a session is not and says so'() {
    if (spawnSync('script', ['--version']).status !== 0) return;
    const use = (words, input) => ran('script', ['-q', ...words, '/dev/null'], { input, extra: { SHELL: shell } });
    use(['-c', 'touch in-script'], '');
    assert.ok(left('in-script'));
    const said = use(['-c', denied.replace('MARK', 'not-in-script')], '');
    assert.ok(!left('not-in-script'));
    assert.match(said.out, /rule core\./);
    assert.match(use([], 'exit\n').out, /what you type here is not judged/);
  },

  async 'a dead gateway lets nothing run where a policy governs'() {
    await stage.endGateway();
    // gavel-sh would start one: it must find none to start.
    fs.mkdirSync(path.join(stage.root, 'alone'));
    fs.copyFileSync(shell, path.join(stage.root, 'alone', 'gavel-sh'));
    const alone = path.join(stage.root, 'alone', 'gavel-sh');
    for (const words of [['-c', 'touch dead'], ['ok.sh'], ['-lc', 'touch dead']]) {
      const said = ran(alone, words);
      assert.equal(said.code, 126, said.err);
      assert.match(said.err, /unavailable/);
    }
    assert.equal(ran(alone, ['-s'], { input: 'touch dead\n' }).code, 126);
    assert.equal(exec(['touch', 'dead']).code, 126);
    assert.ok(!left('dead'));
    // Where none governs it is a shell like any other.
    const bare = path.join(stage.root, 'bare');
    fs.mkdirSync(bare);
    assert.equal(ran(alone, ['-c', 'touch free; exit 3'], { cwd: bare }).code, 3);
    assert.ok(fs.existsSync(path.join(bare, 'free')));
  },

  async 'whatever else answers on the socket, nothing runs'() {
    const body = '{"decision":"allow"}\n';
    const whole = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    for (const reply of ['', 'allow', body, whole.slice(0, -1), whole.replace('200 OK', '500 Broken'),
      whole.replace('allow', 'ALLOW'), 'x'.repeat(2_000_000)]) {
      await withPeer(reply, async () => {
        for (const [program, words] of [[shell, ['-c', 'touch fooled']],
          [stage.gavel, ['exec', '--socket', stage.socket, '--no-start', '--', 'touch', 'fooled']]]) {
          const said = await ranBeside(program, words);
          assert.equal(said.code, 126, `${reply.slice(0, 60)}: ${said.err}`);
          assert.match(said.err, /unavailable|no answer/);
        }
      });
    }
    await withPeer(null, async () => {
      const words = ['exec', '--socket', stage.socket, '--no-start', '--deadline-ms', '300', '--', 'touch', 'fooled'];
      assert.equal((await ranBeside(stage.gavel, words)).code, 126);
    });
    fs.rmSync(stage.socket, { force: true });
    fs.writeFileSync(stage.socket, whole);
    assert.equal(exec(['touch', 'fooled']).code, 126);
    assert.ok(!left('fooled'));
  },
};

await hold(cases, { end: () => stage.end() });
