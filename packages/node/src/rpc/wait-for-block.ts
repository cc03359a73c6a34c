import { hexToBytes } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';

/** True as soon as a transaction is in a block; false if it is in none after so many milliseconds, or the chain stops. */
export async function waitForBlock(chain: Chain, hash: Hex, milliseconds: number): Promise<boolean> {
  const isMined = async () => (await chain.store.findTransaction(hexToBytes(hash))) !== undefined;
  return new Promise((resolve, reject) => {
    const look = () => isMined().then((mined) => mined && end(true), fail);
    const end = (mined: boolean) => {
      clearTimeout(timer);
      chain.events.off('block', look).off('fault', stop);
      resolve(mined);
    };
    const stop = () => end(false);
    const fail = (error: unknown) => {
      end(false);
      reject(error);
    };
    const timer = setTimeout(stop, milliseconds);
    chain.events.on('block', look).on('fault', stop);
    void look();
  });
}
