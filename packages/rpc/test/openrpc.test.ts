import metaSchemaModule from '@open-rpc/meta-schema';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import {
  accountMethods,
  createDocument,
  debugMethods,
  developmentMethods,
  documentToMarkdown,
  methods,
} from '../src/index.ts';

// The package is CommonJS: its default export comes wrapped.
const metaSchema = (metaSchemaModule as unknown as { default?: object }).default ?? metaSchemaModule;

const document = createDocument(methods, 'v1.2.3');

describe('the document', () => {
  test('is valid by the meta-schema of OpenRPC, and each schema by that of JSON Schema', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const validate = ajv.compile(withDraft7(metaSchema));
    expect(ajv.errorsText(validate(document) ? [] : validate.errors)).toBe('No errors');
    const broken = { ...document, methods: [{ name: 'x', params: [{ name: 'no schema' }] }] };
    expect(validate(broken)).toBe(false);
    for (const schema of Object.values(document.components.schemas)) ajv.validateSchema(schema, true);
  });

  test('names nothing that it does not define', () => {
    const references = JSON.stringify(document).matchAll(/"#\/components\/(schemas|errors)\/([^"]+)"/g);
    const used = new Set([...references].map(([, kind, name]) => `${kind}/${name}`));
    const defined = (['schemas', 'errors'] as const).flatMap((kind) =>
      Object.keys(document.components[kind]).map((name) => `${kind}/${name}`),
    );
    expect([...used].filter((name) => !defined.includes(name))).toEqual([]);
    expect(used.size).toBeGreaterThan(20);
  });

  test('says of every method what it is for, and puts optional parameters last', () => {
    expect(document.methods.map(({ name }) => name)).toEqual(Object.keys(methods).sort());
    for (const { name, summary, params } of document.methods) {
      expect(summary, name).toMatch(/^[^a-z].*\.$/);
      const required = params.map((param) => param.required);
      expect(required, name).toEqual([...required].sort().reverse());
    }
  });

  test('carries the version of the node that serves it', () => {
    expect(document.info).toMatchObject({ title: 'evm-ml', version: 'v1.2.3' });
  });

  test('is what docs/json-rpc.md shows; rewrite the page with `npx vitest run openrpc -u`', async () => {
    const page = documentToMarkdown(document, {
      debug: Object.keys(debugMethods),
      dev: Object.keys({ ...accountMethods, ...developmentMethods }),
    });
    await expect(page).toMatchFileSnapshot('../../../docs/json-rpc.md');
  });
});

/** The meta-schema points to a copy of JSON Schema on the web, and into the middle of it; ajv has draft 7 built in. */
function withDraft7(schema: object): object {
  const elsewhere = 'https://meta.json-schema.tools';
  return JSON.parse(
    JSON.stringify(schema)
      .replaceAll(
        `{"$ref":"${elsewhere}/#/definitions/JSONSchemaObject/properties/$ref"}`,
        '{"type":"string"}',
      )
      .replaceAll(`"${elsewhere}/"`, '"http://json-schema.org/draft-07/schema#"')
      .replaceAll(`"${elsewhere}"`, '"http://json-schema.org/draft-07/schema#"'),
  );
}
