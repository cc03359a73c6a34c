import type { Actor, Scene } from '../scene.ts';
import { pick } from '../scene.ts';
import type { Wallet } from '../wallet.ts';

/** Adds 1 to slot 0 and logs the sum with topic 0x2a, whoever calls. The first 9 bytes deploy the rest. */
const creation = '0x60118060095f395ff3';
const runtime = '5f54600101805f555f52602a60205fa100';

/** Deploys contracts and calls those that are there. */
export function contracts(scene: Scene, wallet: Wallet): Actor {
  return {
    name: 'contracts',
    every: 250,
    async turn() {
      if (scene.contracts.length > 0 && scene.random() < 0.9) {
        await wallet.send(scene.http, { to: pick(scene.random, scene.contracts), gas: 100_000n });
        return;
      }
      const { contractAddress } = await wallet.send(scene.http, {
        data: `${creation}${runtime}`,
        gas: 200_000n,
      });
      if (!contractAddress) throw new Error('a deployment has no contract');
      const code = await scene.http.call('eth_getCode', contractAddress, 'latest');
      if (code !== `0x${runtime}`) throw new Error(`the contract has another code: ${code}`);
      scene.contracts.push(contractAddress);
    },
  };
}
