/** Preloaded into a node: its state has another name than it has. */
import { prototype } from './decisions.js';

const appHash = Object.getOwnPropertyDescriptor(prototype, 'appHash')!.get!;
Object.defineProperty(prototype, 'appHash', {
  get() {
    const hash = Uint8Array.from(appHash.call(this) as Uint8Array);
    hash[0]! ^= 1;
    return hash;
  },
});
