import { hexToBytes, pad, size, stringToHex, toFunctionSelector, toHex } from 'viem';

/** How arguments and results are written in a vector file, by kind. */
const KINDS = {
  u32: { abi: 'uint32', read: (text) => BigInt(`0x${text}`) },
  u64: { abi: 'uint64', read: (text) => BigInt(`0x${text}`) },
  int: { abi: 'int256', read: BigInt },
  mode: { abi: 'uint8', read: BigInt },
  bool: { abi: 'bool', read: BigInt },
  digits: { abi: 'uint256', read: BigInt },
  text: { abi: 'string', read: (text) => text },
};

const entries = new Map();
const entry = (name, parameters, results) => {
  const signature = `${name}(${parameters.map((kind) => KINDS[kind].abi).join(',')})`;
  entries.set(name, { selector: toFunctionSelector(signature), parameters, results });
};
for (const width of [32, 64]) {
  const float = `u${width}`;
  for (const name of ['add', 'sub', 'mul', 'div'])
    entry(`${name}${width}`, [float, float, 'mode'], [float, 'mode']);
  entry(`rem${width}`, [float, float], [float, 'mode']);
  entry(`sqrt${width}`, [float, 'mode'], [float, 'mode']);
  entry(`fma${width}`, [float, float, float, 'mode'], [float, 'mode']);
  entry(`compare${width}`, [float, float, 'bool'], ['int', 'mode']);
  for (const name of ['Int', 'Fixed']) {
    entry(`from${name}${width}`, ['int', 'mode'], [float, 'mode']);
    entry(`to${name}${width}`, [float, 'mode'], ['int', 'mode']);
  }
  entry(`fromString${width}`, ['text', 'mode'], [float, 'mode']);
  entry(`toString${width}`, [float], ['text']);
  entry(`toDecimal${width}`, [float, 'digits', 'mode'], ['text', 'mode']);
}
entry('widen', ['u32'], ['u64', 'mode']);
entry('narrow', ['u64', 'mode'], ['u32', 'mode']);
for (const name of ['exp', 'ln', 'tanh', 'sigmoid']) entry(`${name}32`, ['u32', 'mode'], ['u32', 'mode']);

const word = (value) => toHex(BigInt.asUintN(256, value), { size: 32 }).slice(2);

/** ABI encoding, written apart from the one under test. */
function encode(kinds, values) {
  let head = '';
  let tail = '';
  kinds.forEach((kind, index) => {
    if (kind !== 'text') {
      head += word(values[index]);
      return;
    }
    head += word(BigInt(32 * kinds.length));
    const text = stringToHex(values[index]);
    const length = size(text);
    tail += word(BigInt(length)) + pad(text, { dir: 'right', size: 32 * Math.ceil(length / 32) }).slice(2);
  });
  return head + tail;
}

/** The call that a line of a vector file, `entry argument... = result...`, describes. */
export function calldataOf(line) {
  const [name, ...texts] = line.split(' = ')[0].split(' ');
  const { selector, parameters } = entries.get(name);
  const values = parameters.map((kind, index) => KINDS[kind].read(texts[index]));
  return hexToBytes(`${selector}${encode(parameters, values)}`);
}

/**
 * Checks one line of a vector file against `run(calldata) -> {reverted, data}`. Returns undefined, or a sentence
 * that says what differs.
 */
export function checkLine(line, run) {
  const { reverted, data } = run(calldataOf(line));
  const answer = Buffer.from(data).toString('hex');
  const { results } = entries.get(line.slice(0, line.indexOf(' ')));
  const fields = line.split(' = ')[1].split(' ');
  const wanted = encode(
    results,
    results.map((kind, index) => KINDS[kind].read(fields[index])),
  );
  if (!reverted && answer === wanted) return undefined;
  return `${line}\n  expected ${wanted}\n  got      ${reverted ? 'revert ' : ''}${answer}`;
}
