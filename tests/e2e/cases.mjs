// Runs the cases of one file one after the other, says how each went, and exits with 1 when one did not hold.

// `cases`: title -> test. `each(test)` gives a test its surroundings and what is said of it; `end` cleans up.
export async function hold(cases, { each = (test) => test(), end = () => {} } = {}) {
  let failed = 0;
  for (const [title, test] of Object.entries(cases)) {
    const begun = Date.now();
    try {
      const note = await each(test);
      console.log(`ok      ${title}${note ? `: ${note}` : ''}  (${Date.now() - begun} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${title}\n${error.stack}`);
    }
  }
  await end();
  const count = Object.keys(cases).length;
  console.log(`${count - failed} of ${count} held`);
  process.exit(failed === 0 ? 0 : 1);
}
