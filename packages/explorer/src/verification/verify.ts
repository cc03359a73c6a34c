import { chooseCompiler } from './choose-compiler.ts';
import { splitCode } from './code-metadata.ts';
import { type CompiledCode, compareCode } from './compare-code.ts';
import type { Offered, Verified, VerifyAsked } from './messages.ts';
import { type CompilerInput, readInput } from './read-input.ts';

/** A compiler that is ready: takes standard JSON, and gives it. */
export interface Compiler {
  /** In full, as `0.8.37+commit.f401782d`. */
  readonly version: string;
  compile(input: string): string;
}

interface Contract {
  readonly abi: unknown;
  readonly metadata: string;
  readonly evm: { readonly deployedBytecode: CompiledCode };
}

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly message: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, Contract>>>>;
}

/** Compiles what somebody gave, and finds the contract whose code it is. Throws one sentence if there is none. */
export async function verify(
  { text, address, code, compilers }: VerifyAsked,
  load: (offered: Offered) => Promise<Compiler>,
): Promise<Verified> {
  const input = readInput(text);
  const compiler = await load(chooseCompiler(code, input.version, compilers));
  const contracts = compileAll(compiler, input);
  const metadata = contracts.map(({ contract }) => splitCode(contract.evm.deployedBytecode.object).metadata);
  const compared = contracts.map((each) => ({
    ...each,
    comparison: compareCode(code, each.contract.evm.deployedBytecode, address, metadata),
  }));
  for (const wanted of ['exact', 'unhashed', 'metadata'] as const) {
    for (const { file, name, contract, comparison } of compared) {
      if (comparison.match !== wanted) continue;
      return {
        ...{ ...comparison, file, name, compiler: compiler.version },
        settings: JSON.stringify(input.settings, undefined, 2),
        abi: JSON.stringify(contract.abi),
        sources: sourcesOf(file, contract, input),
      };
    }
  }
  const nearest = compared
    .flatMap(({ name, comparison }) =>
      comparison.match === undefined && comparison.differing !== undefined
        ? [{ name, differing: comparison.differing }]
        : [],
    )
    .sort((one, other) => one.differing - other.differing)[0];
  throw new Error(
    `No match: none of the ${contracts.length} contracts of these sources has this code` +
      `${nearest ? `; the nearest, ${nearest.name}, is as long and differs in ${nearest.differing} bytes` : ''}. ` +
      'Other sources or other settings (optimizer, runs, EVM version, via IR) made it.',
  );
}

function compileAll(compiler: Compiler, { sources, settings }: CompilerInput) {
  const selected = [
    'abi',
    'metadata',
    ...['object', 'linkReferences', 'immutableReferences'].map((part) => `evm.deployedBytecode.${part}`),
  ];
  const output: Output = JSON.parse(
    compiler.compile(
      JSON.stringify({
        language: 'Solidity',
        sources: Object.fromEntries([...sources].map(([path, content]) => [path, { content }])),
        settings: { ...settings, outputSelection: { '*': { '*': selected } } },
      }),
    ),
  );
  const broken = output.errors?.find(({ severity }) => severity === 'error');
  if (broken) throw new Error(`solc ${compiler.version} refuses it: ${broken.message}`);
  const contracts = Object.entries(output.contracts ?? {}).flatMap(([file, list]) =>
    Object.entries(list).map(([name, contract]) => ({ file, name, contract })),
  );
  // Interfaces and abstract contracts have none.
  const withCode = contracts.filter(({ contract }) => contract.evm.deployedBytecode.object !== '');
  if (withCode.length === 0) throw new Error('There is no contract with code in these sources.');
  return withCode;
}

/** The files that a contract is made of, as its metadata names them; that of the contract comes first. */
function sourcesOf(file: string, { metadata }: Contract, { sources }: CompilerInput): [string, string][] {
  const used: object = JSON.parse(metadata).sources;
  const parts = [...sources].filter(([path]) => Object.hasOwn(used, path));
  return [...parts.filter(([path]) => path === file), ...parts.filter(([path]) => path !== file)];
}
