import { afterAll, describe, it } from 'vitest';
import { expectMoneyKept } from './money.ts';
import { setStage } from './stage.ts';

const stage = await setStage();
afterAll(() => stage.node.close());

describe('the money of keepers and proposers', () => {
  it('is kept, whatever people try in whichever order', async () => {
    // MODEL_GOVERNANCE_FUZZ=100 for some minutes of it.
    await expectMoneyKept(stage, Number(process.env['MODEL_GOVERNANCE_FUZZ'] ?? 2));
  }, 3_600_000);
});
