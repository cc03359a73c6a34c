/**
 * SHA-256 of CometBFT as `node scripts/engine-packages.mjs` builds it for each platform, by Node's name for that: what
 * a package from npm must hold.
 */
export const engineChecksums: Readonly<Record<string, string>> = {
  'darwin-arm64': 'b2486054010c1c5ac2712a479f78329568b6c0ec21ae6d8ad56c99683abcca0b',
  'darwin-x64': 'fabbbee020b3e20d2480692fa9d3e5cb6f892d2d78c570043121c5a74eb8a6e8',
  'linux-arm64': 'd5bf161a0f04e9466f9c82c440e94a8e137ac9c20a075535eda4dafbe7d4ca77',
  'linux-x64': 'c052b6cf9cf1058019444b083b12d2bb5387ceddb2d88b3575074d328574bcbe',
};
