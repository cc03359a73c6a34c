import { createRequire } from 'node:module';
import evmMl from '@evm-ml/hardhat';
import nodeTestRunner from '@nomicfoundation/hardhat-node-test-runner';
import viem from '@nomicfoundation/hardhat-viem';
import { defineConfig } from 'hardhat/config';

const { resolve } = createRequire(import.meta.url);

export default defineConfig({
  plugins: [viem, nodeTestRunner, evmMl],
  solidity: {
    version: '0.8.37',
    // The compiler of npm, so that nothing is downloaded at build time. Leave this line out to have Hardhat fetch one.
    path: resolve('solc/soljson.js'),
    settings: { evmVersion: 'osaka', optimizer: { enabled: true, runs: 200 } },
  },
});
