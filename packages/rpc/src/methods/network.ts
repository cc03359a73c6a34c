import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { data } from '../parameters/index.ts';
import * as result from '../results/index.ts';

/** Who this node is. */
export const networkMethods = {
  eth_chainId: define('Id of the chain, which transactions name (EIP-155).', [], result.quantity),
  eth_syncing: define('False: this node is never behind.', [], result.boolean),
  eth_accounts: define(
    'Accounts whose keys the node holds: those of the development chain.',
    [],
    z.array(result.address),
  ),
  eth_coinbase: define('Account that collects the fees.', [], result.address),
  eth_mining: define('True: this node makes the blocks.', [], result.boolean),
  eth_hashrate: define('0: blocks cost no work.', [], result.quantity),
  eth_protocolVersion: define(
    'Version of the Ethereum protocol that clients may expect.',
    [],
    result.quantity,
  ),
  net_version: define('Id of the chain, decimal.', [], result.text),
  net_listening: define(
    'True, or whether the consensus engine is there where several validators decide.',
    [],
    result.boolean,
  ),
  net_peerCount: define(
    'How many other nodes this one is connected to: 0 where it decides alone, or while the engine does not say.',
    [],
    result.quantity,
  ),
  web3_clientVersion: define(
    'Name, version and platform of this program; behind `anvil/` where the development methods are open, since helpers of test suites ask for a name that they know.',
    [],
    result.text,
  ),
  web3_sha3: define('Keccak-256 of bytes.', [{ data }], result.hash),
} satisfies Definitions;
