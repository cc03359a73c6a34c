import { hexToBytes } from '@ethereumjs/util';
import { networkMethods } from '@evm-ml/rpc';
import { clientVersion } from '../../config/version.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { serve } from '../method.ts';

/** Who this node is. */
export const networkHandlers = serve(networkMethods, {
  eth_chainId: ({ chain }) => toQuantity(chain.common.chainId()),
  eth_syncing: () => false,
  eth_accounts: ({ accounts }) => accounts.map(({ address }) => address.toLowerCase()),
  eth_coinbase: ({ chain }) => chain.head.header.coinbase.toString(),
  eth_mining: () => true,
  eth_hashrate: () => '0x0',
  eth_protocolVersion: () => '0x41',
  net_version: ({ chain }) => chain.common.chainId().toString(),
  net_listening: ({ driver: { cluster } }) => cluster?.isConnected ?? true,
  net_peerCount: async ({ driver: { cluster } }) => toQuantity((await cluster?.countPeers()) ?? 0),
  web3_clientVersion: () => clientVersion,
  web3_sha3: ({ chain }, { data: bytes }) => toData(chain.common.customCrypto.keccak256!(hexToBytes(bytes))),
});
