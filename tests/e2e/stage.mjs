// A scratch home, a scratch repository and a gateway of its own for one end-to-end test.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';

export class Stage {
  // `apart`: a folder in which one outside the temporary folder may be made; codex wants one.
  constructor(binaries, apart) {
    this.gavel = path.join(binaries, 'gavel');
    this.hook = path.join(binaries, 'gavel-hook');
    this.root = fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-e2e-'));
    this.home = path.join(this.root, 'home');
    this.repo = path.join(this.home, 'repo');
    this.socket = path.join(this.root, 'run', 'gavel.sock');
    this.state = path.join(this.root, 'state');
    if (apart !== undefined) {
      fs.mkdirSync(apart, { recursive: true });
      this.apart = fs.mkdtempSync(path.join(apart, 'home-'));
    }
    fs.mkdirSync(this.repo, { recursive: true });
    fs.mkdirSync(path.dirname(this.socket), { mode: 0o700 });
    this.git('init', '-q', '-b', 'main');
    this.write('README.md', 'scratch\n');
    this.git('add', '.');
    this.git('-c', 'user.name=e2e', '-c', 'user.email=e2e@localhost', 'commit', '-qm', 'first');
  }

  git(...words) { execFileSync('git', words, { cwd: this.repo, env: this.environment() }); }

  environment(extra = {}) {
    return {
      PATH: process.env.PATH, HOME: this.home, LANG: 'C.UTF-8',
      XDG_CONFIG_HOME: path.join(this.home, '.config'), ...extra,
    };
  }

  write(name, text) {
    const file = path.resolve(this.repo, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }

  writeHome(name, text) { this.write(path.join(this.home, name), text); }

  exists(name) { return fs.existsSync(path.join(this.repo, name)); }

  // Resolves when the gateway answers /healthz; rejects with its stderr when it ends before.
  async startGateway(...flags) {
    const words = ['serve', '--socket', this.socket, '--state', this.state, ...flags];
    const child = spawn(this.gavel, words, {
      env: this.environment(), stdio: ['ignore', 'inherit', 'pipe'],
    });
    let errors = '';
    this.errors = () => errors;  // what it said on standard error so far
    let ended = null;
    child.stderr.on('data', (data) => { errors += data; });
    child.on('exit', (code, signal) => { ended = `exit ${code ?? signal}`; });
    this.gateway = child;
    while (!(await this.healthy())) {
      if (ended !== null) throw new Error(`the gateway did not start: ${ended}\n${errors}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  healthy() {
    return new Promise((resolve) => {
      const request = http.get({ socketPath: this.socket, path: '/healthz' }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode === 200));
      });
      request.on('error', () => resolve(false));
    });
  }

  async endGateway(signal = 'SIGTERM') {
    const child = this.gateway;
    if (child === undefined) return;
    this.gateway = undefined;
    const gone = new Promise((resolve) => child.on('exit', resolve));
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await gone;
  }

  // Runs `gavel` in the repository; returns what it printed. Throws when its exit code is not 0.
  gavelSays(words, env = {}) {
    return execFileSync(this.gavel, words, {
      cwd: this.repo, env: this.environment(env), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  // Rows of the audit log, newest first, as the command line prints them.
  log() {
    const words = ['log', '--json', '--state', this.state];
    const text = execFileSync(this.gavel, words, { env: this.environment(), encoding: 'utf8' });
    return text.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  async end() {
    await this.endGateway();
    fs.rmSync(this.root, { recursive: true, force: true });
    if (this.apart !== undefined) fs.rmSync(this.apart, { recursive: true, force: true });
  }
}

// Runs a program to its end; resolves to { code, out, err }.
export function run(program, words, options) {
  // A client that never ends is a failure to be shown, not one to wait for.
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => { out += data; });
    child.stderr.on('data', (data) => { err += data; });
    const timer = setTimeout(() => child.kill('SIGKILL'), 600_000);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? signal, out, err });
    });
  });
}
