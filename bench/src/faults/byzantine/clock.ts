/** Preloaded into a node: what it reads from the clock is off by SKEWED_SECONDS. */
const milliseconds = 1_000 * Number(process.env['SKEWED_SECONDS']);
const now = Date.now;
Date.now = () => now() + milliseconds;
