/** Tests that are known to pass on one network only: whose, which, by which error, and in one sentence why. */
export const differences = [];
