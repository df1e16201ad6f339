// The page's beginning: who is there, which view is shown, and how one gives way to the next.
import { ask, keep, send, whenSignedOut } from './api.js';
import { replace, say } from './dom.js';
import { Frame } from './frame.js';
import { help } from './help.js';
import { Keys } from './keys.js';
import { signIn } from './login.js';
import { address, read } from './route.js';
import * as theme from './theme.js';
import { trouble } from './parts.js';
import * as charts from './charts.js';
import * as decision from './decision.js';
import * as decisions from './decisions.js';
import * as session from './session.js';
import * as sessions from './sessions.js';
import * as suggestions from './suggestions.js';

const views = { __proto__: null, decisions, decision, sessions, session, charts, suggestions };
const inNavigation = ['decisions', 'sessions', 'charts', 'suggestions'];

const go = (name) => () => { location.hash = address(name); };
const keys = new Keys({
  t: () => frame.showTheme(theme.next()), '?': help,
  ...Object.fromEntries(inNavigation.map((name, index) => [String(index + 1), go(name)])),
});
const frame = new Frame({ onTheme: () => theme.next(), onHelp: help, onLeave: leave });

let shown = null;  // { name, view, ended }

function end() {
  shown?.ended.abort();
  shown = null;
  keys.ofView = {};
}

async function show() {
  const place = read();
  const module = views[place.name];
  if (!module) { location.replace(address('decisions')); return; }
  if (shown?.name === place.name && shown.view?.update?.(place)) return settle();
  end();
  const mine = { name: place.name, view: null, ended: new AbortController() };
  shown = mine;
  frame.mark(module.belongsTo ?? place.name);
  const main = frame.main();
  try {
    mine.view = await module.open({ place, main, signal: mine.ended.signal });
  } catch (error) {
    if (mine.ended.signal.aborted) return;
    replace(main, trouble(error));
  }
  if (shown !== mine) return;
  keys.ofView = mine.view?.keys ?? {};
  if (!mine.view?.arrive?.()) arrive(main);
  settle();
}

// Which address is drawn: for whoever drives the page.
const settle = () => { frame.root.dataset.shown = location.hash; };

// A new view is where a reader goes on.
function arrive(main) {
  const title = main.querySelector('h1');
  document.title = `${title?.textContent ?? 'Review'} · Gavel`;
  title?.setAttribute('tabindex', '-1');
  title?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

async function leave() {
  await send('logout', {}).catch(() => {});
  askWho();
}

function askWho(set = true) {
  end();
  keep('');
  document.title = 'Sign in · Gavel';
  signIn(frame.root, set, begin);
}

function begin() {
  frame.build();
  say('signed in');
  show();
}

theme.apply();
whenSignedOut(() => { if (shown) askWho(); });
window.addEventListener('hashchange', () => { if (frame.built()) show(); });
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  const main = document.getElementById('main');
  main?.setAttribute('tabindex', '-1');
  main?.focus();
});
try {
  const state = await ask('state');
  if (state.signed_in) begin();
  else askWho(state.operator_set);
} catch (error) {
  replace(frame.root, trouble(error));
}
