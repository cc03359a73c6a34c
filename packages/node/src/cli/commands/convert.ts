import { basename, dirname } from 'node:path';
import type { Profile } from '@evm-ml/quantized-runtime';
import type { QuantizeReport } from '@evm-ml/workshop';
import { Command, Option } from 'commander';
import type { GeneratedAnswers } from '../generate-network.ts';
import { addGeneratingOptions, type GeneratingFlags, readGenerating } from '../generating-options.ts';
import { type InputShapes, inputShapeOption } from '../input-shapes.ts';
import { originPath, writeArtefact } from '../io/artefact-file.ts';
import { expectApart } from '../io/expect-apart.ts';
import { note } from '../io/note.ts';
import { checkReportPaths, writeReport } from '../io/report-file.ts';
import { limitOption } from '../limit-option.ts';
import { loadWorkshop } from '../load-workshop.ts';
import { textBytesOption } from '../text-options.ts';
import { addTextOutputOptions, readTextOutput, type TextOutputFlags } from '../text-output-options.ts';

interface Flags extends TextOutputFlags, GeneratingFlags {
  output: string;
  samples?: string;
  profile: Profile;
  inputShape: InputShapes;
  textBytes?: number;
  report: string[];
  limit: number;
}

/** `evm-ml convert`: a Keras file to an artefact. */
export function convertCommand(): Command {
  const command = new Command('convert')
    .description('turn a Keras file into an artefact')
    .argument('<model>', 'a .keras or .h5 file, an unpacked .keras folder, or a model.json of TensorFlow.js')
    .requiredOption(
      '-o, --output <file>',
      'the artefact to write; its origin goes beside it, as <file>.origin',
    )
    .option(
      '--samples <file>',
      "examples in the model's own units (.npy, .npz, .csv, .json, .txt); some hundred are plenty",
    )
    .addOption(profileOption())
    .addOption(inputShapeOption())
    .addOption(textBytesOption())
    .addOption(limitOption())
    .option('--report <file>', 'ranges and errors by layer (.txt, .json, .svg); may be repeated', append, [])
    .action(runConvert);
  return addGeneratingOptions(addTextOutputOptions(command));
}

/** `--profile`, shared by `convert` and `verify`. */
export function profileOption(): Option {
  return new Option('--profile <name>', 'a16: int8 weights, int16 activations; a8: int8 both; f32: binary32')
    .choices(['a16', 'a8', 'f32'])
    .default('a16');
}

const append = (value: string, previous: string[]) => [...previous, value];

async function runConvert(
  model: string,
  { output, report: paths, inputShape, ...rest }: Flags,
): Promise<void> {
  checkReportPaths(paths);
  // Beside a model.json lie its weights.
  const source = basename(model) === 'model.json' ? dirname(model) : model;
  const read = [source, rest.samples, rest.vocabulary].filter((path) => path !== undefined);
  await expectApart([output, originPath(output), ...paths], read);
  const textOutput = await readTextOutput(rest);
  const generating = readGenerating(rest, textOutput);
  const [{ layoutOf }, { convertModel }] = await Promise.all([
    import('@evm-ml/evm'),
    import('../convert-model.ts'),
  ]);
  const { artefact, report, notices, generated } = await convertModel({
    ...{ model, inputShapes: inputShape, textOutput, generating },
    ...rest,
  });
  await writeArtefact(output, artefact);
  for (const path of paths) await writeReport(path, report);
  for (const sentence of [...notices, ...report.assumptions, ...report.notices]) note(sentence);
  const { measuredOn, profileOf } = await loadWorkshop();
  const [size, originSize] = [artefact.model, artefact.origin].map(({ length }) =>
    length.toLocaleString('en-US'),
  );
  process.stdout.write(
    `${output}  ${size} bytes, ${profileOf(report)}\n` +
      `${originPath(output)}  ${originSize} bytes, where it came from: keep both together\n` +
      `model id  ${layoutOf(artefact).modelId}\n`,
  );
  for (const line of fidelity(report, measuredOn(report))) process.stdout.write(`${line}\n`);
  if (generated) process.stdout.write(`${sameAnswers(generated)}\n`);
}

/** How far the integers are from the float network, one line for each output. */
function fidelity({ outputs }: QuantizeReport, on: string): string[] {
  return outputs.map(({ name, maxError, snr, agreement, isText }) => {
    const share = ((agreement ?? 1) * 100).toFixed(2);
    if (isText) return `output ${name}  same text as the float network on ${share} %, on ${on}`;
    const decibels = snr === null ? '' : ` (${snr.toFixed(1)} dB)`;
    const same = agreement === null ? '' : `, same top class on ${share} %`;
    return `output ${name}  at most ${maxError.toPrecision(2)} from the float network${decibels}${same}, on ${on}`;
  });
}

/** How many answers are those of the float network, token by token. */
function sameAnswers({ same, count, tokens }: GeneratedAnswers): string {
  const mean = (tokens / count).toFixed(1);
  return `answers  ${same} of ${count} are those of the float network, of ${mean} tokens on average`;
}
