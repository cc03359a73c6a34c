import { EVM, type PrecompileFunc } from '@ethereumjs/evm';
import { PredictEvm } from '@evm-ml/evm';
import type { ChainView } from '../chain/chain-view.ts';
import type { StateOfBlock } from '../chain/machine.ts';
import type { LentMachine } from '../chain/machine-pool.ts';

/**
 * For an address, the one whose precompile runs there instead, or `undefined`: none. Addresses are 40 hex digits in
 * lower case.
 */
export type MovedPrecompiles = Map<string, string | undefined>;

/** A machine whose precompiles can be elsewhere, or nowhere. */
export interface OverridableMachine extends LentMachine {
  readonly precompiles: MovedPrecompiles;
}

/** Lends a machine at the state after a block. Whatever its user changes is forgotten when `work` is done. */
export function lendMachine<T>(
  chain: ChainView,
  block: StateOfBlock,
  work: (machine: OverridableMachine) => Promise<T>,
): Promise<T> {
  return chain.machines.use(block, async (machine) => {
    const { evm } = machine.vm;
    if (!(evm instanceof EVM)) throw new Error('expected an EVM whose precompiles can be moved');
    const precompiles: MovedPrecompiles = new Map();
    evm.getPrecompile = (address) => findPrecompile(evm, precompiles, address);
    const result = await work({ ...machine, precompiles });
    // The class's own method again.
    Reflect.deleteProperty(evm, 'getPrecompile');
    if (evm instanceof PredictEvm) evm.joinCaches();
    return result;
  });
}

function findPrecompile(
  evm: EVM,
  moved: MovedPrecompiles,
  address: Parameters<EVM['getPrecompile']>[0],
): PrecompileFunc | undefined {
  const own = (wanted: typeof address) => Object.getPrototypeOf(evm).getPrecompile.call(evm, wanted);
  const hex = typeof address === 'string' ? address.slice(2).padStart(40, '0') : address.toString().slice(2);
  const key = hex.toLowerCase();
  if (!moved.has(key)) return own(address);
  const source = moved.get(key);
  return source === undefined ? undefined : own(`0x${source}`);
}
