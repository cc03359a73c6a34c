import type { Profile } from '@evm-ml/quantized-runtime';
import { Command, Option } from 'commander';
import { writeFileAtomic } from '../io/atomic.ts';

interface Flags {
  output: string;
  samples?: string;
  profile: Profile;
}

/** `evm-ml convert`: a Keras file to an artefact. */
export function convertCommand(): Command {
  return new Command('convert')
    .description('turn a Keras file into an artefact')
    .argument('<model>', 'the .keras file')
    .requiredOption('-o, --output <file>', 'the artefact to write')
    .option(
      '--samples <file>',
      "examples in the model's own units (.npy, .csv, .json); some hundred are plenty",
    )
    .addOption(profileOption())
    .action(runConvert);
}

/** `--profile`, shared by `convert` and `verify`. */
export function profileOption(): Option {
  return new Option('--profile <name>', 'numbers on chain').choices(['a16', 'a8', 'f32']).default('a16');
}

async function runConvert(model: string, { output, samples, profile }: Flags): Promise<void> {
  const [{ layoutOf }, { convertModel }] = await Promise.all([
    import('@evm-ml/evm'),
    import('../convert-model.ts'),
  ]);
  const { artefact, report } = await convertModel({ model, samples, profile });
  await writeFileAtomic(output, artefact);
  for (const assumption of report.assumptions) process.stderr.write(`note: ${assumption}\n`);
  const size = artefact.length.toLocaleString('en-US');
  process.stdout.write(`${output}  ${size} bytes, ${profile}\nmodel id  ${layoutOf(artefact).modelId}\n`);
}
