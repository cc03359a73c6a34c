/** Bounds of what somebody may hand in as a compiler's input: characters in all, of sources, and files. */
export const mostCharacters = 32_000_000;
const [mostSourceCharacters, mostFiles, longestPath] = [8_000_000, 2_000, 500];

/** What a compiler is given. */
export interface CompilerInput {
  /** The release for which it was made, where the file says it. */
  readonly version: string | undefined;
  readonly sources: ReadonlyMap<string, string>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What changes no code, or is for programs that are not here. */
const unusedSettings = ['outputSelection', 'modelChecker', 'stopAfter', 'compilationTarget'];

/**
 * Reads a standard JSON input, or the build-info file of Hardhat or Foundry that holds one.
 * Throws one sentence for what is none.
 */
export function readInput(text: string): CompilerInput {
  if (text.length > mostCharacters)
    throw new Error(`This is longer than an input may be here, ${mostCharacters / 1e6} MB.`);
  const given = parse(text);
  const input: unknown = Object(given).input ?? given;
  const { language, sources, settings = {} } = Object(input);
  if (!isRecord(sources)) throw new Error(`${whatInstead(Object(given))} ${wanted}`);
  if (language !== 'Solidity')
    throw new Error('Its language is not Solidity, which is what can be compiled here.');
  if (!isRecord(settings)) throw new Error('Its settings are no object.');
  const version: unknown = Object(given).solcVersion;
  return {
    version: typeof version === 'string' ? /^\d+\.\d+\.\d+/.exec(version)?.[0] : undefined,
    sources: readSources(sources),
    settings: Object.fromEntries(Object.entries(settings).filter(([name]) => !unusedSettings.includes(name))),
  };
}

const wanted =
  'Give the standard JSON input: artifacts/build-info/*.json of Hardhat, or what `forge verify-contract --show-standard-json-input` prints.';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('This is no JSON.');
  }
}

function whatInstead({ abi, output, source_id_to_path: paths }: Record<string, unknown>): string {
  if (abi !== undefined) return 'This is what came of one contract, without its sources.';
  if (output !== undefined)
    return 'This is what a compiler answered; what it was given, Hardhat keeps in the file beside it, without .output.';
  if (paths !== undefined) return 'This file of Foundry has no sources.';
  return 'It has no "sources".';
}

function readSources(given: Record<string, unknown>): Map<string, string> {
  const entries = Object.entries(given);
  if (entries.length === 0 || entries.length > mostFiles)
    throw new Error(`It has ${entries.length} sources; from 1 to ${mostFiles} may be given here.`);
  const sources = new Map<string, string>();
  let characters = 0;
  for (const [index, [path, source]] of entries.entries()) {
    const content: unknown = Object(source).content;
    if (typeof content !== 'string' || path.length > longestPath)
      throw new Error(`Source ${index + 1} of ${entries.length} has no content, or too long a name.`);
    characters += content.length;
    sources.set(path, content);
  }
  if (characters > mostSourceCharacters)
    throw new Error(
      `Its sources are longer than they may be here, ${mostSourceCharacters / 1e6} MB together.`,
    );
  return sources;
}

const isRecord = (given: unknown): given is Record<string, unknown> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);
