import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import solc from 'solc';
import type { Abi, Hex } from 'viem';

/** A compiled contract, ready to be deployed. */
export interface Contract {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<string, Readonly<Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>>
  >;
}

const require = createRequire(import.meta.url);

/** Compiles `contracts/<name>.sol`. */
export function compileContract(name: string): Contract {
  const path = fileURLToPath(new URL(`../contracts/${name}.sol`, import.meta.url));
  return compileSource(readFileSync(path, 'utf8'))[name]!;
}

/** Compiles Solidity, optimized: its contracts by name. Imports are found as Node finds packages. */
export function compileSource(content: string): Readonly<Record<string, Contract>> {
  const file = 'source.sol';
  const input = {
    language: 'Solidity',
    sources: { [file]: { content } },
    settings: {
      optimizer: { enabled: true, runs: 1_000_000 },
      viaIR: true,
      evmVersion: 'cancun',
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const output: Output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
  const errors = output.errors?.filter(({ severity }) => severity === 'error') ?? [];
  if (errors.length > 0) {
    throw new Error(
      `Solidity does not compile:\n${errors.map((error) => error.formattedMessage).join('\n')}`,
    );
  }
  const contracts = Object.entries(output.contracts[file] ?? {}).map(
    ([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` }] as const,
  );
  return Object.fromEntries(contracts);
}

function findImport(path: string): { contents: string } | { error: string } {
  try {
    return { contents: readFileSync(require.resolve(path), 'utf8') };
  } catch (error) {
    return { error: String(error) };
  }
}
