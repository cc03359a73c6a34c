import { hexToBytes } from '@ethereumjs/util';
import { z } from 'zod';
import { clientVersion } from '../../config/version.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { type MethodTable, method } from '../method.ts';
import { data, noParams } from '../schema.ts';

/** Who this node is. */
export const networkMethods: MethodTable = {
  eth_chainId: method(noParams, ({ chain }) => toQuantity(chain.common.chainId())),
  eth_syncing: method(noParams, () => false),
  eth_accounts: method(noParams, ({ accounts }) => accounts.map(({ address }) => address.toLowerCase())),
  eth_coinbase: method(noParams, ({ chain }) => chain.head.header.coinbase.toString()),
  eth_mining: method(noParams, () => true),
  eth_hashrate: method(noParams, () => '0x0'),
  eth_protocolVersion: method(noParams, () => '0x41'),
  net_version: method(noParams, ({ chain }) => chain.common.chainId().toString()),
  net_listening: method(noParams, () => true),
  net_peerCount: method(noParams, () => '0x0'),
  web3_clientVersion: method(noParams, () => clientVersion),
  web3_sha3: method(z.tuple([data]), ({ chain }, [bytes]) =>
    toData(chain.common.customCrypto.keccak256!(hexToBytes(bytes))),
  ),
};
