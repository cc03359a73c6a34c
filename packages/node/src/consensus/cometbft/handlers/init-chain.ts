import { bytesToHex } from '@ethereumjs/util';
import type { Handler } from '../application.ts';
import { RequestError } from '../request-error.ts';

/** Bytes of the largest block of the engine that this node serves: a message of one has to be read. */
const maxBlockBytes = 2n ** 23n;

/**
 * The engine begins its chain, or begins again what a crash took back: both have to begin from the same genesis. The
 * validators are those of the engine's genesis.
 * @throws RequestError when they do not
 */
export const initChain: Handler<'initChain'> = (
  { chain, decisions },
  { appStateBytes, consensusParams, initialHeight },
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
  return { appHash: chain.genesis.hash() };
};

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
