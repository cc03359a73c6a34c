import base from '../../vitest.config.ts';

/**
 * The tests of one folder, as `scripts/test-mutation.mjs` names them. Its run makes no second use of a worker, so files
 * need not be isolated. No workers of the node are built before: mutants have no types that a compiler would take.
 */
export default {
  ...base,
  test: {
    ...base.test,
    globalSetup: [],
    include: JSON.parse(process.env.MUTATION_TESTS),
    isolate: false,
    reporters: [],
  },
};
