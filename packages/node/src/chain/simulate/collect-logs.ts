import type { InterpreterStep, Log } from '@ethereumjs/evm';
import { bigIntToBytes, hexToBytes, setLengthLeft } from '@ethereumjs/util';
import type { Machine } from '../machine.ts';
import { eventsOf } from '../trace/tracer.ts';

/** Address under which transfers of ether are shown, and the topic of ERC-20's Transfer(address,address,uint256). */
const etherAddress = hexToBytes('0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee');
const transferTopic = hexToBytes('0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef');

const word = (value: bigint | Uint8Array): Uint8Array =>
  setLengthLeft(typeof value === 'bigint' ? bigIntToBytes(value) : value, 32);

/**
 * Listens for logs and for transfers of ether, in the order in which they happen. What a reverted frame did is not
 * in the result. Stop it before the machine is used for anything else.
 */
export function collectLogs(machine: Machine): { logs: Log[]; stop(): void } {
  const logs: Log[] = [];
  const starts: number[] = [];
  const events = eventsOf(machine);
  const onStep = (step: InterpreterStep) => {
    if (/^LOG\d$/.test(step.opcode.name)) logs.push(readLog(step));
  };
  events.on('step', onStep);
  events.on('beforeMessage', ({ caller, to, value, delegatecall }) => {
    starts.push(logs.length);
    if (value === 0n || delegatecall || !to) return;
    logs.push([etherAddress, [transferTopic, word(caller.bytes), word(to.bytes)], word(value)]);
  });
  events.on('afterMessage', ({ execResult }) => {
    const start = starts.pop() ?? 0;
    if (execResult.exceptionError) logs.length = start;
  });
  return { logs, stop: () => events.removeAllListeners() };
}

function readLog({ stack, memory, opcode, address }: InterpreterStep): Log {
  const [offset, length] = [Number(stack.at(-1)), Number(stack.at(-2))];
  const data = new Uint8Array(length);
  data.set(memory.subarray(offset, offset + length));
  const topics = stack.slice(-2 - Number(opcode.name.slice(3)), -2).reverse();
  return [address.bytes, topics.map(word), data];
}
