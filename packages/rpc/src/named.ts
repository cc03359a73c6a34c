import type { z } from 'zod';

/** A schema that the OpenRPC document lists once, under `components`, and refers to by name. */
export interface Component {
  readonly schema: z.ZodType;
  readonly description: string;
}

/** All of them by name. */
export const components = new Map<string, Component>();

/** Gives a schema its name in the document. */
export function named<Schema extends z.ZodType>(name: string, description: string, schema: Schema): Schema {
  if (components.has(name)) throw new Error(`two schemas are named ${name}`);
  components.set(name, { schema, description });
  return schema;
}
