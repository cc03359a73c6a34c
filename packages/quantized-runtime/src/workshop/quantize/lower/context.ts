import { TYPE_RANGE, typeOfData } from '../../../graph/element-types.ts';
import type { Graph, Node, Tensor, TensorData } from '../../../graph/graph.ts';
import { GraphWriter } from '../../build/graph-writer.ts';
import { plainValue } from '../../build/plain.ts';
import { equalTensors } from '../../build/tensors.ts';
import type { Calibration } from '../calibrate/calibrate.ts';
import { toMultiplier } from '../math/multiplier.ts';
import type { Assignment } from './assign-schemes.ts';
import type { Bounds } from './bounds.ts';
import type { QuantizedKernel } from './quantize-kernel.ts';
import { ACTIVATIONS, type IntegerProfile, type Scheme, sameScheme } from './scheme.ts';

/** The integer graph under construction, beside the float graph that it stands for. */
export class LoweringContext {
  /** The integer graph. */
  readonly made: GraphWriter;
  /** What the node that is being lowered computes in: in `a8` it may have int16 around it, and then it is `a16`. */
  profile: IntegerProfile;
  /** Float value index to integer value index. */
  readonly lowered = new Map<number, number>();
  /** Kernels stored in two: the coarse part's name to the fine part's. */
  readonly fineParts = new Map<string, string>();
  readonly #bounds = new Map<number, Bounds>();
  /** By type, shape and checksum, the names of what is stored. */
  readonly #derived = new Map<string, readonly string[]>();
  readonly #requantized = new Map<string, number>();

  constructor(
    readonly graph: Graph,
    profile: IntegerProfile,
    readonly assignments: ReadonlyMap<number, Assignment>,
    readonly calibration: Calibration,
    readonly widthOf: (value: number) => IntegerProfile,
    /** Kernels that were quantized before, by what they were quantized for: those of other widths share them. */
    readonly kernels: Map<string, Promise<QuantizedKernel>>,
    /** Awaited now and then in long work; throws when the work is to stop. */
    readonly breathe: () => Promise<void>,
  ) {
    this.made = new GraphWriter(profile);
    this.profile = profile;
  }

  /** The scheme of a float value. */
  scheme(floatValue: number): Scheme {
    const assignment = this.assignments.get(floatValue);
    if (!assignment) throw new Error(`value ${floatValue} is no real number and has no scheme`);
    return assignment.scheme;
  }

  isReal(floatValue: number): boolean {
    return this.assignments.has(floatValue);
  }

  /** The integer value that stands for a float value which an earlier node has written. */
  input(floatValue: number): number {
    const index = this.lowered.get(floatValue);
    if (index === undefined) throw new Error(`value ${floatValue} is read before it is written`);
    return index;
  }

  /** Like `input`, requantized where its scheme differs from `scheme`. */
  inputAs(floatValue: number, scheme: Scheme, layer: string): number {
    const index = this.input(floatValue);
    if (!this.isReal(floatValue) || sameScheme(this.scheme(floatValue), scheme)) return index;
    return this.#requantize(floatValue, scheme, layer);
  }

  /** Like `input`, held within ±`limit` of its zero by a node of its own where validation could not tell. */
  inputWithin(floatValue: number, scheme: Scheme, layer: string): number {
    const index = this.input(floatValue);
    const { low, high } = this.bounds(index);
    return low >= scheme.low && high <= scheme.high ? index : this.#requantize(floatValue, scheme, layer);
  }

  /** A new integer value for a float value, in that value's scheme. */
  output(floatValue: number): number {
    const { shape, type } = this.graph.values[floatValue]!;
    const assignment = this.assignments.get(floatValue);
    const index = assignment
      ? this.addValue(shape, assignment.scheme)
      : this.made.addValue(plainValue(shape, type));
    this.lowered.set(floatValue, index);
    return index;
  }

  addValue(shape: readonly number[], scheme: Scheme): number {
    const { type } = ACTIVATIONS[this.profile];
    return this.made.addValue({ shape, type, scale: scheme.scale, zero: scheme.zero });
  }

  /** Adds a node; `bounds` tells what validation can prove of its first output (default: the type's range). */
  emit(node: Node, bounds?: Bounds): void {
    this.made.add(node);
    if (bounds) for (const output of node.outputs) this.#bounds.set(output, bounds);
  }

