import { Command } from 'commander';
import { arrangeExamples } from '../io/arrange-examples.ts';
import { expectApart } from '../io/expect-apart.ts';
import { checkNumbersPath, writeNumbers } from '../io/numbers-file.ts';
import { portsOf } from '../io/ports.ts';
import { printNumbers } from '../io/print.ts';
import { givesText, printTexts } from '../io/print-texts.ts';
import { warnOutOfRange } from '../out-of-range.ts';
import { readInputOrText, textOption } from '../text-options.ts';

interface Flags {
  input?: string;
  text?: string;
  output?: string;
  rpc: string;
}

/** `evm-ml predict`: asks a model on a chain, without a transaction. */
export function predictCommand(): Command {
  return new Command('predict')
    .description('ask a model on a chain (eth_call: free, nothing is written)')
    .argument('<name>', 'org.domain.model, org.domain.model@version or a model id')
    .option('--input <file>', "examples in the model's own units (.npy, .npz, .csv, .json, .txt)")
    .addOption(textOption())
    .option('--output <file>', 'where the answers go (.npy, .csv, .json) instead of the terminal')
    .option('--rpc <url>', 'the node', 'http://127.0.0.1:8545')
    .action(runPredict);
}

async function runPredict(model: string, { input, text, output, rpc }: Flags): Promise<void> {
  if (output !== undefined) {
    checkNumbersPath(output);
    await expectApart([output], input === undefined ? [] : [input]);
  }
  const { name, examples } = await readInputOrText(input, text);
  const [{ mlActions }, { connect }, { decodeHead, findBeyondRange }] = await Promise.all([
    import('@evm-ml/evm/viem'),
    import('../rpc/client.ts'),
    import('@evm-ml/quantized-runtime'),
  ]);
  const client = (await connect(rpc)).extend(mlActions());
  const { inputLength, outputLength } = await client.describeModel({ model });
  // A node may answer and not show code: then the inputs have no names and shapes.
  const bytes = await client.readModelHead({ model }).catch(() => undefined);
  const head = bytes && decodeHead(bytes);
  const ports = head ? portsOf(head) : [{ name: 'input', shape: [Number(inputLength)], isText: true }];
  const { data } = arrangeExamples(name, examples, ports);
  const answer = await client.predict<number>({ model, input: Array.from(data) });
  if (head) warnOutOfRange(name, findBeyondRange(head, data));
  const columns = Number(outputLength);
  const numbers = { shape: [answer.length / columns, columns], data: Float64Array.from(answer) };
  if (output !== undefined) await writeNumbers(output, numbers);
  else if (head && (await givesText(head))) printTexts(numbers);
  else printNumbers(numbers);
}
