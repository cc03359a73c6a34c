import { Command } from 'commander';
import { countExamples } from '../io/count-examples.ts';
import { expectApart } from '../io/expect-apart.ts';
import { checkNumbersPath, readNumbers, writeNumbers } from '../io/numbers-file.ts';
import { printNumbers } from '../io/print.ts';
import { warnOutOfRange } from '../out-of-range.ts';

interface Flags {
  input: string;
  output?: string;
  rpc: string;
}

/** `evm-ml predict`: asks a model on a chain, without a transaction. */
export function predictCommand(): Command {
  return new Command('predict')
    .description('ask a model on a chain (eth_call: free, nothing is written)')
    .argument('<name>', 'org.domain.model, org.domain.model@version or a model id')
    .requiredOption('--input <file>', "examples in the model's own units (.npy, .csv, .json)")
    .option('--output <file>', 'where the answers go (.npy, .csv, .json) instead of the terminal')
    .option('--rpc <url>', 'the node', 'http://127.0.0.1:8545')
    .action(runPredict);
}

async function runPredict(name: string, { input, output, rpc }: Flags): Promise<void> {
  if (output !== undefined) {
    checkNumbersPath(output);
    await expectApart([output], [input]);
  }
  const given = await readNumbers(input);
  const { data } = given;
  const [{ mlActions }, { connect }, { decodeHead, findBeyondRange }] = await Promise.all([
    import('@evm-ml/evm/viem'),
    import('../rpc/client.ts'),
    import('@evm-ml/quantized-runtime'),
  ]);
  const client = (await connect(rpc)).extend(mlActions());
  const { inputLength, outputLength } = await client.describeModel({ model: name });
  countExamples(input, given, Number(inputLength));
  const answer = await client.predict<number>({ model: name, input: Array.from(data) });
  // A node may answer and not show code: the answer counts.
  const head = await client.readModelHead({ model: name }).catch(() => undefined);
  if (head) warnOutOfRange(input, findBeyondRange(decodeHead(head), data));
  const columns = Number(outputLength);
  const numbers = { shape: [answer.length / columns, columns], data: Float64Array.from(answer) };
  if (output === undefined) printNumbers(numbers);
  else await writeNumbers(output, numbers);
}
