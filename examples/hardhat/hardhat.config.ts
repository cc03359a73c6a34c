import { createRequire } from 'node:module';
import nodeTestRunner from '@nomicfoundation/hardhat-node-test-runner';
import viem from '@nomicfoundation/hardhat-viem';
import { defineConfig } from 'hardhat/config';

const { resolve } = createRequire(import.meta.url);

export default defineConfig({
  plugins: [viem, nodeTestRunner],
  solidity: {
    version: '0.8.37',
    // The compiler of npm, so that nothing is downloaded at build time. Leave this line out to have Hardhat fetch one.
    path: resolve('solc/soljson.js'),
    settings: { evmVersion: 'osaka', optimizer: { enabled: true, runs: 200 } },
  },
  networks: {
    evmml: {
      type: 'http',
      url: process.env['EVM_ML_RPC'] ?? 'http://127.0.0.1:8545',
      // The accounts of a development chain. Hardhat signs; the node keeps no keys.
      accounts: { mnemonic: 'test test test test test test test test test test test junk' },
    },
  },
});
