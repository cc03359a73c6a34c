import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Abi, Hex } from 'viem';

interface Solc {
  compile(input: string, callbacks: { import(path: string): { contents: string } }): string;
}
interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>;
}

const require = createRequire(import.meta.url);
const PACKAGE = new URL('../../', import.meta.url);
const ROOT = new URL('../../../../', import.meta.url);

/** Reads imports as a project does that has the packages installed. */
function readImport(path: string): string {
  const own = '@evm-ml/evm/';
  return path.startsWith(own)
    ? readFileSync(new URL(path.slice(own.length), PACKAGE), 'utf8')
    : readFileSync(new URL(`node_modules/${path}`, ROOT), 'utf8');
}

export interface CompiledContract {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

/** Compiles one file of test/contracts, or a given source: its contracts by name. */
export function compileAll(name: string, source?: string): ReadonlyMap<string, CompiledContract> {
  const solc: Solc = require('solc');
  const file = `${name}.sol`;
  const content = source ?? readFileSync(new URL(`../contracts/${file}`, import.meta.url), 'utf8');
  const input = {
    language: 'Solidity',
    sources: { [file]: { content } },
    settings: {
      evmVersion: 'osaka',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { [file]: { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const text = solc.compile(JSON.stringify(input), { import: (path) => ({ contents: readImport(path) }) });
  const { errors = [], contracts }: Output = JSON.parse(text);
  const fatal = errors.filter(({ severity }) => severity === 'error');
  if (fatal.length > 0) throw new Error(fatal.map(({ formattedMessage }) => formattedMessage).join('\n'));
  return new Map(
    Object.entries(contracts[file]!).map(([contract, { abi, evm }]) => [
      contract,
      { abi, bytecode: `0x${evm.bytecode.object}` },
    ]),
  );
}

const compiled = new Map<string, CompiledContract>();

/** Compiles one file of test/contracts, once, or a given source; the contract has the file's name. */
export function compile(name: string, source?: string): CompiledContract {
  const contract = (source === undefined && compiled.get(name)) || compileAll(name, source).get(name)!;
  if (source === undefined) compiled.set(name, contract);
  return contract;
}
