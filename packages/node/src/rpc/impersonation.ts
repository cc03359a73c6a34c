import type { Hex } from 'viem';

/** Accounts that a development chain lets anybody speak for. */
export class Impersonation {
  /** Every account. */
  all = false;
  private readonly accounts = new Set<Hex>();

  covers(account: Hex): boolean {
    return this.all || this.accounts.has(account);
  }

  start(account: Hex): void {
    this.accounts.add(account);
  }

  stop(account: Hex): void {
    this.accounts.delete(account);
  }

  clear(): void {
    this.all = false;
    this.accounts.clear();
  }
}
