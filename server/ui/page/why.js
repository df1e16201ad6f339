// Why a decision fell as it did, in one sentence.
const stop = (text) => (/[.!?…]$/.test(text) ? text : `${text}.`);
const about = (row) => (row.reason ? `: ${row.reason}` : '');

function judged(row, opinion) {
  const judge = opinion?.model ? `the judge (${opinion.model})` : 'the judge';
  const verdict = { APPROVE: 'approved it', DENY: 'refused it' }[opinion?.verdict] ?? 'gave no opinion';
  return `Rule ${row.rule || 'of the mode'} found it risky (${row.risk}), and ${judge} ${verdict}${about(row)}`;
}

const sentences = {
  __proto__: null,
  noop: () => 'No policy governs this folder, so Gavel stood aside and the agent’s own permissions decided',
  rule: (row) => {
    if (row.answer === 'allow' && !row.rule) return 'No rule speaks against it, so it ran';
    const verb = { deny: 'forbids it', allow: 'allows it', ask: 'leaves it to a person' }[row.answer] ?? 'decided';
    return `${row.rule ? `Rule ${row.rule}` : 'The policy'} ${verb}${about(row)}`;
  },
  judge: judged,
  cache: (row, opinion) => `${judged(row, opinion)} — remembered from the same question asked before`,
  human: (row) => `A person decided${about(row)}`,
  unavailable: (row) => `It could not be judged${about(row)}. This is an outage, not a verdict on the call`,
  budget: (row) => `A budget was used up${about(row)}`,
  loop: (row) => `The agent repeats itself${about(row)}`,
  gate: (row) => `A gate stood before it${about(row)}`,
  self: (row) => `It reaches for Gavel itself${about(row)}`,
};

export function why(row, opinion) {
  const sentence = sentences[row.class] ?? ((one) => `Decided by ${one.class}${about(one)}`);
  return stop(sentence(row, opinion));
}
