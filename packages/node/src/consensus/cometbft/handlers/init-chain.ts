import { bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { ValidatorUpdate } from '../abci/tendermint/abci/types_pb.ts';
import type { Handler } from '../application.ts';
import { RequestError } from '../request-error.ts';

/** Bytes of the largest block of the engine that this node serves: a message of one has to be read. */
const maxBlockBytes = 2n ** 23n;

/**
 * The engine begins its chain, or begins again what a crash took back: both have to begin from the same genesis. The
 * validators are those of the engine's genesis, and where members decide about them the same as in theirs.
 * @throws RequestError when they do not
 */
export const initChain: Handler<'initChain'> = (
  { chain, decisions },
  { appStateBytes, consensusParams, initialHeight, validators },
) => {
  const ours = bytesToHex(chain.genesis.hash());
  const theirs = genesisIn(appStateBytes);
  if (theirs !== ours)
    throw new RequestError(
      `the engine's genesis is for a chain that begins with ${theirs ?? 'no block that it names'}, this node's genesis gives ${ours}: both files must be of one network`,
    );
  if (initialHeight !== 1n || decisions.height !== 0n)
    throw new RequestError(
      `the engine begins a chain at block ${initialHeight}, and this node has committed ${decisions.height}: their folders do not belong together`,
    );
  const maxBytes = consensusParams?.block?.maxBytes ?? 0n;
  if (maxBytes <= 0n || maxBytes > maxBlockBytes)
    throw new RequestError(
      `the engine's genesis sets max_bytes of a block to ${maxBytes}: set it to ${maxBlockBytes} or less`,
    );
  if (chain.permissions && !isSame(validators, chain.permissions.validators()))
    throw new RequestError(
      "the engine's genesis has other validators than permissions in this node's genesis, or not one vote each: both files must be of one network",
    );
  return { appHash: chain.genesis.hash() };
};

/** The same keys, each with one vote. */
function isSame(theirs: readonly ValidatorUpdate[], ours: readonly { key: Hex }[]): boolean {
  const keys = theirs.map(({ pubKey, power }) =>
    pubKey?.sum.case === 'ed25519' && power === 1n ? bytesToHex(pubKey.sum.value) : '',
  );
  return keys.length === ours.length && ours.every(({ key }) => keys.includes(key));
}

/** The hash of block 0 that `app_state` of the engine's genesis names, `{"genesis": "0x..."}`. */
function genesisIn(appState: Uint8Array): string | undefined {
  try {
    const said: unknown = JSON.parse(new TextDecoder().decode(appState));
    const genesis = typeof said === 'object' && said !== null && 'genesis' in said ? said.genesis : undefined;
    return typeof genesis === 'string' ? genesis : undefined;
  } catch {
    return undefined;
  }
}
