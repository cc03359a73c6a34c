import { z } from 'zod';
import { type Definition, type Definitions, parametersByName } from '../define.ts';
import { errorMeanings } from '../errors.ts';
import { components } from '../named.ts';

/** JSON Schema, draft 7. */
export type JsonSchema = Record<string, unknown>;

/** A parameter or a result. */
export interface ContentDescriptor {
  name: string;
  required?: boolean;
  schema: JsonSchema;
}

export interface MethodObject {
  name: string;
  summary: string;
  tags: { name: string }[];
  paramStructure: 'by-position';
  params: ContentDescriptor[];
  result: ContentDescriptor;
  errors: { $ref: string }[];
}

/** What a node serves, as https://spec.open-rpc.org has it. */
export interface OpenRpcDocument {
  openrpc: '1.3.2';
  info: { title: string; version: string; description: string; license: { name: string } };
  methods: MethodObject[];
  components: {
    schemas: Record<string, JsonSchema>;
    errors: Record<string, { code: number; message: string }>;
  };
}

/** Describes methods, in the order of their names. `version` is that of the node that serves them. */
export function createDocument(methods: Definitions, version: string): OpenRpcDocument {
  const schemas = toJsonSchemas(methods);
  const errors = methodErrors.map((name) => ({ $ref: `#/components/errors/${name}` }));
  return {
    openrpc: '1.3.2',
    info: {
      title: 'evm-ml',
      version,
      description: 'An EVM chain whose contracts ask neural networks.',
      license: { name: 'Apache-2.0' },
    },
    methods: Object.entries(methods)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, defined]) => ({
        name,
        summary: defined.summary,
        tags: [{ name: namespaceOf(name) }],
        paramStructure: 'by-position',
        params: describeParams(defined, schemas[`${name}/params`]),
        result: { name: 'result', schema: propertiesOf(schemas[`${name}/result`])['result'] ?? {} },
        errors,
      })),
    components: {
      schemas: Object.fromEntries(
        [...components].map(([name, { description }]) => [name, { description, ...schemas[name] }]),
      ),
      errors: { ...errorMeanings },
    },
  };
}

/** Errors that any method may answer with; the others belong to the protocol. */
const methodErrors = [
  'InvalidParams',
  'Server',
  'LimitExceeded',
  'Forbidden',
  'Reverted',
  'Internal',
] as const satisfies readonly (keyof typeof errorMeanings)[];

/** `eth` of `eth_call`. */
export const namespaceOf = (method: string): string => method.slice(0, method.indexOf('_'));

const propertiesOf = (schema: JsonSchema | undefined) =>
  (schema?.['properties'] ?? {}) as Record<string, JsonSchema>;

function describeParams(defined: Definition, schema: JsonSchema | undefined): ContentDescriptor[] {
  const properties = propertiesOf(schema);
  const required = (schema?.['required'] ?? []) as string[];
  return Object.keys(parametersByName(defined)).map((name) => ({
    name,
    required: required.includes(name),
    schema: properties[name] ?? {},
  }));
}

/** Components by name, and for each method the objects of its parameters and of its result. */
function toJsonSchemas(methods: Definitions): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, { schema }] of components) registry.add(schema, { id });
  for (const [name, defined] of Object.entries(methods)) {
    registry.add(z.object(parametersByName(defined)), { id: `${name}/params` });
    registry.add(z.object({ result: defined.result }), { id: `${name}/result` });
  }
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    target: 'draft-7',
    io: 'input',
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [
      id,
      unwrap(schema) as JsonSchema,
    ]),
  );
}

/** `{allOf: [x]}`, which is how an optional reference comes, is `x`. */
function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[key, items] = []] = entries;
  if (entries.length === 1 && key === 'allOf' && Array.isArray(items) && items.length === 1)
    return unwrap(items[0]);
  return Object.fromEntries(entries.map(([name, item]) => [name, unwrap(item)]));
}
