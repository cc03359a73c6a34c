import type { RunDescription } from '../inference/machine.ts';
import type { Spent } from './measure.ts';
import type { Translator } from './translator.ts';

/** One row of the table. */
export interface Row {
  readonly engine: string;
  readonly arithmetic: string;
  readonly how: string;
  /** Of processor time, as the ratios are. */
  readonly tokensPerSecond: number;
  /** Microseconds a token. */
  readonly processor: number;
  readonly wall: number;
  /** Over the baseline's; below 1 is faster. */
  readonly processorRatio: number;
  readonly wallRatio: number;
}

export interface Report {
  readonly sentences: number;
  readonly tokens: number;
  readonly rounds: number;
  /** Tasks that wanted a processor, in the minute before and the minute behind the run. */
  readonly load: readonly [before: number, behind: number];
  readonly rows: readonly Row[];
}

/** `baseline`: the place of the translator that the others are compared with. */
export function rowsOf(
  translators: readonly Translator[],
  spent: readonly Spent[],
  tokens: number,
  baseline: number,
): Row[] {
  const beside = spent[baseline]!;
  return translators.map(({ name, arithmetic, how }, index) => {
    const { wall, processor } = spent[index]!;
    return {
      ...{ engine: name, arithmetic, how },
      tokensPerSecond: (tokens * 1e6) / processor,
      processor: processor / tokens,
      wall: wall / tokens,
      processorRatio: processor / beside.processor,
      wallRatio: wall / beside.wall,
    };
  });
}

const HEADER = [
  ...['engine', 'arithmetic', 'at each token', 'tokens a second', 'us a token', 'ratio'],
  ...['us a token, wall', 'ratio'],
];

function cells(row: Row): string[] {
  return [
    ...[row.engine, row.arithmetic, row.how],
    Math.round(row.tokensPerSecond).toLocaleString('en-US'),
    row.processor.toFixed(1),
    row.processorRatio.toFixed(2),
    row.wall.toFixed(1),
    row.wallRatio.toFixed(2),
  ];
}

const line = (columns: readonly string[]) => `| ${columns.join(' | ')} |`;

/** The table in Markdown, which a terminal shows as well. */
export const tableOf = (rows: readonly Row[]): string =>
  [
    line(HEADER),
    line(HEADER.map((_, i) => (i < 3 ? '---' : '---:'))),
    ...rows.map((row) => line(cells(row))),
  ].join('\n');

/** The page of results. */
export function markdownOf({ machine, date, command, ...run }: RunDescription, report: Report): string {
  const versions: Readonly<Record<string, string>> = run.versions;
  const [before, behind] = report.load.map((load) => load.toFixed(1));
  const shared =
    Math.max(...report.load) > 1.5
      ? `\nThe machine was shared and busy: a load of ${before} before and ${behind} behind the run, on ${machine.cores} cores. Go by processor time.\n`
      : '';
  return `# Generation, side by side

Made by \`${command}\` on ${date.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, Node ${run.versions.node}, onnxruntime ${versions['onnxruntime-node']}. The translator
(363,864 parameters, [examples/translator](../../examples/translator/README.md)), ${report.sentences} sentences, ${report.tokens} tokens with those that end an answer, greedy, one
thread, one sentence at a time; each sentence at its best of ${report.rounds} rounds, engines in turns. All say the same of every sentence,
and what Keras said. Every figure is in [generation.json](generation.json).
${shared}
${tableOf(report.rows)}

Tokens a second and the first microseconds are processor time, all threads of the process together; the ratios are over
onnxruntime-node that is given the whole network again for every token, as it is when it was exported in one piece. Encoder
and start are in the figures of all.

- \`${report.rows[0]!.arithmetic}\` has weights of int8 and activations of int16; the first row is the example's artefact, as it is on a chain.
- evm-ml reads English bytes and writes German ones; onnxruntime-node is given English tokens and gives German ones.
- Carried in onnxruntime-node: the step of the loop that evm-ml runs, as a network of its own, with keys and values going in and out
  as tensors. Each of its calls passes through JavaScript, which a network this small feels: evm-ml's loop does not leave its plan.
`;
}
