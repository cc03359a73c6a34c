import type { Offered } from './messages.ts';
import type { Compiler } from './verify.ts';

/** What Emscripten makes of the compiler; the file puts it into the global `Module`. */
interface Soljson {
  readonly calledRun?: boolean;
  onRuntimeInitialized?: () => void;
  cwrap(name: string, gives: 'string', takes: readonly string[]): (...given: unknown[]) => string;
}

declare function importScripts(url: string): void;

/** Runs a compiler's file in this worker, once: its memory is given back with the worker. */
export async function loadCompiler({ version, url }: Offered): Promise<Compiler> {
  importScripts(url);
  const module: Soljson = Reflect.get(globalThis, 'Module');
  if (!module.calledRun) {
    await new Promise<void>((resolve) => {
      module.onRuntimeInitialized = resolve;
    });
  }
  const compile = module.cwrap('solidity_compile', 'string', ['string', 'number', 'number']);
  const full = module.cwrap('solidity_version', 'string', [])();
  return {
    version: /^\d+\.\d+\.\d+\+commit\.[0-9a-f]{8}/.exec(full)?.[0] ?? version,
    // Without a callback no file is looked up that the input does not hold.
    compile(input) {
      try {
        return compile(input, 0, 0);
      } catch (error) {
        throw new Error(`The compiler failed, as it does without memory: ${error}`);
      }
    },
  };
}
