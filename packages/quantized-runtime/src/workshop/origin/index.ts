/** Where a network came from: read and written by the workshop and by pages, never by a validator. */

export { decodeNetwork, decodeOrigin, type Origin } from './decode-network.ts';
export { encodeNetwork } from './encode-network.ts';
export type { KerasModel, KerasVariable, Network } from './network.ts';
