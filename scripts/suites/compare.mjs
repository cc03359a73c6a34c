import { differences } from './differences.mjs';

/** Names of tests that pass there and not here, with why, and what is known of it. */
export function compare(project, theirs, ours) {
  const count = (tests, state) => [...tests.values()].filter((test) => test.state === state).length;
  const missing = [...theirs.tests.keys()].filter((name) => !ours.tests.has(name));
  const only = (these, others) =>
    [...these.tests]
      .filter(([name, { state }]) => state === 'passed' && others.tests.get(name)?.state !== 'passed')
      .map(([name]) => {
        const { error = 'it did not run: a hook before it failed, or the time was over', stack } =
          others.tests.get(name) ?? {};
        return { name, error, stack, why: explain(project, name, error) };
      });
  return {
    theirs: {
      passed: count(theirs.tests, 'passed'),
      failed: count(theirs.tests, 'failed'),
      seconds: theirs.seconds,
    },
    ours: { passed: count(ours.tests, 'passed'), failed: count(ours.tests, 'failed'), seconds: ours.seconds },
    missing: missing.length,
    hooks: [...ours.tests]
      .filter(([, test]) => test.hook)
      .map(([name, { error, stack }]) => ({ name, error, stack })),
    neither: [...theirs.tests]
      .filter(([name, { state }]) => state === 'failed' && ours.tests.get(name)?.state === 'failed')
      .map(([name, { error }]) => ({ name, theirs: error, ours: ours.tests.get(name).error })),
    onlyTheirs: only(theirs, ours),
    onlyOurs: only(ours, theirs),
  };
}

function explain(project, name, error) {
  return differences.find(
    (known) =>
      known.project === project.name && known.test.test(name) && (!known.error || known.error.test(error)),
  )?.why;
}
