import { createConfig } from 'ponder';
import { abi } from './counter.mjs';

/** The chain and the contract that `try.mjs` made. */
export default createConfig({
  chains: { evmml: { id: 19788, rpc: process.env.RPC_URL, pollingInterval: 250 } },
  contracts: {
    Counter: { chain: 'evmml', abi, address: process.env.CONTRACT as `0x${string}`, startBlock: 0 },
  },
});
