/** Hexadecimal text as JSON-RPC sends bytes, hashes, addresses and numbers: `0x` and digits. */
export type Hex = `0x${string}`;
