import { createRequire } from 'node:module';
import type { Abi, Hex } from 'viem';

const source = `
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
contract Counter {
  event Counted(address indexed who, uint256 indexed by, uint256 total);
  error TooMuch(uint256 asked, uint256 allowed);
  uint256 public total;
  mapping(address => uint256) public perCaller;
  constructor(uint256 start) payable { total = start; }
  function add(uint256 by) external returns (uint256) {
    if (by > 100) revert TooMuch(by, 100);
    require(by != 13, "unlucky");
    total += by; perCaller[msg.sender] += by;
    emit Counted(msg.sender, by, total);
    return total;
  }
  function sum(uint256 n) external pure returns (uint256 s) { for (uint256 i = 1; i <= n; i++) s += i; }
  function past(uint256 n) external view returns (bytes32) { return blockhash(n); }
  function price() external view returns (uint256, uint256, uint256) { return (tx.gasprice, block.basefee, block.timestamp); }
  function forward(address to, bytes calldata data) external returns (bytes memory) {
    (bool ok, bytes memory out) = to.call(data);
    require(ok, "inner call failed");
    return out;
  }
  receive() external payable {}
}`;

interface Output {
  errors?: { severity: string; formattedMessage: string }[];
  contracts: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>;
}

/** Compiles Solidity source with the compiler from npm. */
export function compile(text: string, name: string): { abi: Abi; bytecode: Hex } {
  const solc: { compile(input: string): string } = createRequire(import.meta.url)('solc');
  const output: Output = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: 'Solidity',
        sources: { 'test.sol': { content: text } },
        settings: { evmVersion: 'cancun', outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
      }),
    ),
  );
  const broken = output.errors?.find(({ severity }) => severity === 'error');
  if (broken) throw new Error(broken.formattedMessage);
  const { abi, evm } = output.contracts['test.sol']![name]!;
  return { abi, bytecode: `0x${evm.bytecode.object}` };
}

/** A contract that counts, logs, reverts and calls others. */
export const compileCounter = () => compile(source, 'Counter');
