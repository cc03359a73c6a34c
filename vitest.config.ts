import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** Reads which blocks of code have run since the process began: what others have run there would count as known. */
const alone = ['packages/quantized-runtime/test/fuzz/explore.test.ts'];

export default defineConfig({
  // Packages import each other's TypeScript: tests never run a stale build.
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: [] } },
  test: {
    // By default one core stays free, which halves a machine of two.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'coverage/results.json' }]] : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          globalSetup: ['scripts/build-workers.mjs'],
          include: [
            'packages/*/test/**/*.test.ts',
            'examples/*/test/**/*.test.ts',
            'bench/test/**/*.test.ts',
            'scripts/test/**/*.test.ts',
          ],
          exclude: [...configDefaults.exclude, ...alone],
          // To load the packages anew for each of 300 files took a fifth of the whole time: files share what they
          // import, so a test changes nothing that outlives it (process.env, listeners, module state).
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
