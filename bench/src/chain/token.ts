import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Abi, encodeDeployData, encodeFunctionData, type Hex, parseAbi } from 'viem';

interface Solc {
  compile(input: string, callbacks: { import(path: string): { contents: string } }): string;
}
interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>;
}

const require = createRequire(import.meta.url);
const source = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
contract Token is ERC20("Token", "TKN") {
  constructor(address[] memory holders) {
    for (uint256 i = 0; i < holders.length; i++) _mint(holders[i], 1e30);
  }
}`;
const interfaces = parseAbi([
  'function transfer(address to, uint256 value) returns (bool)',
  'function balanceOf(address account) view returns (uint256)',
]);

/** OpenZeppelin's ERC-20. */
export interface Token {
  /** What creates one whose holders have 10^30 units each. */
  deployment(holders: readonly Hex[]): Hex;
  transfer(to: Hex, value: bigint): Hex;
  balanceOf(account: Hex): Hex;
}

/** Compiles OpenZeppelin's ERC-20, for the oldest fork that all peers run. @throws Error with what solc says */
export function compileToken(): Token {
  const solc: Solc = require('solc');
  const input = {
    language: 'Solidity',
    sources: { 'Token.sol': { content: source } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { 'Token.sol': { Token: ['abi', 'evm.bytecode.object'] } },
    },
  };
  const callbacks = { import: (path: string) => ({ contents: readFileSync(require.resolve(path), 'utf8') }) };
  const { errors = [], contracts }: Output = JSON.parse(solc.compile(JSON.stringify(input), callbacks));
  const fatal = errors.filter(({ severity }) => severity === 'error');
  if (fatal.length > 0) throw new Error(fatal.map(({ formattedMessage }) => formattedMessage).join('\n'));
  const { abi, evm } = contracts['Token.sol']!['Token']!;
  return {
    deployment: (holders) => encodeDeployData({ abi, bytecode: `0x${evm.bytecode.object}`, args: [holders] }),
    transfer: (to, value) =>
      encodeFunctionData({ abi: interfaces, functionName: 'transfer', args: [to, value] }),
    balanceOf: (account) =>
      encodeFunctionData({ abi: interfaces, functionName: 'balanceOf', args: [account] }),
  };
}
