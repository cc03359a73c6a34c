import { z } from 'zod';
import { sentenceOf } from './sentences.ts';

/** A parameter: an object whose one property is its name, with its schema. */
export type Parameter = Readonly<Record<string, z.ZodType>>;

/** A JSON-RPC method: all that is said about it anywhere is said here. */
export interface Definition<
  Parameters extends readonly Parameter[] = readonly Parameter[],
  Result extends z.ZodType = z.ZodType,
> {
  /** What it is for, in one sentence. */
  readonly summary: string;
  /** In the order in which a request gives them. */
  readonly params: Parameters;
  readonly result: Result;
}

/** Definitions by the names of their methods. */
export type Definitions = Readonly<Record<string, Definition>>;

/** Describes a method. */
export const define = <const Parameters extends readonly Parameter[], Result extends z.ZodType>(
  summary: string,
  params: Parameters,
  result: Result,
): Definition<Parameters, Result> => ({ summary, params, result });

/** The schemas of a method's parameters by name. */
export const parametersByName = ({ params }: Definition): Parameter => Object.assign({}, ...params);

/** Checked parameters by name, as a handler gets them. */
export type Arguments<Defined extends Definition> = {
  [Each in Defined['params'][number] as keyof Each]: z.output<Each[keyof Each]>;
};

/** Makes what checks the parameters of a request. It throws a ZodError whose path begins with the parameter's index. */
export function argumentsReader<Defined extends Definition>(
  defined: Defined,
): (params: unknown) => Arguments<Defined> {
  const parameters = defined.params.flatMap((each) => Object.entries(each));
  const tuple = z.tuple(parameters.map(([, schema]) => schema) as [z.ZodType, ...z.ZodType[]]);
  return (params) => {
    const values = tuple.parse(params, { error: sentenceOf });
    return Object.fromEntries(parameters.map(([name], index) => [name, values[index]])) as Arguments<Defined>;
  };
}

/** What a client sends as `params`. JSON has no undefined: what is left out before another parameter is null. */
export type ParamsOf<Defined extends Definition> = InOrder<Defined['params']>;

type InOrder<Parameters extends readonly Parameter[]> = Parameters extends readonly [
  infer First extends Parameter,
  ...infer Rest extends readonly Parameter[],
]
  ? undefined extends z.input<First[keyof First]>
    ? [Exclude<z.input<First[keyof First]>, undefined>?, ...InOrder<Rest>]
    : [z.input<First[keyof First]>, ...InOrder<Rest>]
  : [];

/** What a client gets as `result`. */
export type ResultOf<Defined extends Definition> = z.output<Defined['result']>;

/** What a handler may answer. */
export type AnswerOf<Defined extends Definition> = z.input<Defined['result']>;
