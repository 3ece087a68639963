import type { Form } from '../form/form.ts';
import type { Definitions, JsonSchema } from '../form/json-schema.ts';
import { document } from '../language/document.ts';
import { testDocument } from '../testing/test-document.ts';

/** The JSON Schema of a form, with the definitions that it refers to. */
function schemaOf(title: string, form: Form<unknown>): JsonSchema {
  const definitions: Definitions = new Map();
  const schema = form.schema(definitions);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title,
    ...schema,
    definitions: Object.fromEntries(definitions),
  };
}

/**
 * The JSON Schema of policy documents, for editors: `schema/policy.schema.json` of this package. It knows the actions of this
 * version of the vault. The loader refuses more than the schema can say, and reads every value as text.
 */
export function policySchema(): JsonSchema {
  return schemaOf('A Chatelaine policy document', document);
}

/** The JSON Schema of files of tests, for editors: `schema/policy-test.schema.json` of this package. */
export function policyTestSchema(): JsonSchema {
  return schemaOf('Tests of Chatelaine policies', testDocument);
}
