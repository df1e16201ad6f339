// Text of agents as a person may read it: what cannot be seen, or turns the text around, is written out.
import { h } from './dom.js';

// Controls, bidi controls and isolates, zero-width and tag characters, soft hyphen, fillers, variation
// selectors, separators that break lines, and halves of surrogate pairs.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

const written = (character) => {
  const code = character.codePointAt(0);
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
};

export const plain = (text) => String(text ?? '').replace(unseen, written);

// One line: line breaks and tabs are written out too.
export const line = (text) => plain(text).replace(/\n/g, '⏎ ').replace(/\t/g, ' ');

// As a person may paste it into a shell: an agent names folders too.
export const shellWord = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${plain(text).replace(/'/g, "'\\''")}'`);

// The same as nodes, in which what was written out stands apart from what stood there.
export function nodes(text) {
  const list = [];
  let at = 0;
  for (const match of String(text ?? '').matchAll(unseen)) {
    if (match.index > at) list.push(text.slice(at, match.index));
    list.push(h('span', { class: 'unseen-character', title: 'a character that cannot be seen' }, written(match[0])));
    at = match.index + match[0].length;
  }
  list.push(String(text ?? '').slice(at));
  return list;
}
