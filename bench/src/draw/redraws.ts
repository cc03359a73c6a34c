import { drawChain } from '../chain/chart.ts';
import type { Row as ChainRow } from '../chain/report.ts';
import { drawGas } from '../gas/chart.ts';
import type { Row } from '../gas/row.ts';
import type { NetworkResult } from '../inference/bench-network.ts';
import { drawInference } from '../inference/chart.ts';
import type { RunDescription } from '../inference/machine.ts';
import { drawMemory } from '../load/chart.ts';
import type { Sample } from '../load/report.ts';

/** A file of results and the picture that comes of it. */
export interface Redraw {
  readonly results: string;
  readonly picture: string;
  readonly draw: (json: string) => string;
}

/** Every picture of the benches. */
export const redraws: readonly Redraw[] = [
  {
    results: 'inference.json',
    picture: 'inference.svg',
    draw: (json) => {
      const { results, machine }: RunDescription & { results: NetworkResult[] } = JSON.parse(json);
      return drawInference(results, machine.cpu);
    },
  },
  {
    results: 'gas.json',
    picture: 'gas.svg',
    draw: (json) => {
      const { measured, worst }: { measured: Row[]; worst: Row[] } = JSON.parse(json);
      return drawGas([...measured, ...worst]);
    },
  },
  {
    results: 'chain.json',
    picture: 'chain.svg',
    draw: (json) => {
      const { results, machine }: RunDescription & { results: { rows: ChainRow[] } } = JSON.parse(json);
      return drawChain(results.rows, machine.cpu);
    },
  },
  {
    results: 'load.json',
    picture: 'load.svg',
    draw: (json) => {
      const { results }: { results: { samples: Sample[] } } = JSON.parse(json);
      return drawMemory(results.samples);
    },
  },
];
