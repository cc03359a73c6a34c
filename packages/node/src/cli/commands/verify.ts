import type { Profile } from '@evm-ml/quantized-runtime';
import { Command } from 'commander';
import { UserError } from '../errors.ts';
import { addGeneratingOptions, type GeneratingFlags, readGenerating } from '../generating-options.ts';
import { type InputShapes, inputShapeOption } from '../input-shapes.ts';
import { readArtefact } from '../io/artefact-file.ts';
import { limitOption } from '../limit-option.ts';
import { textBytesOption } from '../text-options.ts';
import { addTextOutputOptions, readTextOutput, type TextOutputFlags } from '../text-output-options.ts';
import { profileOption } from './convert.ts';

/** `evm-ml verify`: whether an artefact is what a Keras file becomes. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .description('convert again and say whether the bytes agree; exit code 1 if not')
    .argument('<model>', 'the .keras file')
    .argument('<artefact>', 'what somebody says it became')
    .option('--samples <file>', 'the examples that were used (.npy, .csv, .json, .txt)')
    .addOption(profileOption())
    .addOption(inputShapeOption())
    .addOption(textBytesOption())
    .addOption(limitOption())
    .action(runVerify);
  return addGeneratingOptions(addTextOutputOptions(command));
}

async function runVerify(
  model: string,
  path: string,
  {
    inputShape,
    ...rest
  }: TextOutputFlags &
    GeneratingFlags & {
      samples?: string;
      profile: Profile;
      inputShape: InputShapes;
      textBytes?: number;
      limit: number;
    },
): Promise<void> {
  const [{ layoutOf }, { convertModel }] = await Promise.all([
    import('@evm-ml/evm'),
    import('../convert-model.ts'),
  ]);
  const given = await readArtefact(path);
  const textOutput = await readTextOutput(rest);
  const generating = readGenerating(rest, textOutput);
  const { artefact } = await convertModel({
    ...{ model, inputShapes: inputShape, textOutput, generating },
    ...rest,
  });
  // Without an origin there is only the model to compare.
  const made = given.origin === undefined ? { model: artefact.model } : artefact;
  const [claimed, found] = [given, made].map((parts) => layoutOf(parts).modelId);
  if (claimed !== found) {
    throw new UserError(
      `${path} is not what ${model} becomes: model ${claimed}, converting gives ${found}; ` +
        'use the same samples and profile, or mistrust the artefact.',
    );
  }
  process.stdout.write(`the bytes agree\nmodel id  ${found}\n`);
}
