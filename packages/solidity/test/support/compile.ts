import { createRequire } from 'node:module';
import type { Abi, Hex } from 'viem';

interface Solc {
  compile(input: string): string;
}
interface Output {
  readonly errors?: readonly { readonly formattedMessage: string }[];
  readonly contracts: Record<
    string,
    Record<string, { abi: Abi; evm: { bytecode: { object: string }; deployedBytecode: { object: string } } }>
  >;
}

export interface Compiled {
  readonly abi: Abi;
  readonly initcode: Hex;
  /** Bytes of deployed code. */
  readonly size: number;
}

const require = createRequire(import.meta.url);

/** Keeps stack allocation, which long assembly needs, and leaves out every other step of the Yul optimizer. */
const FAST = { yul: true, yulDetails: { stackAllocation: true, optimizerSteps: 'u:' } };

/** Compiles sources by file name; every message, warnings too, is an error. Contracts by name. */
export function compileAll(
  sources: Readonly<Record<string, string>>,
  { viaIR = false, fast = false } = {},
): Map<string, Compiled> {
  const solc: Solc = require('solc');
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    settings: {
      evmVersion: 'cancun',
      viaIR,
      optimizer: { enabled: true, runs: 200, ...(fast ? { details: FAST } : {}) },
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
    },
  };
  const { errors = [], contracts }: Output = JSON.parse(solc.compile(JSON.stringify(input)));
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
  return new Map(
    Object.values(contracts).flatMap((file) =>
      Object.entries(file).map(([name, { abi, evm }]) => [
        name,
        {
          abi,
          initcode: `0x${evm.bytecode.object}` as const,
          size: evm.deployedBytecode.object.length / 2,
        },
      ]),
    ),
  );
}
