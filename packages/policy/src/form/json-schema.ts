import type { Form } from './form.ts';

/** A JSON Schema, draft-07: what editors of YAML read. */
export interface JsonSchema {
  readonly [keyword: string]: JsonSchemaValue;
}

type JsonSchemaValue =
  string | number | boolean | readonly JsonSchemaValue[] | { readonly [name: string]: JsonSchemaValue };

/** Schemas that stand once under a name and are referred to. */
export type Definitions = Map<string, JsonSchema>;

/** A form that is used in several places; the schema holds it once. */
export function named<Value>(name: string, form: Form<Value>): Form<Value> {
  return {
    read: (node, what, reading) => form.read(node, what, reading),
    schema(definitions) {
      if (!definitions.has(name)) {
        definitions.set(name, {});
        definitions.set(name, form.schema(definitions));
      }
      return { $ref: `#/definitions/${name}` };
    },
  };
}
