import { createAccount, createAddressFromString, hexToBytes, setLengthLeft } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { WorldState } from '../state/world-state.ts';
import type { Genesis } from './genesis-file.ts';

const asHex = (text: string): Hex => (text.startsWith('0x') ? (text as Hex) : `0x${text}`);
const evenHex = (text: string): Hex => {
  const digits = text.slice(2);
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
};
const toBytes = (text: string): Uint8Array => hexToBytes(evenHex(asHex(text)));

/** Writes the accounts of `alloc`. */
export async function writeGenesisState(state: WorldState, alloc: Genesis['alloc']): Promise<void> {
  await state.checkpoint();
  for (const [name, { balance, nonce, code, storage }] of Object.entries(alloc)) {
    const address = createAddressFromString(asHex(name));
    await state.putAccount(address, createAccount({ balance: BigInt(balance), nonce: BigInt(nonce ?? 0) }));
    if (code !== undefined && code !== '0x') await state.putCode(address, toBytes(code));
    for (const [slot, value] of Object.entries(storage ?? {})) {
      const bytes = toBytes(value);
      const firstDigit = bytes.findIndex((byte) => byte !== 0);
      if (firstDigit < 0) continue;
      await state.putStorage(address, setLengthLeft(toBytes(slot), 32), bytes.subarray(firstDigit));
    }
  }
  await state.commit();
}
