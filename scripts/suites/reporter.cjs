// A mocha reporter that appends one JSON line per test, and per hook that failed, to the file EVM_ML_SUITE_RESULTS.
// CommonJS and old syntax, since the mocha of a project may be of 2019.
const { appendFileSync } = require('node:fs');
const path = require('node:path');

/** The property that says what went wrong: a revert's data, a provider's message. */
function describe(error) {
  const parts = [String(error?.message ?? error)];
  for (let cause = error?.cause ?? error?.error; cause; cause = cause.cause ?? cause.error)
    parts.push(String(cause.message ?? cause));
  return parts.join(' <- ');
}

module.exports = class LinesReporter {
  constructor(runner) {
    const file = process.env['EVM_ML_SUITE_RESULTS'];
    const write = (line) => appendFileSync(file, `${JSON.stringify(line)}\n`);
    const of = (test, state, error) => ({
      title: test.fullTitle(),
      file: path.relative(process.cwd(), test.file ?? test.parent?.file ?? ''),
      state,
      ...(test.type === 'hook' && { hook: true }),
      ...(error && { error: describe(error), stack: String(error.stack ?? '') }),
    });
    let start = Date.now();
    runner.on('start', () => {
      start = Date.now();
    });
    runner.on('pass', (test) => write(of(test, 'passed')));
    runner.on('pending', (test) => write(of(test, 'pending')));
    runner.on('fail', (test, error) => write(of(test, 'failed', error)));
    runner.on('end', () => write({ end: true, seconds: (Date.now() - start) / 1000 }));
  }
};
