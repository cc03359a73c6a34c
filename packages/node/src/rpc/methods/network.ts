import { hexToBytes } from '@ethereumjs/util';
import { z } from 'zod';
import { clientVersion } from '../../config/version.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { type MethodTable, method } from '../method.ts';
import * as result from '../results/index.ts';
import { data } from '../schema.ts';

/** Who this node is. */
export const networkMethods: MethodTable = {
  eth_chainId: method(
    'Id of the chain, which transactions name (EIP-155).',
    {},
    result.quantity,
    ({ chain }) => toQuantity(chain.common.chainId()),
  ),
  eth_syncing: method('False: this node is never behind.', {}, result.boolean, () => false),
  eth_accounts: method(
    'Accounts whose keys the node holds: those of the development chain.',
    {},
    z.array(result.address),
    ({ accounts }) => accounts.map(({ address }) => address.toLowerCase()),
  ),
  eth_coinbase: method('Account that collects the fees.', {}, result.address, ({ chain }) =>
    chain.head.header.coinbase.toString(),
  ),
  eth_mining: method('True: this node makes the blocks.', {}, result.boolean, () => true),
  eth_hashrate: method('0: blocks cost no work.', {}, result.quantity, () => '0x0'),
  eth_protocolVersion: method(
    'Version of the Ethereum protocol that clients may expect.',
    {},
    result.quantity,
    () => '0x41',
  ),
  net_version: method('Id of the chain, decimal.', {}, result.text, ({ chain }) =>
    chain.common.chainId().toString(),
  ),
  net_listening: method('True.', {}, result.boolean, () => true),
  net_peerCount: method('How many other nodes this one is connected to.', {}, result.quantity, () => '0x0'),
  web3_clientVersion: method(
    'Name, version and platform of this program.',
    {},
    result.text,
    () => clientVersion,
  ),
  web3_sha3: method('Keccak-256 of bytes.', { data }, result.hash, ({ chain }, { data: bytes }) =>
    toData(chain.common.customCrypto.keccak256!(hexToBytes(bytes))),
  ),
};
