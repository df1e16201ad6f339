// The page's door, knocked at without a browser: nothing is told to who did not sign in, a browser that
// another page drives is no person, and guesses cost time.
// usage: node door_test.mjs BINARIES
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test from 'node:test';

import { passphrase, Visit } from './visit.mjs';

const visit = new Visit(path.resolve(process.argv[2]), null);
visit.stage.write('judge.json', '{"version":1}');
await visit.begin({ browser: false });
const own = { Host: `127.0.0.1:${visit.port}`, Origin: visit.origin, 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' };

function knock(method, address, headers = {}, body = '') {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port: visit.port, method, path: address, headers: { ...headers, 'Content-Length': Buffer.byteLength(body) } }, (response) => {
      let text = '';
      response.on('data', (data) => { text += data; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const login = (headers = own, words = passphrase) => knock('POST', '/ui/api/login', headers, JSON.stringify({ passphrase: words }));
const routes = ['decisions', 'decisions/0123456789', 'similar/0123456789', 'sessions', 'series', 'export', 'events', 'suggestions'];

test('nothing of the log is told before a sign-in, or with half of one', async () => {
  const entered = await login();
  assert.equal(entered.status, 200);
  const [cookie] = entered.headers['set-cookie'];
  assert.match(cookie, /^gavel_review=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/ui\/$/);
  const held = { Cookie: cookie.split(';')[0], 'Gavel-Key': JSON.parse(entered.text).key };
  const halves = [{}, { Cookie: held.Cookie }, { 'Gavel-Key': held['Gavel-Key'] }, { ...held, 'Gavel-Key': held['Gavel-Key'].replace(/^./, 'x') },
    { ...held, Cookie: `gavel_review=${held['Gavel-Key']}` }];
  for (const route of routes) {
    for (const half of halves) {
      const answer = await knock('GET', `/ui/api/${route}`, { ...half, Host: own.Host });
      assert.equal(answer.status, 401, route);
      assert.deepEqual(Object.keys(JSON.parse(answer.text)).sort(), ['error', 'help', 'where'], route);
    }
  }
  assert.equal((await knock('GET', '/ui/api/decisions', held)).status, 200);
  assert.equal((await knock('GET', '/v1/decisions', held)).status, 401, 'the API wants its token');
  assert.equal((await knock('POST', '/ui/api/logout', { ...own, ...held }, '{}')).status, 200);
  assert.equal((await knock('GET', '/ui/api/decisions', held)).status, 401, 'a session that ended');
});

test('what another page makes a browser send is refused', async () => {
  const entered = await login();
  const held = { Cookie: entered.headers['set-cookie'][0].split(';')[0], 'Gavel-Key': JSON.parse(entered.text).key };
  const without = (name) => Object.fromEntries(Object.entries(own).filter(([key]) => key !== name));
  const rows = [
    ['no Origin', without('Origin')],
    ['a foreign Origin', { ...own, Origin: 'https://evil.example' }],
    ['no page at all', { ...own, Origin: 'null' }],
    ['another port of this machine', { ...own, Origin: 'http://127.0.0.1:1' }],
    ['another name of this machine', { ...own, Origin: `http://localhost:${visit.port}` }],
    ['the body of a form', { ...own, 'Content-Type': 'text/plain' }],
    ['a cross-site fetch', { ...own, 'Sec-Fetch-Site': 'cross-site' }],
    ['another port, as the browser says', { ...own, 'Sec-Fetch-Site': 'same-site' }],
    ['a rebound name', { ...own, Host: 'evil.example', Origin: 'http://evil.example' }],
  ];
  for (const [name, headers] of rows) {
    for (const address of ['/ui/api/login', '/ui/api/logout', '/ui/api/apply']) {
      const answer = await knock('POST', address, { ...headers, ...held }, '{}');
      assert.equal(answer.status, 403, `${name}: ${address}`);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
  }
  for (const site of ['cross-site', 'same-site', 'none']) {
    assert.equal((await knock('GET', '/ui/api/decisions', { ...held, 'Sec-Fetch-Site': site })).status, 403, site);
  }
  assert.equal((await knock('OPTIONS', '/ui/api/login', { Host: own.Host, Origin: own.Origin })).status, 405, 'no preflight is answered');
  assert.equal((await knock('GET', '/ui/main.js', { 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  assert.equal((await knock('GET', '/ui/', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' })).status, 200, 'a link to the page is no harm');
});

test('the page’s own files come with what tells a browser to trust nothing', async () => {
  const page = await knock('GET', '/ui/');
  assert.equal(page.status, 200);
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  const policy = page.headers['content-security-policy'].split('; ');
  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"]) {
    assert.ok(policy.includes(rule), rule);
  }
  assert.equal(page.headers['x-content-type-options'], 'nosniff');
  assert.equal(page.headers['referrer-policy'], 'no-referrer');
  assert.ok(!/<script(?! type="module" src="[a-z]+\.js"><\/script>)|style=|\son\w+=|https?:/i.test(page.text), 'nothing inline, nothing from elsewhere');
  assert.equal((await knock('GET', '/ui/', { 'If-None-Match': page.headers.etag })).status, 304);
  for (const [, name] of page.text.matchAll(/(?:src|href)="([a-z.]+)"/g)) assert.equal((await knock('GET', `/ui/${name}`)).status, 200, name);
  for (const name of ['no.js', '..%2f..%2fetc%2fpasswd', '../v1/decisions', '.git']) assert.notEqual((await knock('GET', `/ui/${name}`)).status, 200, name);
  assert.equal((await knock('GET', '/')).headers.location, '/ui/');
  const answer = await knock('GET', '/ui/api/decisions');
  assert.equal(answer.headers['cache-control'], 'no-store');
});

test('every module that a module names is there, and no text becomes markup', async () => {
  const folder = path.resolve(new URL('../../server/ui/page', import.meta.url).pathname);
  for (const name of fs.readdirSync(folder).filter((one) => one.endsWith('.js'))) {
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    assert.equal((await knock('GET', `/ui/${name}`)).text, text, `${name} is what the binary serves`);
    for (const [, other] of text.matchAll(/from '\.\/([a-z]+\.js)'/g)) assert.ok(fs.existsSync(path.join(folder, other)), `${name} names ${other}`);
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function|srcdoc=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/, name);
  }
});

test('guesses are counted, and cost ever longer waits, but not for a browser that was there before', async () => {
  const { browser } = JSON.parse((await login()).text);
  // The waits double; the time that a guess takes on a slow machine is soon outgrown.
  const answers = [];
  const told = (answer) => Number(/in (\d+) s$/.exec(JSON.parse(answer.text).error)?.[1] ?? 0);
  for (let answer, wait = 0; wait < 4;) {
    answer = await login(own, `wrong ${answers.length} wrong`);
    answers.push(answer.status);
    wait = told(answer);
    if (wait > 0 && wait < 4) await new Promise((over) => setTimeout(over, wait * 1000));
  }
  assert.deepEqual([...new Set(answers)], [401, 429]);
  assert.ok(answers.length > 3, `${answers.length} guesses`);
  const begun = Date.now();
  const late = await login(own, passphrase);
  assert.equal(late.status, 429, 'even the right one waits');
  assert.ok(told(late) > 0, late.text);
  const known = (words) => knock('POST', '/ui/api/login', own, JSON.stringify({ passphrase: words, browser }));
  assert.equal((await known('wrong again')).status, 401);
  assert.equal((await known(passphrase)).status, 200, 'the guesses of others are not counted against it');
  const again = await login(own, passphrase);
  // Told in whole seconds, rounded up; on a slow machine the wait may be over by now.
  const waits = Date.now() - begun < (told(late) - 1) * 1000;
  if (waits) assert.equal(again.status, 429, 'and its sign-in gives others no new guesses');
  for (const body of ['', '{', '[]', '{"passphrase":1}', '{"passphrase":"x","more":1}', `{"passphrase":"x","passphrase":"${passphrase}"}`]) {
    assert.equal((await knock('POST', '/ui/api/login', own, body)).status, 400, body);
  }
});

test.after(() => visit.end());