  bounds(value: number): Bounds {
    const known = this.#bounds.get(value);
    if (known) return known;
    const [low, high] = TYPE_RANGE[this.made.at(value).type];
    return { low, high };
  }

  /** Stores a tensor under `name` or one that follows it; equal tensors of one name are stored once. */
  tensor(name: string, shape: readonly number[], data: TensorData): string {
    return this.made.shareTensor(name, { shape, data });
  }

  /** Stores what no Keras variable is rebuilt from (tables, multipliers): equal tensors once, whatever they are called. */
  derived(name: string, shape: readonly number[], data: TensorData): string {
    const key = `${typeOfData(data)} ${shape.join()} ${checksum(data)}`;
    const known = this.#derived
      .get(key)
      ?.find((own) => equalTensors(this.made.tensorNamed(own), { shape, data }));
    if (known !== undefined) return known;
    const stored = this.made.addTensor(name, { shape, data });
    this.#derived.set(key, [...(this.#derived.get(key) ?? []), stored]);
    return stored;
  }

  /** What `quantize` gives, or gave for an earlier call of the same layer that had the same `key`. */
  kernelOnce(key: string, quantize: () => Promise<QuantizedKernel>): Promise<QuantizedKernel> {
    const known = this.kernels.get(key) ?? quantize();
    this.kernels.set(key, known);
    return known;
  }

  addFinePart(coarse: string, fine: string): void {
    this.fineParts.set(coarse, fine);
  }

  /** The float tensor of that name. */
  real(name: string): Tensor {
    const tensor = this.graph.tensors.get(name);
    if (!tensor) throw new Error(`the graph has no tensor ${name}`);
    return tensor;
  }

  /** Stores factors as `mult` and `shift` tensors named after `prefix`, and after what they are for. */
  multipliers(prefix: string, factors: readonly number[], role = ''): { mult: string; shift: string } {
    const parts = factors.map(toMultiplier);
    const { length } = parts;
    return {
      mult: this.derived(
        `${prefix}.mult${role}`,
        [length],
        Int32Array.from(parts, (part) => part.mult),
      ),
      shift: this.derived(
        `${prefix}.shift${role}`,
        [length],
        Uint8Array.from(parts, (part) => part.shift),
      ),
    };
  }

  /** True for what `widen` put between a value of one width and nodes of another. */
  isBridge(node: Node): boolean {
    const [from, to] = [node.inputs[0]!, node.outputs[0]!].map((value) => this.widthOf(value));
    return node.op === 'reshape' && this.isReal(node.inputs[0]!) && from !== to;
  }

  /** A float value in another width: the integer value `output` stands for it in the width of the node at hand. */
  bridge(floatValue: number, output: number, layer: string): void {
    const [from, to] = [this.scheme(floatValue), this.scheme(output)];
    const target = this.output(output);
    const { low, high } = ACTIVATIONS[this.profile];
    this.emit(
      {
        op: 'requantize',
        inputs: [this.input(floatValue)],
        outputs: [target],
        layer,
        min: to.low > low ? to.low : null,
        max: to.high < high ? to.high : null,
        params: this.multipliers(`requantize${target}`, [from.scale / to.scale]),
      },
      { low: to.low, high: to.high },
    );
  }

  #requantize(floatValue: number, to: Scheme, layer: string): number {
    const key = `${floatValue}:${to.scale}:${to.zero}:${to.low}`;
    const known = this.#requantized.get(key);
    if (known !== undefined) return known;
    const from = this.scheme(floatValue);
    const output = this.addValue(this.graph.values[floatValue]!.shape, to);
    const { low, high } = ACTIVATIONS[this.profile];
    this.emit(
      {
        op: 'requantize',
        inputs: [this.input(floatValue)],
        outputs: [output],
        layer,
        min: to.low > low ? to.low : null,
        max: to.high < high ? to.high : null,
        params: this.multipliers(`requantize${output}`, [from.scale / to.scale]),
      },
      { low: to.low, high: to.high },
    );
    this.#requantized.set(key, output);
    return output;
  }
}

/** Different for most tensors that differ. */
function checksum(data: TensorData): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum = (Math.imul(sum, 31) + data[i]!) | 0;
  return sum;
}
