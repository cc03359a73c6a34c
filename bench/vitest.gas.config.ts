import { defineConfig } from 'vitest/config';

/** `vitest bench` for gas, on what is built: the code that validators run. One process, one case at a time. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    benchmark: { include: ['src/gas/*.bench.ts'] },
    pool: 'forks',
    fileParallelism: false,
  },
});
