/** The version of CometBFT that the driver is written for; `tools/cometbft/go.mod` pins the same. */
export const engineVersion = '0.38.26';
