// A command with the stretches that findings speak of marked in it.
import { h } from './dom.js';
import { nodes } from './plain.js';

const strictness = { allow: 0, escalate: 1, deny: 2 };

// Offsets are bytes of UTF-8; the page's texts are UTF-16.
function cutter(text) {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  return { length: bytes.length, slice: (begin, end) => decoder.decode(bytes.subarray(begin, end)) };
}

// Overlapping marks become stretches in which the strictest one shows.
function stretches(length, marks) {
  const edges = new Set([0, length]);
  for (const { begin, end } of marks) if (end <= length) edges.add(begin).add(end);
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((begin, index) => {
    const end = sorted[index + 1];
    const over = marks.filter((mark) => mark.begin <= begin && mark.end >= end);
    return { begin, end, over: over.sort((a, b) => strictness[b.ruling] - strictness[a.ruling]) };
  });
}

export function marked(text, marks) {
  const { length, slice } = cutter(text);
  return stretches(length, marks ?? []).map(({ begin, end, over }) => {
    const piece = nodes(slice(begin, end));
    if (over.length === 0) return piece;
    const rules = [...new Set(over.map((mark) => mark.rule))].join(', ');
    return h('mark', { class: over[0].ruling, title: rules }, piece, h('span', { class: 'unseen' }, ` (${over[0].ruling}: ${rules}) `));
  });
}
