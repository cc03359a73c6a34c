import { Command, Option } from 'commander';
import { arrangeExamples } from '../io/arrange-examples.ts';
import { expectApart } from '../io/expect-apart.ts';
import { checkNumbersPath, writeNumbers } from '../io/numbers-file.ts';
import { portsOf } from '../io/ports.ts';
import { printNumbers } from '../io/print.ts';
import { givesText, printTexts } from '../io/print-texts.ts';
import { readInput } from '../io/read-input.ts';
import { warnOutOfRange } from '../out-of-range.ts';
import { readInputOrText, textOption } from '../text-options.ts';

interface Flags {
  input?: string;
  text?: string;
  output?: string;
  backend: 'wasm' | 'reference';
}

/** `evm-ml run`: an artefact on this machine, with the bits that a chain gives. */
export function runCommand(): Command {
  return new Command('run')
    .description('run an artefact on this machine, with the bits that a chain gives')
    .argument('<artefact>', 'what convert wrote')
    .option('--input <file>', "examples in the model's own units (.npy, .npz, .csv, .json, .txt)")
    .addOption(textOption())
    .option('--output <file>', 'where the answers go (.npy, .csv, .json) instead of the terminal')
    .addOption(
      new Option('--backend <name>', 'kernels: both give the same bits')
        .choices(['wasm', 'reference'])
        .default('wasm'),
    )
    .action(runArtefact);
}

async function runArtefact(path: string, { input, text, output, backend }: Flags): Promise<void> {
  if (output !== undefined) {
    checkNumbersPath(output);
    await expectApart([output], input === undefined ? [path] : [path, input]);
  }
  const { name, examples } = await readInputOrText(input, text);
  const [{ findBeyondRange, LARGEST_CAPACITY, loadModel, referenceKernels, wasmKernels }, { fixedToReal }] =
    await Promise.all([import('@evm-ml/quantized-runtime'), import('../io/fixed.ts')]);
  const kernels = { wasm: wasmKernels, reference: referenceKernels }[backend];
  const model = loadModel(await readInput(path), { kernels, capacity: LARGEST_CAPACITY });
  const { count, data } = arrangeExamples(name, examples, portsOf(model.graph));
  warnOutOfRange(name, findBeyondRange(model.graph, data));
  // By way of the chain's own fixed point, so that every digit is what `predict` gives.
  const answer = Float64Array.from(model.decodeFixed(model.run(model.encodeReal(data), count)), fixedToReal);
  const numbers = { shape: [count, model.outputLength], data: answer };
  if (output !== undefined) await writeNumbers(output, numbers);
  else if (await givesText(model.graph)) printTexts(numbers);
  else printNumbers(numbers);
}
