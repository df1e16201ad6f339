// What the page asks of its gateway. Every request carries the key that only this origin holds.
const keyName = 'gavel.key';

export class Refused extends Error {
  constructor(status, body) {
    super(body?.error ?? `the gateway answered ${status}`);
    this.status = status;
    this.help = body?.help ?? '';
  }
}

// Storage may be forbidden; then the key lives as long as the page does.
let key = '';
try { key = sessionStorage.getItem(keyName) ?? ''; } catch { /* forbidden */ }
export function keep(given) {
  key = given;
  try { sessionStorage.setItem(keyName, given); } catch { /* forbidden */ }
}

// Opens nothing by itself: it only keeps the wrong guesses of others from making this browser wait.
const browserName = 'gavel.browser';
let browser = '';
try { browser = localStorage.getItem(browserName) ?? ''; } catch { /* forbidden */ }
export const isKnown = () => browser !== '';
function remember(given) {
  browser = given;
  try { localStorage.setItem(browserName, given); } catch { /* forbidden */ }
}

let signedOut = () => {};
export function whenSignedOut(action) { signedOut = action; }

async function call(path, options) {
  let response;
  try {
    response = await fetch(`api/${path}`, {
      cache: 'no-store', credentials: 'same-origin', redirect: 'error', referrerPolicy: 'no-referrer', ...options,
      headers: { 'Gavel-Key': key, ...options.headers },
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refused(0, { error: 'the gateway does not answer', help: 'is it still running? start it with `gavel serve`' });
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => null);
  if (response.status === 401 && path !== 'login') signedOut();
  throw new Refused(response.status, body);
}

export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

export async function ask(path, parameters = {}, signal = undefined) {
  return (await call(path + query(parameters), { signal })).json();
}

export async function send(path, body) {
  return (await call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })).json();
}

export async function enter(passphrase) {
  const given = await send('login', browser ? { passphrase, browser } : { passphrase });
  keep(given.key);
  remember(given.browser);
}

// Without counting as a person's doing: a page that is only open is signed out in the end.
export const stream = (path, parameters, signal) => call(path + query(parameters), { signal, headers: { 'Gavel-Background': '1' } });
export const file = async (path, parameters, signal) => (await call(path + query(parameters), { signal })).blob();
