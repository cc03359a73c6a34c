import { type JsonSchema, namespaceOf, type OpenRpcDocument } from './document.ts';

/** Methods that are served only when they are switched on. */
export interface Switched {
  readonly debug: readonly string[];
  readonly dev: readonly string[];
}

/** The methods as a page for people: a table for each namespace. */
export function documentToMarkdown({ methods }: OpenRpcDocument, switched: Switched): string {
  const namespaces = [...new Set(methods.map(({ name }) => namespaceOf(name)))];
  const sections = namespaces.map((namespace) =>
    [
      `## ${namespace}`,
      '',
      '| method | parameters | result | what it does |',
      '| ------ | ---------- | ------ | ------------ |',
      ...methods
        .filter(({ name }) => namespaceOf(name) === namespace)
        .map(({ name, params, result, summary }) => {
          const shown = params.map(
            (param) => `${param.name}${param.required ? '' : '?'}: ${typeName(param.schema)}`,
          );
          return `| \`${name}\`${mark(name, switched)} | ${shown.join(', ')} | ${typeName(result.schema)} | ${summary} |`;
        }),
      '',
    ].join('\n'),
  );
  return [introduction, ...sections].join('\n');
}

const introduction = `# JSON-RPC methods

This page is made from the table of methods that also checks parameters and feeds \`rpc_discover\`, the OpenRPC document that a node serves about itself; a test keeps it true. Names of types are those of the document's components. Methods marked (debug) and (dev) exist only where they are switched on, as on the development chain; those that sign also where accounts are unlocked. Errors, bounds and rights: [node.md](node.md).
`;

const mark = (name: string, { debug, dev }: Switched) =>
  debug.includes(name) ? ' (debug)' : dev.includes(name) ? ' (dev)' : '';

/** A schema in a few words. */
function typeName(schema: JsonSchema): string {
  const { $ref, type, anyOf, items, enum: values, const: value } = schema;
  if (typeof $ref === 'string') return $ref.slice($ref.lastIndexOf('/') + 1);
  if (Array.isArray(anyOf)) {
    return [
      ...new Set(anyOf.map((each: JsonSchema) => typeName(each)).filter((name) => name !== 'null')),
    ].join(' or ');
  }
  if (Array.isArray(values)) return values.map((each) => `\`${each}\``).join(' or ');
  if (value !== undefined) return `\`${value}\``;
  if (type === 'array') return `list of ${typeName((items ?? {}) as JsonSchema)}`;
  return typeof type === 'string' ? type : 'any';
}
