import { OutOfGas } from '../outcome/outcome.ts';
import type { GasKind, GasSplit } from './split.ts';

/** Counts the gas of one call. Charges come before the work that they pay for. */
export class GasMeter {
  #used = 0n;
  readonly #parts: Record<GasKind, bigint> = { base: 0n, resolve: 0n, load: 0n, operators: 0n, io: 0n };

  constructor(readonly limit: bigint) {}

  get used(): bigint {
    return this.#used;
  }

  /** Where the gas went so far. */
  get parts(): Readonly<Omit<GasSplit, 'perOperator'>> {
    return { ...this.#parts, total: this.#used };
  }

  /** @throws OutOfGas if the limit does not suffice; nothing is counted then. */
  charge(kind: GasKind, amount: bigint): void {
    if (this.#used + amount > this.limit) throw new OutOfGas();
    this.#used += amount;
    this.#parts[kind] += amount;
  }

  /** Gives back what was charged for work that turned out not to be needed. */
  giveBack(kind: GasKind, amount: bigint): void {
    this.#used -= amount;
    this.#parts[kind] -= amount;
  }
}
