import type { Address } from 'viem';
import { describe, expect, it } from 'vitest';
import { acceptOrder, lockedBy, placeOrder, type Terms, withdraw } from '../src/market.ts';
import { type Attempt, addressOf, HOUR, termsFor } from './chain.ts';
import { cancel, settle, useMarket } from './use-market.ts';

const here = useMarket();

describe('an order', () => {
  it('an order is taken back by its buyer alone, until somebody accepts it', async () => {
    const { buyer, supplier } = here.stage;
    const terms = await termsFor(here.stage);
    const [first, second] = [
      await placeOrder(buyer, here.market, terms),
      await placeOrder(buyer, here.market, terms),
    ];
    expect(await here.refused(cancel(first))).toBe('NotTheBuyer');
    expect(await here.outcome(cancel(first), buyer)).toBe('success');
    expect(await here.refused(cancel(first), buyer)).toBe('NotOffered');
    expect(await here.refused(await here.accept(first, [1n]), supplier)).toBe('NotOffered');
    await acceptOrder(supplier, here.market, second, [1n]);
    expect(await here.refused(cancel(second), buyer)).toBe('NotOffered');
    expect(await here.refused(await here.accept(second, [2n]), supplier)).toBe('NotOffered');
    expect(await withdraw(buyer, here.market)).toBe(lockedBy(terms));
    expect(await here.refused(settle(first, [1n]))).toBe('NotAccepted');
    expect(await here.refused(cancel(99n), buyer)).toBe('UnknownOrder');
    expect(await here.refused(settle(99n, [1n]))).toBe('UnknownOrder');
  });

  it('orders that make no sense are not taken', async () => {
    const { buyer, supplier, laboratory } = here.stage;
    const nobody: Address = '0x0000000000000000000000000000000000000000';
    const terms = await termsFor(here.stage);
    const now = terms.acceptBy - HOUR - 300; // Or a few seconds later.
    const year = 365 * 24 * HOUR;
    const cases: [Partial<Terms>, string | undefined][] = [
      [{}, undefined],
      [{ supplier: nobody }, 'PartyMissing'],
      [{ laboratory: nobody }, 'PartyMissing'],
      [{ second: nobody }, 'PartyMissing'],
      [{ supplier: addressOf(buyer) }, 'PartiesNotDistinct'],
      [{ laboratory: addressOf(buyer) }, 'PartiesNotDistinct'],
      [{ second: addressOf(buyer) }, 'PartiesNotDistinct'],
      [{ laboratory: addressOf(supplier) }, 'PartiesNotDistinct'],
      [{ second: addressOf(supplier) }, 'PartiesNotDistinct'],
      [{ second: addressOf(laboratory) }, 'PartiesNotDistinct'],
      [{ lots: 0 }, 'NoLots'],
      [{ lots: 64 }, undefined],
      [{ lots: 65 }, 'TooManyLots'],
      [{ lots: 2 ** 32 - 1 }, 'TooManyLots'],
      [{ fee: 0n }, 'NoFee'],
      [{ prices: [0n, 0n, 0n] }, 'NoPrice'],
      [{ acceptBy: now - 1 }, 'TimesWrong'],
      [{ reportBy: terms.acceptBy - 1 }, 'TimesWrong'],
      [{ reportBy: terms.acceptBy }, undefined],
      [{ disputeBy: terms.reportBy }, 'TimesWrong'],
      [{ disputeBy: terms.reportBy + 1, resampleBy: terms.reportBy + 2 }, undefined],
      [{ resampleBy: terms.disputeBy }, 'TimesWrong'],
      [{ resampleBy: now + year - HOUR }, undefined],
      [{ resampleBy: now + year + HOUR }, 'TimesWrong'],
      [{ disputeBy: 0 }, 'TimesWrong'],
      [{ resampleBy: 2 ** 40 - 1 }, 'TimesWrong'],
      [{ tolerance: 10n ** 18n }, 'ToleranceWrong'],
      [{ model: `0x${'00'.repeat(32)}` }, 'ModelNotLatest'],
    ];
    for (const [special, error] of cases) {
      const made = { ...terms, ...special };
      // So many lots would be more than anybody has.
      const value = made.lots > 64 ? 1n : lockedBy(made);
      const attempt: Attempt = { functionName: 'order', args: [made], value };
      expect([special, await here.refused(attempt, buyer)]).toEqual([special, error]);
    }
    for (const value of [0n, lockedBy(terms) - 1n, lockedBy(terms) + 1n])
      expect(await here.refused({ functionName: 'order', args: [terms], value }, buyer)).toBe('WrongValue');
  });
});
