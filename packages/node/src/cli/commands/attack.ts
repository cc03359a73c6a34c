import type { Model } from '@evm-ml/quantized-runtime';
import type { AttackMethod, AttackReport } from '@evm-ml/workshop';
import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../errors.ts';
import { readFloatGraph } from '../float-graph.ts';
import { arrangeExamples } from '../io/arrange-examples.ts';
import { originPath, readArtefact } from '../io/artefact-file.ts';
import { writeFileAtomic } from '../io/atomic.ts';
import { expectApart } from '../io/expect-apart.ts';
import { readFeatureNumbers } from '../io/feature-numbers.ts';
import { note } from '../io/note.ts';
import type { Numbers } from '../io/numbers.ts';
import { readExamples } from '../io/numbers-file.ts';
import { portsOf } from '../io/ports.ts';
import { loadWorkshop } from '../load-workshop.ts';
import { withProgress } from '../progress.ts';

interface Flags {
  samples: string;
  bounds: string;
  least?: string;
  most?: string;
  labels?: string;
  model?: string;
  method: AttackMethod | 'both';
  threshold: number;
  steps: number;
  restarts: number;
  queries: number;
  seed: number;
  worst: number;
  json?: string;
  svg?: string;
}

/** `evm-ml attack`: how little a sample has to change for another decision. */
export function attackCommand(): Command {
  return new Command('attack')
    .description('look for small changes of samples that turn the decisions of an artefact around')
    .argument('<artefact>', 'what convert wrote')
    .requiredOption('--samples <file>', "examples in the model's own units (.npy, .npz, .csv, .json)")
    .requiredOption(
      '--bounds <number|file>',
      'how much a feature may change up and down, in its own unit; one for all, or a file with one for each',
    )
    .option('--least <number|file>', 'no feature is made smaller')
    .option('--most <number|file>', 'no feature is made larger')
    .option('--labels <file>', 'the right class of each sample; otherwise what the artefact decides of it')
    .option('--model <file>', 'the Keras file, for gradients; otherwise what the origin tells of it')
    .addOption(
      new Option('--method <name>', 'gradient: knows the network; query: only asks it, as anybody can')
        .choices(['both', 'gradient', 'query'])
        .default('both'),
    )
    .option('--threshold <number>', 'of a model with one output: class 1 from here on', readNumber, 0.5)
    .addOption(count('--steps <n>', 'steps of the gradient attack', 40, 1, 10_000))
    .addOption(count('--restarts <n>', 'times that it begins again at a random place', 1, 0, 1_000))
    .addOption(count('--queries <n>', 'questions of the query attack about one sample', 1_000, 1, 1_000_000))
    .addOption(count('--seed <n>', 'the same seed gives the same report', 1, 0, 2 ** 31))
    .addOption(count('--worst <n>', 'examples that are told, those of the least change first', 10, 0, 10_000))
    .option('--json <file>', 'all of it, with the examples in full, as JSON')
    .option('--svg <file>', 'accuracy over how much may change, as a picture')
    .action(runAttack);
}

function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('Give a number.');
  return number;
}

function count(flags: string, says: string, usual: number, least: number, most: number): Option {
  return new Option(flags, says).default(usual).argParser((text) => {
    const number = readNumber(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  });
}

async function runAttack(path: string, flags: Flags): Promise<void> {
  const { samples, json, svg } = flags;
  const outputs = [json, svg].filter((output) => output !== undefined);
  const maybe = [flags.labels, flags.model, flags.bounds, flags.least, flags.most];
  const inputs = [path, originPath(path), samples, ...maybe.filter((input) => input !== undefined)];
  await expectApart(outputs, inputs);
  const { LARGEST_CAPACITY, loadModel, wasmKernels } = await import('@evm-ml/quantized-runtime');
  const artefact = await readArtefact(path);
  const model = loadModel(artefact.model, { kernels: wasmKernels, capacity: LARGEST_CAPACITY });
  const ports = portsOf(model.graph);
  const { data } = arrangeExamples(samples, await readExamples(samples, note), ports);
  const [change, least, most] = await Promise.all([
    readFeatureNumbers('--bounds', flags.bounds, ports),
    readFeatureNumbers('--least', flags.least ?? '-Infinity', ports),
    readFeatureNumbers('--most', flags.most ?? 'Infinity', ports),
  ]);
  const labels = flags.labels === undefined ? undefined : await readLabels(flags.labels);
  const { attack, attackJson, attackSvg, attackText } = await loadWorkshop();
  const wanted: AttackMethod[] = flags.method === 'both' ? ['gradient', 'query'] : [flags.method];
  const float = wanted.includes('gradient')
    ? await readFloatGraph(artefact, model.graph, flags.model)
    : undefined;
  const methods = wanted.filter((method) => method !== 'gradient' || float !== undefined);
  if (methods.length === 0) {
    throw new UserError(
      `${originPath(path)}: there is no such file; copy it from where convert wrote it, give --model, or --method query.`,
    );
  }
  if (methods.length < wanted.length) {
    note(`${originPath(path)} is not there: without it or --model nothing is attacked by gradients.`);
  }
  const { threshold, steps, restarts, queries, seed, worst } = flags;
  const options = { threshold, steps, restarts, queries, seed, worst, labels, float, methods };
  const report = await withProgress((progress) =>
    attack(model, data, {
      ...options,
      bounds: { change, least, most },
      onProgress: ({ task, done, total }) => progress.update(task, done, total),
    }),
  );
  const shape = shapeOf(model);
  if (json !== undefined) await writeText(json, attackJson(report));
  if (svg !== undefined) await writeText(svg, attackSvg(report, shape, change));
  process.stdout.write(attackText(report, shape, change));
  warnOfPlateau(report, methods);
}

/** Of one example, all inputs together. */
const shapeOf = ({ inputShapes, inputLength }: Model): readonly number[] =>
  inputShapes.length === 1 ? inputShapes[0]! : [inputLength];

async function readLabels(path: string): Promise<number[]> {
  const examples = await readExamples(path, note);
  if (examples instanceof Map) {
    throw new UserError(`${path}: holds several arrays; give one with the class of each sample.`);
  }
  return Array.from((examples as Numbers).data);
}

const writeText = (path: string, text: string) => writeFileAtomic(path, new TextEncoder().encode(text));

/** Nobody fooled is no proof of anything. */
function warnOfPlateau({ accuracy, robustAccuracy }: AttackReport, methods: readonly AttackMethod[]): void {
  if (accuracy > robustAccuracy || accuracy === 0) return;
  const more = methods.includes('gradient') ? '--steps, --restarts or --queries' : '--queries';
  note(`nothing was found, which is no proof that there is nothing: give more ${more}, or wider --bounds.`);
}
