// The way in: the operator passphrase.
import { enter, isKnown } from './api.js';
import { h, replace, say } from './dom.js';

function form(signedIn) {
  const message = h('p', { class: 'error', id: 'login-error', role: 'alert' });
  const field = h('input', {
    id: 'passphrase', type: 'password', autocomplete: 'current-password', required: true, maxlength: '1024',
    spellcheck: 'false', 'aria-describedby': 'login-error',
  });
  const button = h('button', { type: 'submit', class: 'main' }, 'Sign in');
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    message.textContent = '';
    try {
      await enter(field.value);
      signedIn();
    } catch (error) {
      const others = error.status === 429 && !isKnown() ? ' Guesses of others on this machine count too. A browser that signed in before does not wait for them.' : '';
      message.textContent = `${error.message[0].toUpperCase()}${error.message.slice(1)}.${others}`;
      button.disabled = false;
      field.select();
      field.focus();
    }
  };
  return { field, node: h('form', { on: { submit } }, h('label', { for: 'passphrase' }, 'Operator passphrase'), field, message, button) };
}

const unset = () => h('div', { class: 'notice' },
  h('p', null, 'No operator passphrase is set, so nobody can sign in. Type this once in a terminal of your own, not in an agent’s:'),
  h('pre', null, 'gavel operator set'),
  h('p', null, 'Then load this page again.'));

export function signIn(root, isSet, signedIn) {
  const entry = form(signedIn);
  replace(root, h('main', { class: 'login', id: 'main' },
    h('h1', null, h('span', { class: 'mark', 'aria-hidden': 'true' }), 'Gavel review'),
    h('p', { class: 'quiet' }, 'What the agents on this machine did, what was stopped and why.'),
    isSet ? entry.node : unset(),
    h('p', { class: 'quiet small' }, 'The page is served by your own gateway and loads nothing from elsewhere.')));
  if (isSet) entry.field.focus();
  else say('no operator passphrase is set');
}
