import type { OpenRpcDocument } from '@evm-ml/rpc';
import { Ajv } from 'ajv';
import { call } from './clients.ts';

/** Checks answers against the OpenRPC document that a node serves. Gives what is wrong, or `undefined`. */
export async function answerCheck(url: string) {
  const document = (await call(url, 'rpc_discover')).result as OpenRpcDocument;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'document', components: document.components });
  const pointed = (schema: unknown): object =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'));
  const validators = new Map(
    document.methods.map(({ name, result }) => [name, ajv.compile(pointed(result.schema))]),
  );
  const check = (method: string, result: unknown): string | undefined => {
    const validate = validators.get(method);
    if (!validate) return `${method} is not in the document`;
    return validate(result) ? undefined : `${method}: ${ajv.errorsText(validate.errors)}`;
  };
  return { document, check };
}
