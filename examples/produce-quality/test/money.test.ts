import { calldataOf, receiptOf } from '@evm-ml/example-story';
import { moneyOf } from '@evm-ml/example-story/testing';
import { describe, expect, it } from 'vitest';
import { abi } from '../src/abi.ts';
import { owedTo, placeOrder, reportLots, settleLots, withdraw } from '../src/market.ts';
import { AFTERWARDS, type Attempt, deployPuppet, termsFor } from './chain.ts';
import { barbera, barolo, ETHER, FEE, grignolino, rowsOf } from './lots.ts';
import { expectMoneyKept } from './money.ts';
import { cancel, dispute, settle, useMarket } from './use-market.ts';

const here = useMarket();

describe('money', () => {
  it('who refuses money or reaches in again is paid once, and holds up nobody', async () => {
    const { buyer, supplier, laboratory, other } = here.stage;
    const puppet = await deployPuppet(here.stage, here.market);
    const data = (call: Attempt) => calldataOf({ abi, ...call });
    const terms = await termsFor(here.stage, { supplier: puppet.address, lots: 2 });
    const order = await placeOrder(buyer, here.market, terms);
    expect(await puppet.tell('act', [0n, data(await here.accept(order, [1n, 2n]))])).toBe('success');
    const bystander = await here.graded([barbera]);
    await reportLots(laboratory, here.market, {
      order,
      lots: [1n, 2n],
      measurements: rowsOf([barolo, barolo]),
    });
    await here.clock.pass(AFTERWARDS);
    await puppet.tell('refuse', [true]);
    await settleLots(other, here.market, order, [1n, 2n]);
    await settleLots(other, here.market, bystander, [barbera.number]);
    const fetch = data({ functionName: 'withdraw', args: [puppet.address] });
    expect(await puppet.tell('act', [0n, fetch])).toBe('reverted');
    expect(await withdraw(supplier, here.market)).toBe(2n * ETHER);
    expect(await withdraw(laboratory, here.market)).toBe(3n * FEE);
    await puppet.tell('refuse', [false]);
    await puppet.tell('reachAgain', [
      [
        fetch,
        data(settle(order, [1n, 2n])),
        data(settle(bystander, [barbera.number])),
        data(await here.accept(order, [3n, 4n])),
        data(cancel(order)),
        data(dispute(order, [1n], 0n)),
      ],
    ]);
    expect(await puppet.tell('act', [0n, fetch])).toBe('success');
    expect(await buyer.public.getBalance({ address: puppet.address })).toBe(6n * ETHER);
    expect([await puppet.ask('reached'), await puppet.ask('succeeded')]).toEqual([6n, 0n]);
    expect(await puppet.tell('act', [0n, fetch])).toBe('reverted');
    expect((await moneyOf(buyer, here.market)).held).toBe(await owedTo(buyer, here.market));
  });

  it('the wei of rounding is the buyer’s, and a wei of price is paid', async () => {
    const order = await here.graded([barolo], { prices: [4n, 1n, 0n], fee: 1n });
    expect(await here.outcome(dispute(order, [barolo.number], 1n), here.stage.buyer)).toBe('success');
    await here.outcome(await here.resample(order, [barolo.number], barolo.chemistry, grignolino.chemistry));
    expect(await here.owedToAll()).toEqual([2n, 3n, 0n, 1n]);
    expect(await moneyOf(here.stage.buyer, here.market)).toEqual({ held: 6n, owed: 6n });
  });

  it('money that nobody owes to anybody is refused, or changes nothing where it is forced', async () => {
    const { owner, buyer } = here.stage;
    await expect(
      owner.wallet
        .sendTransaction({ to: here.market, value: 1n, gas: 100_000n })
        .then((hash) => receiptOf(owner, hash)),
    ).rejects.toThrow('was reverted');
    const order = await here.graded([barolo]);
    const { abi: giftAbi, bytecode } = here.stage.compiled['Gift']!;
    const hash = await owner.wallet.deployContract({
      abi: giftAbi,
      bytecode,
      args: [here.market],
      value: 5n,
    });
    await receiptOf(owner, hash);
    await here.clock.pass(AFTERWARDS);
    await settleLots(here.stage.other, here.market, order, [barolo.number]);
    expect(await moneyOf(buyer, here.market)).toEqual({
      held: 3n * ETHER + FEE + 5n,
      owed: 3n * ETHER + FEE,
    });
  });

  it('is kept, whatever people try in whichever order', async () => {
    // PRODUCE_QUALITY_FUZZ=500 for a quarter of an hour of it.
    await expectMoneyKept(here.stage, Number(process.env['PRODUCE_QUALITY_FUZZ'] ?? 2));
  }, 7_200_000);
});
