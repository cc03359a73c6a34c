import { Command } from 'commander';

/** `evm-ml network`: a chain of several validators with BFT finality. */
export function networkCommand(): Command {
  const network = new Command('network').description('a chain of several validators (docs/network.md)');
  network
    .command('engine')
    .description('say where the consensus engine is (CometBFT); build it if there is none')
    .action(engine);
  return network;
}

async function engine(): Promise<void> {
  const { findEngine } = await import('../network/find-engine.ts');
  process.stdout.write(`${await findEngine({})}\n`);
}
