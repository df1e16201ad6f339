// A gateway of its own on a scratch home, with a page to look at it: what these tests share.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { execFileSync } from 'node:child_process';

import { install, skip } from '../e2e/client.mjs';
import { Stage } from '../e2e/stage.mjs';

export const passphrase = 'a few words only you know';

// Debian's; Playwright's own downloads are not wanted.
function chromium() {
  const found = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => fs.existsSync(file));
  return found ?? skip('there is no chromium');
}

export async function tools(cache) {
  const program = chromium();
  const folder = install(cache, 'playwright-core@1.56.1', 'axe-core@4.11.0');
  const require = createRequire(path.join(folder, 'package.json'));
  const { chromium: browser } = await import(pathToFileURL(require.resolve('playwright-core')).href).then((module) => module.default ?? module);
  return { browser, program, axe: fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8') };
}

export class Visit {
  constructor(binaries, tools) {
    this.tools = tools;
    this.stage = new Stage(binaries);
    fs.mkdirSync(this.stage.state, { recursive: true, mode: 0o700 });
    this.requests = [];  // every address the browser asked for
  }

  async begin({ browser = true, operator = true } = {}) {
    if (operator) this.setPassphrase();
    await this.stage.startGateway('--tcp', '127.0.0.1:0');
    this.port = await this.portOfGateway();
    this.origin = `http://127.0.0.1:${this.port}`;
    if (!browser) return;
    this.browser = await this.tools.browser.launch({
      executablePath: this.tools.program, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
  }

  setPassphrase(words = passphrase) {
    execFileSync(this.stage.gavel, ['operator', 'set', '--state', this.stage.state, '--passphrase-stdin'], {
      input: `${words}\n`, env: this.stage.environment(), stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  // The gateway says it on its standard error.
  async portOfGateway() {
    for (;;) {
      const found = /http:\/\/127\.0\.0\.1:(\d+)\/ui\//.exec(this.stage.errors());
      if (found) return Number(found[1]);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  // A fresh browser profile; what it asks for, what it says and what it throws is kept.
  async page(options = {}) {
    const context = await this.browser.newContext({ baseURL: this.origin, viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.troubles = [];
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('pageerror', (error) => page.troubles.push(`error: ${error.message}`));
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) page.troubles.push(message.text()); });
    page.on('dialog', (dialog) => { page.troubles.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.setDefaultTimeout(60_000);
    return page;
  }

  async signIn(page, hash = '') {
    await page.goto(`/ui/${hash}`);
    await page.getByLabel('Operator passphrase').fill(passphrase);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('main h1').waitFor();
    await this.settled(page);
  }

  // Nothing is being asked for any more.
  async settled(page) {
    await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('[aria-busy=true]'));
  }

  async go(page, hash) {
    await page.evaluate((to) => { location.hash = to; }, hash);
    await page.locator(`#frame[data-shown=${JSON.stringify(hash)}]`).waitFor();
    await this.settled(page);
  }

  // One call as an agent's hook would send it, over the gateway's socket.
  judge(call) { return this.post('/v1/judge', { cwd: this.stage.repo, agent: 'claude-code', session: 'night-1', ...call }); }

  post(route, body) {
    return new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const request = http.request({ socketPath: this.stage.socket, path: route, method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) } }, (response) => {
        let answer = '';
        response.on('data', (data) => { answer += data; });
        response.on('end', () => resolve({ status: response.statusCode, ...JSON.parse(answer || '{}') }));
      });
      request.on('error', reject);
      request.end(text);
    });
  }

  async end() {
    await this.browser?.close();
    await this.stage.end();
  }
}

// No rule of WCAG 2.1 A and AA, nor of good practice, is broken.
export async function accessible(page, axe) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map((one) => `${one.id}: ${one.help}\n  ${one.nodes.map((node) => node.html.slice(0, 200)).join('\n  ')}`);
}
