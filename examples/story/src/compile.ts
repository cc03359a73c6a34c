import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';
import type { Abi, Hex } from 'viem';

/** A compiled contract, ready to be deployed. */
export interface Contract {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

/** Contracts by name. */
export type Contracts = Readonly<Record<string, Contract>>;

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<
    Record<string, Readonly<Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>>
  >;
}

/**
 * Compiles all Solidity files of a folder, optimized. They import each other by `./NAME.sol`, and packages as Node finds
 * them from there.
 * @param folder URL that ends in a slash: `new URL('../contracts/', import.meta.url)`
 * @param only names of files without their ending; all files where it is left out
 * @param options see `compileSources`
 * @throws Error with the compiler's messages
 */
export function compileContracts(
  folder: URL,
  only?: readonly string[],
  options: CompileOptions = {},
): Contracts {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sol') && (!only || only.includes(basename(file, '.sol'))))
    .map((file) => [file, readFileSync(new URL(file, folder), 'utf8')] as const);
  return compileSources(Object.fromEntries(files), folder, options);
}

/** What was compiled already in this process, by what the compiler was asked. */
const compiled = new Map<string, Contracts>();

export interface CompileOptions {
  /** By way of the intermediate language: better code, for three times the time. Default: true. */
  readonly viaIR?: boolean;
}

/**
 * Compiles Solidity, optimized; the same sources once in a process.
 * @param sources by file name: only their own contracts are given back, not those of what they import
 * @param from URL of the folder whose `./NAME.sol` and packages they import
 * @throws Error with the compiler's messages
 */
export function compileSources(
  sources: Readonly<Record<string, string>>,
  from: URL,
  { viaIR = true }: CompileOptions = {},
): Contracts {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    settings: {
      optimizer: { enabled: true, runs: 1_000_000 },
      viaIR,
      evmVersion: 'cancun',
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const question = JSON.stringify([from.href, input]);
  const known = compiled.get(question);
  if (known) return known;
  const require = createRequire(new URL('package.json', from));
  const find = (path: string) => {
    try {
      const isHere = !path.startsWith('@');
      return {
        contents: readFileSync(isHere ? fileURLToPath(new URL(path, from)) : require.resolve(path), 'utf8'),
      };
    } catch (error) {
      return { error: String(error) };
    }
  };
  const output: Output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }));
  const errors = output.errors?.filter(({ severity }) => severity === 'error') ?? [];
  if (errors.length > 0)
    throw new Error(
      `Solidity does not compile:\n${errors.map((error) => error.formattedMessage).join('\n')}`,
    );
  const contracts = Object.keys(sources).flatMap((file) =>
    Object.entries(output.contracts?.[file] ?? {}).map(
      ([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` }] as const,
    ),
  );
  const byName = Object.fromEntries(contracts);
  compiled.set(question, byName);
  return byName;
}
