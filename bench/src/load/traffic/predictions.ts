import { PREDICT_ADDRESS } from '@evm-ml/evm';
import type { Actor, Scene } from '../scene.ts';
import type { Wallet } from '../wallet.ts';
import { gradeData } from './wine.ts';

/** Predictions in transactions. */
export const predictions = (scene: Scene, wallet: Wallet): Actor => ({
  name: 'predictions',
  every: 150,
  turn: async () =>
    void (await wallet.send(scene.http, {
      to: PREDICT_ADDRESS,
      data: gradeData(scene.random),
      gas: 200_000n,
    })),
});
