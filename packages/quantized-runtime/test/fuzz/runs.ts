/** `npm run fuzz` says how many inputs to try, and measures processor time. */
const asked = process.env['FUZZ_RUNS'];

export const isLong = asked !== undefined;

/** How many inputs a test tries. `few`: as part of the test suite. */
export const runs = (few: number): number => (asked === undefined ? few : Number(asked));
